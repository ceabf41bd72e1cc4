/** The USD-M venue's orders over REST: positions, reduce-only, post-only, stops, the dead-man switch. */
import assert from "node:assert/strict";
import { type LocalExchange, startExchange } from "../../exchange/start_exchange.ts";
import { Client, type Fields, type Json, Listener } from "./client.ts";

const PATH = "/fapi/v1/order";
const ORDER = { symbol: "BTCUSDT" };

function onExchange(
  name: string,
  body: (client: Client, exchange: LocalExchange) => Promise<void>,
): void {
  Deno.test(name, async () => {
    const exchange = await startExchange({ symbols: ["BTCUSDT"], seed: 8, eventsPerSecond: 200 });
    try {
      await body(new Client(exchange), exchange);
    } finally {
      await exchange.stop();
    }
  });
}

async function place(client: Client, fields: Fields): Promise<Json> {
  const { json } = await client.signed("POST", PATH, { ...ORDER, ...fields });
  assert.ok(json.orderId, JSON.stringify(json));
  return json;
}

async function refusal(client: Client, fields: Fields): Promise<number> {
  return (await client.signed("POST", PATH, { ...ORDER, ...fields })).json.code;
}

onExchange(
  "a position opens, grows, shrinks and turns, and its profit is what was paid",
  async (client) => {
    const amounts: string[] = [];
    for (const [side, quantity] of [["BUY", 0.02], ["BUY", 0.01], ["SELL", 0.01], ["SELL", 0.05]]) {
      await place(client, { side, type: "MARKET", quantity });
      const { json: [position] } = await client.signed("GET", "/fapi/v2/positionRisk", ORDER);
      amounts.push(position.positionAmt);
    }
    assert.deepEqual(amounts, ["0.020", "0.030", "0.020", "-0.030"]);
    const fills: Json[] = (await client.signed("GET", "/fapi/v1/userTrades", ORDER)).json;
    const sum = (amount: (fill: Json) => number) =>
      fills.reduce((all, fill) => all + amount(fill), 0);
    const { json: [balance] } = await client.signed("GET", "/fapi/v2/balance");
    const paid = sum(({ realizedPnl, commission }) => Number(realizedPnl) - Number(commission));
    assert.ok(Math.abs(Number(balance.balance) - 1_000_000 - paid) < 1e-6);
    const bought = sum(({ buyer, quoteQty }) => buyer ? Number(quoteQty) : 0);
    const soldToClose = fills.filter(({ buyer }) => !buyer);
    assert.ok(bought > 0 && soldToClose.every(({ commission }) => Number(commission) > 0));
  },
);

onExchange(
  "reduce-only never opens, post-only never takes, stops wait and go off",
  async (client) => {
    const limit = { type: "LIMIT", quantity: "0.010" };
    assert.equal(
      await refusal(client, { side: "SELL", type: "MARKET", quantity: "0.01", reduceOnly: true }),
      -2022,
    );
    assert.equal(
      await refusal(client, { ...limit, side: "BUY", timeInForce: "GTX", price: "61000" }),
      -5022,
    );
    assert.equal(
      await refusal(client, {
        side: "BUY",
        type: "STOP_MARKET",
        stopPrice: 50_000,
        quantity: "0.01",
      }),
      -2021,
    );
    assert.equal(await refusal(client, { ...limit, side: "BUY", positionSide: "LONG" }), -4061);
    assert.equal(
      await refusal(client, { ...limit, side: "BUY", timeInForce: "GTC", price: "50000.5" }),
      -4014,
    );
    assert.equal(
      await refusal(client, { side: "BUY", type: "MARKET", quantity: "5000" }),
      -2019,
    );
    const { json: { askPrice } } = await client.get("/fapi/v1/ticker/bookTicker", ORDER);
    const stop = await place(client, {
      side: "BUY",
      type: "STOP_MARKET",
      stopPrice: Number(askPrice) + 10,
      quantity: "0.010",
    });
    assert.equal(stop.status, "NEW");
    // A large buy sweeps the book up to the stop's price and beyond.
    await place(client, {
      ...{ side: "BUY", type: "LIMIT", timeInForce: "IOC", quantity: "60" },
      price: String(Number(askPrice) + 15),
    });
    const { json } = await client.signed("GET", PATH, { ...ORDER, orderId: stop.orderId });
    assert.deepEqual([json.status, json.type, json.origType], ["FILLED", "MARKET", "STOP_MARKET"]);
  },
);

onExchange(
  "the dead-man switch cancels a symbol's orders unless it is wound up",
  async (client) => {
    await place(client, {
      ...{ side: "BUY", type: "LIMIT", timeInForce: "GTC", price: "50000", quantity: "0.010" },
    });
    const switchPath = "/fapi/v1/countdownCancelAll";
    const open = async () => (await client.signed("GET", "/fapi/v1/openOrders", ORDER)).json.length;
    for (let i = 0; i < 4; i++) {
      await client.signed("POST", switchPath, { ...ORDER, countdownTime: 300 });
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(await open(), 1);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(await open(), 0);
  },
);

onExchange("a user stream tells of orders, fills and the account", async (client, exchange) => {
  const { json: { listenKey } } = await client.keyed("POST", "/fapi/v1/listenKey");
  const user = new Listener(`${exchange.futuresWsUrl}/ws/${listenKey}`);
  await user.opened;
  const { orderId } = await place(client, { side: "SELL", type: "MARKET", quantity: "0.010" });
  const filled = await user.next("fill", ({ o }) => o?.X === "FILLED");
  assert.deepEqual([filled.e, filled.o.i, filled.o.m], ["ORDER_TRADE_UPDATE", orderId, false]);
  const account = await user.next(
    "account",
    ({ e, a }) => e === "ACCOUNT_UPDATE" && a.P.length > 0,
  );
  assert.deepEqual([account.a.m, account.a.P[0].pa], ["ORDER", "-0.010"]);
  const [key] = exchange.keys;
  await client.practice("POST", "deposit", {
    ...{ venue: "usdm", key: key.apiKey, asset: "USDT", amount: "12.5" },
  });
  await user.next("deposit", ({ a }) => a?.m === "DEPOSIT");
  await client.practice("POST", "expire-listen-keys");
  assert.equal(
    (await user.next("the end", ({ e }) => e === "listenKeyExpired")).listenKey,
    listenKey,
  );
  const kept = await client.keyed("PUT", "/fapi/v1/listenKey");
  assert.equal(kept.json.code, -1125);
  await user.close();
});
