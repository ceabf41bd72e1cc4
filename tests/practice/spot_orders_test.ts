/** The spot venue's orders over REST: what is answered, what is refused and how, what it costs. */
import assert from "node:assert/strict";
import { startExchange } from "../../exchange/start_exchange.ts";
import { Client, type Fields, Listener } from "./client.ts";

const LIMIT = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" };

/** Runs a test against an exchange of its own. */
function onExchange(name: string, body: (client: Client, other: Client) => Promise<void>): void {
  Deno.test(name, async () => {
    const exchange = await startExchange({ symbols: ["BTCUSDT"], seed: 3, eventsPerSecond: 200 });
    try {
      await body(new Client(exchange), new Client(exchange, 1));
    } finally {
      await exchange.stop();
    }
  });
}

onExchange("an order rests, is found, is cancelled, and is found cancelled", async (client) => {
  const placed = await client.signed("POST", "/api/v3/order", {
    ...LIMIT,
    price: "50000",
    quantity: "0.01",
    newClientOrderId: "first",
  });
  assert.equal(placed.status, 200);
  assert.equal(placed.json.status, "NEW");
  assert.deepEqual(placed.json.fills, []);
  const { orderId } = placed.json;
  const account = await client.signed("GET", "/api/v3/account");
  const usdt = account.json.balances.find(({ asset }: { asset: string }) => asset === "USDT");
  assert.deepEqual(usdt, { asset: "USDT", free: "999500.00000000", locked: "500.00000000" });
  const open = await client.signed("GET", "/api/v3/openOrders", { symbol: "BTCUSDT" });
  assert.deepEqual(open.json.map((order: Fields) => order.orderId), [orderId]);
  const cancelled = await client.signed("DELETE", "/api/v3/order", {
    symbol: "BTCUSDT",
    origClientOrderId: "first",
  });
  assert.equal(cancelled.json.status, "CANCELED");
  assert.equal(cancelled.json.origClientOrderId, "first");
  const found = await client.signed("GET", "/api/v3/order", { symbol: "BTCUSDT", orderId });
  assert.equal(found.json.status, "CANCELED");
  const again = await client.signed("DELETE", "/api/v3/order", { symbol: "BTCUSDT", orderId });
  assert.deepEqual(again.json, { code: -2011, msg: "Unknown order sent." });
});

onExchange("two clients trade with each other in one book", async (buyer, seller) => {
  const bid = { ...LIMIT, quantity: "0.001", newClientOrderId: "maker" };
  const { json: { bidPrice } } = await buyer.get("/api/v3/ticker/bookTicker", {
    symbol: "BTCUSDT",
  });
  const price = String(Number(bidPrice) + 20);
  // A sell above the market rests; the other client takes it together with what is better.
  const rested = await seller.signed("POST", "/api/v3/order", { ...bid, side: "SELL", price });
  assert.equal(rested.json.status, "NEW");
  const { json: book } = await buyer.get("/api/v3/depth", { symbol: "BTCUSDT", limit: 5_000 });
  const below = book.asks.filter(([ask]: [string]) => Number(ask) < Number(price));
  const lots = below.reduce((sum: number, [, size]: [string, string]) => sum + Number(size), 0);
  const taken = await buyer.signed("POST", "/api/v3/order", {
    symbol: "BTCUSDT",
    side: "BUY",
    type: "LIMIT",
    timeInForce: "IOC",
    price,
    quantity: (lots + 1).toFixed(5),
  });
  assert.ok(["EXPIRED", "FILLED"].includes(taken.json.status), JSON.stringify(taken.json));
  const { json } = await seller.signed("GET", "/api/v3/order", {
    symbol: "BTCUSDT",
    origClientOrderId: "maker",
  });
  assert.equal(json.status, "FILLED");
  const [fill] = (await seller.signed("GET", "/api/v3/myTrades", { symbol: "BTCUSDT" })).json;
  assert.equal(fill.isMaker, true);
  assert.equal(fill.commissionAsset, "USDT");
  assert.equal(Number(fill.commission), Number((Number(fill.quoteQty) * 0.001).toFixed(8)));
});

const REFUSALS: readonly (readonly [name: string, fields: Fields, code: number, text: RegExp])[] = [
  ["an unknown symbol", { ...LIMIT, symbol: "NOPEUSDT", price: 1, quantity: 1 }, -1121, /symbol/],
  ["no side", { symbol: "BTCUSDT", type: "LIMIT" }, -1102, /'side'/],
  ["an odd side", { ...LIMIT, side: "HOLD", price: 1, quantity: 1 }, -1117, /side/],
  ["an odd type", { ...LIMIT, type: "WISH", price: 1, quantity: 1 }, -1116, /orderType/],
  ["no price", { ...LIMIT, quantity: 1 }, -1102, /'price'/],
  ["an odd price", { ...LIMIT, price: "1e5", quantity: 1 }, -1100, /'price'/],
  ["a price off the grid", { ...LIMIT, price: "50000.5", quantity: "0.01" }, -1013, /PRICE_FILTER/],
  ["a size off the grid", { ...LIMIT, price: 50_000, quantity: "0.000001" }, -1013, /LOT_SIZE/],
  ["a price with ten decimals", { ...LIMIT, price: "1.0000000001", quantity: 1 }, -1111, /price/],
  ["too little value", { ...LIMIT, price: 50_000, quantity: "0.00001" }, -1013, /NOTIONAL/],
  [
    "a price out of the band",
    { ...LIMIT, price: 500, quantity: 1 },
    -1013,
    /PERCENT_PRICE_BY_SIDE/,
  ],
  ["too much", { ...LIMIT, price: 50_000, quantity: 100 }, -2010, /insufficient balance/],
  [
    "a maker that would take",
    {
      symbol: "BTCUSDT",
      side: "BUY",
      type: "LIMIT_MAKER",
      price: 70_000,
      quantity: "0.01",
    },
    -2010,
    /immediately match/,
  ],
];

onExchange("orders that cannot be are refused in the venue's words", async (client) => {
  for (const [name, fields, code, text] of REFUSALS) {
    const { status, json } = await client.signed("POST", "/api/v3/order", fields);
    assert.equal(status, 400, name);
    assert.equal(json.code, code, `${name}: ${JSON.stringify(json)}`);
    assert.match(json.msg, text, name);
  }
  const { json } = await client.signed("GET", "/api/v3/allOrders", { symbol: "BTCUSDT" });
  assert.deepEqual(json, [], "what was refused never existed");
});

onExchange("requests without the right key, signature or time are refused", async (client) => {
  const path = "/api/v3/account";
  assert.equal((await client.keyed("GET", path)).json.code, -1102);
  const timestamp = Date.now();
  const unsigned = await client.keyed("GET", path, { timestamp, signature: "0".repeat(64) });
  assert.equal(unsigned.json.code, -1022);
  assert.equal(
    (await client.signed("GET", path, { timestamp: timestamp - 6_000 })).json.code,
    -1021,
  );
  assert.equal(
    (await client.signed("GET", path, { timestamp: timestamp + 2_000 })).json.code,
    -1021,
  );
  const patient = { timestamp: timestamp - 6_000, recvWindow: 20_000 };
  assert.equal((await client.signed("GET", path, patient)).status, 200);
  assert.equal((await client.signed("GET", path, { recvWindow: 60_001 })).json.code, -1131);
});

Deno.test("a user stream tells of an order, its fill and the balances, in that order", async () => {
  const exchange = await startExchange({ symbols: ["BTCUSDT"], seed: 4, eventsPerSecond: 100 });
  try {
    const client = new Client(exchange);
    const { json: { listenKey } } = await client.keyed("POST", "/api/v3/userDataStream");
    const user = new Listener(`${exchange.spotWsUrl}/ws/${listenKey}`);
    await user.opened;
    const { json } = await client.signed("POST", "/api/v3/order", {
      symbol: "BTCUSDT",
      side: "BUY",
      type: "MARKET",
      quantity: "0.01",
    });
    assert.equal(json.status, "FILLED");
    await user.next("fill", ({ e, X }) => e === "executionReport" && X === "FILLED");
    const spent = 1_000_000 - Number(json.cummulativeQuoteQty);
    await user.next(
      "balance",
      ({ e, B }) =>
        e === "outboundAccountPosition" && Number(B[1].f) === spent && B[1].l === "0.00000000",
    );
    const kinds = user.messages.filter(({ e }) => e === "executionReport").map(({ x }) => x);
    assert.equal(kinds[0], "NEW");
    assert.deepEqual([...new Set(kinds.slice(1))], ["TRADE"]);
    await user.close();
  } finally {
    await exchange.stop();
  }
});
