/** Whatever a client sends, the answer is JSON with a code, and never a server's error. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Route } from "../../exchange/rest/route.ts";
import { FUTURES_ROUTES, SPOT_ROUTES } from "../../exchange/rest/routes.ts";
import { startExchange } from "../../exchange/start_exchange.ts";
import { Client } from "./client.ts";

const ROUTES = [...SPOT_ROUTES, ...FUTURES_ROUTES];
const NAMES = [
  ...["symbol", "symbols", "side", "type", "timeInForce", "price", "stopPrice", "quantity"],
  ...["quoteOrderQty", "icebergQty", "newClientOrderId", "origClientOrderId", "orderId", "limit"],
  ...["interval", "startTime", "endTime", "fromId", "recvWindow", "reduceOnly", "leverage"],
  ...["marginType", "countdownTime", "listenKey", "cancelReplaceMode", "cancelOrderId"],
  ...["orderIdList", "goodTillDate", "selfTradePreventionMode", "newOrderRespType"],
];
const SOUND = [
  ...["BTCUSDT", "BUY", "SELL", "LIMIT", "MARKET", "LIMIT_MAKER", "STOP_LOSS_LIMIT", "STOP"],
  ...["STOP_MARKET", "GTC", "IOC", "FOK", "GTX", "GTD", "60000", "59000", "0.01", "1", "1000001"],
  ...["1m", "true", "false", "ISOLATED", "STOP_ON_FAILURE", "ALLOW_FAILURE", "NONE", "FULL"],
];
const ODD = [
  ...["", " ", "0", "-1", "1e9", "NaN", "Infinity", "99999999999999999999", "0.123456789012345678"],
  ...[
    "null",
    "[]",
    "[1,2]",
    '["BTCUSDT"]',
    "{}",
    "__proto__",
    "constructor",
    "\u0000",
    "€",
    "a&b=c",
  ],
  ...["%", "9007199254740993", "x".repeat(300)],
];

const value = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...SOUND) },
  { weight: 3, arbitrary: fc.constantFrom(...ODD) },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
);
const fields = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 12 });
/** Orders that are nearly right, with a field or two of anything. */
const order = fc.tuple(
  fc.constantFrom("BUY", "SELL"),
  fc.constantFrom(
    { type: "LIMIT", timeInForce: "GTC", price: "59990" },
    { type: "LIMIT", timeInForce: "IOC", price: "60010" },
    { type: "MARKET" },
    { type: "LIMIT_MAKER", price: "59000" },
    { type: "STOP_LOSS_LIMIT", timeInForce: "GTC", price: "61000", stopPrice: "61000" },
    { type: "STOP_MARKET", stopPrice: "61000" },
  ),
  fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 2 }),
).map(([side, type, odd]) => ({ symbol: "BTCUSDT", side, quantity: "0.01", ...type, ...odd }));

const anything = fc.tuple<[Route, Record<string, string>]>(fc.constantFrom(...ROUTES), fields);
const nearlyOrder = fc.tuple<[Route, Record<string, string>]>(
  fc.constantFrom(...ROUTES.filter(({ isOrder }) => isOrder)),
  order,
);

Deno.test("no parameters bring the REST surface to a server's error or to silence", async () => {
  const exchange = await startExchange({
    symbols: ["BTCUSDT"],
    limits: "off",
    eventsPerSecond: 500,
  });
  const client = new Client(exchange);
  try {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, nearlyOrder), async ([route, sent]) => {
        const { method, path, security } = route;
        const { status, json } = security === "SIGNED"
          ? await client.signed(method, path, sent)
          : security === "KEY"
          ? await client.keyed(method, path, sent)
          : await client.get(path, sent);
        assert.ok(status < 500, `${method} ${path} ${JSON.stringify(sent)}: ${status}`);
        if (status !== 200) assert.equal(typeof json.code, "number");
      }),
      { numRuns: 1_500 },
    );
    const { spot, usdm } = await client.practice("GET", "state");
    assert.ok(spot.accounts[0].orders.length > 3, "some orders were sound");
    assert.ok(usdm.accounts[0].orders.length > 3, "at both venues");
    assert.equal(spot.sums.USDT.total, "2000000.00000000");
  } finally {
    await exchange.stop();
  }
});

Deno.test("paths that are none, bodies that are too large and methods that do not fit are refused", async () => {
  const exchange = await startExchange({ symbols: ["BTCUSDT"] });
  try {
    const ask = async (path: string, init?: RequestInit) => {
      const response = await fetch(exchange.restUrl + path, init);
      await response.body?.cancel();
      return response.status;
    };
    assert.equal(await ask("/api/v3/nothing"), 404);
    assert.equal(await ask("/api/v3/order", { method: "PATCH" }), 404);
    assert.equal(await ask("/api/v3/order", { method: "POST", body: "x".repeat(20_000) }), 413);
    assert.equal(await ask(`/api/v3/depth?symbol=${"x".repeat(20_000)}`), 413);
    assert.equal(await ask("/practice/faults", { method: "POST", body: "{" }), 400);
    const page = { method: "DELETE", headers: { origin: "https://example.org" } };
    assert.equal(await ask("/practice/faults", page), 403);
    assert.equal(await ask("/practice/deposit", { method: "POST", body: "null" }), 400);
  } finally {
    await exchange.stop();
  }
});
