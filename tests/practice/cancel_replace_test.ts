/** Cancel and replace in one request: both, either, or nothing, as the mode says. */
import assert from "node:assert/strict";
import { startExchange } from "../../exchange/start_exchange.ts";
import { Client, type Fields } from "./client.ts";

const PATH = "/api/v3/order/cancelReplace";
const ORDER = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" };
const SMALL = { ...ORDER, price: "50000", quantity: "0.01" };
/** Cannot be paid for. */
const LARGE = { ...ORDER, price: "50000", quantity: "90" };

Deno.test("cancelReplace cancels and places, or says which half failed", async () => {
  const exchange = await startExchange({ symbols: ["BTCUSDT"], seed: 2, eventsPerSecond: 100 });
  const client = new Client(exchange);
  const open = async () =>
    (await client.signed("GET", "/api/v3/openOrders", { symbol: "BTCUSDT" })).json
      .map(({ orderId }: Fields) => orderId);
  try {
    const { json: { orderId } } = await client.signed("POST", "/api/v3/order", SMALL);
    const replace = (cancelOrderId: number, order: Fields, cancelReplaceMode: string) =>
      client.signed("POST", PATH, { ...order, cancelOrderId, cancelReplaceMode });

    const both = await replace(orderId, SMALL, "STOP_ON_FAILURE");
    assert.equal(both.status, 200);
    assert.deepEqual([both.json.cancelResult, both.json.newOrderResult], ["SUCCESS", "SUCCESS"]);
    const second = both.json.newOrderResponse.orderId;
    assert.deepEqual(await open(), [second]);

    const stopped = await replace(orderId, SMALL, "STOP_ON_FAILURE");
    assert.deepEqual([stopped.status, stopped.json.code], [400, -2022]);
    assert.equal(stopped.json.data.cancelResponse.code, -2011);
    assert.equal(stopped.json.data.newOrderResult, "NOT_ATTEMPTED");
    assert.deepEqual(await open(), [second]);

    const allowed = await replace(orderId, SMALL, "ALLOW_FAILURE");
    assert.deepEqual([allowed.status, allowed.json.code], [409, -2021]);
    const third = allowed.json.data.newOrderResponse.orderId;
    assert.deepEqual(await open(), [second, third]);

    const half = await replace(second, LARGE, "STOP_ON_FAILURE");
    assert.deepEqual([half.status, half.json.code], [409, -2021]);
    assert.equal(half.json.data.newOrderResponse.code, -2010);
    assert.deepEqual(await open(), [third]);

    const odd = await replace(third, SMALL, "MAYBE");
    assert.equal(odd.json.code, -1130);
    const unsound = await replace(third, { ...SMALL, price: "0.5" }, "ALLOW_FAILURE");
    assert.equal(unsound.json.code, -1013);
    assert.deepEqual(await open(), [third], "what is unsound by itself cancels nothing");
  } finally {
    await exchange.stop();
  }
});
