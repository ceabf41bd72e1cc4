/** Orders over the WebSocket API. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { type LocalExchange, startExchange } from "../../exchange/start_exchange.ts";
import { type Fields, type Json, Listener } from "./client.ts";

function signedParams({ keys: [{ apiKey, secretKey }] }: LocalExchange, fields: Fields): Fields {
  const params: Fields = { ...fields, apiKey, timestamp: Date.now() };
  const payload = Object.keys(params).sort().map((name) => `${name}=${params[name]}`).join("&");
  return { ...params, signature: createHmac("sha256", secretKey).update(payload).digest("hex") };
}

async function withSocket(
  path: string,
  body: (
    exchange: LocalExchange,
    ask: (method: string, fields?: Fields) => Promise<Json>,
    socket: Listener,
  ) => Promise<void>,
): Promise<void> {
  const exchange = await startExchange({ symbols: ["BTCUSDT"], seed: 5 });
  const url = path.startsWith("/ws-fapi") ? exchange.futuresWsUrl : exchange.spotWsUrl;
  const socket = new Listener(url + path);
  let id = 0;
  try {
    await socket.opened;
    await body(exchange, (method, params = {}) => {
      const mine = ++id;
      socket.send({ id: mine, method, params });
      return socket.next(method, (message) => message.id === mine);
    }, socket);
  } finally {
    await exchange.stop();
    await socket.closed;
  }
}

Deno.test("spot orders are placed, found and cancelled over the socket, and heard there", () =>
  withSocket("/ws-api/v3", async (exchange, ask, socket) => {
    assert.equal((await ask("time")).status, 200);
    assert.equal(
      (await ask("userDataStream.subscribe.signature", signedParams(exchange, {}))).status,
      200,
    );
    const order = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" };
    const placed = await ask(
      "order.place",
      signedParams(exchange, {
        ...order,
        price: "55000.00",
        quantity: "0.01",
        newClientOrderId: "over-the-socket",
      }),
    );
    assert.equal(placed.status, 200, JSON.stringify(placed));
    assert.ok(placed.rateLimits[0].count > 0);
    const heard = await socket.next("event", ({ event }) => event?.e === "executionReport");
    assert.equal(heard.event.i, placed.result.orderId);
    const { symbol } = order;
    const open = await ask("openOrders.status", signedParams(exchange, { symbol }));
    assert.equal(open.result[0].clientOrderId, "over-the-socket");
    const names = { symbol, origClientOrderId: "over-the-socket" };
    const gone = await ask("order.cancel", signedParams(exchange, names));
    assert.equal(gone.result.status, "CANCELED");
    const found = await ask("order.status", signedParams(exchange, names));
    assert.equal(found.result.status, "CANCELED");
    const again = await ask("order.cancel", signedParams(exchange, names));
    assert.deepEqual([again.status, again.error.code], [400, -2011]);
  }));

Deno.test("futures orders are placed and changed over the socket", () =>
  withSocket("/ws-fapi/v1", async (exchange, ask) => {
    const order = { symbol: "BTCUSDT", side: "SELL", type: "LIMIT", quantity: "0.010" };
    const placed = await ask(
      "order.place",
      signedParams(exchange, {
        ...order,
        timeInForce: "GTC",
        price: "65000",
      }),
    );
    assert.equal(placed.result.status, "NEW", JSON.stringify(placed));
    const { orderId } = placed.result;
    const moved = await ask(
      "order.modify",
      signedParams(exchange, {
        ...order,
        timeInForce: "GTC",
        orderId,
        price: "66000",
      }),
    );
    assert.equal(moved.result.price, "66000", JSON.stringify(moved));
    const balance = await ask("account.balance", signedParams(exchange, {}));
    assert.equal(balance.result[0].asset, "USDT");
  }));

Deno.test("what is no request, no method or not signed is refused", () =>
  withSocket("/ws-api/v3", async (exchange, ask, socket) => {
    assert.equal((await ask("order.fly")).error.code, -1136);
    assert.equal((await ask("account.status")).error.code, -2014);
    const wrong = { ...signedParams(exchange, {}), signature: "f".repeat(64) };
    assert.equal((await ask("account.status", wrong)).error.code, -1022);
    socket.send("{");
    const refused = await socket.next("refusal", ({ id }) => id === null);
    assert.equal(refused.error.code, -1135);
  }));
