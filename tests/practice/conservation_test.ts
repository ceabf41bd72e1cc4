/** Money: whatever accounts do to each other and the flow, nothing is made and nothing is lost. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Exchange } from "../../exchange/exchange.ts";
import { FuturesLedger } from "../../exchange/accounts/futures_ledger.ts";
import { EngineMarket } from "../../exchange/market/engine_market.ts";
import { sumsOf } from "../../exchange/practice/practice_state.ts";
import { ApiError } from "../../exchange/rest/api_error.ts";
import { Parameters } from "../../exchange/rest/parameters.ts";
import { FUTURES_ROUTES, SPOT_ROUTES } from "../../exchange/rest/routes.ts";
import { startExchange } from "../../exchange/start_exchange.ts";
import type { Venue } from "../../exchange/venue.ts";
import type { Fields } from "./client.ts";

const SYMBOL = "BTCUSDT";

const wish = fc.record({
  account: fc.nat(2),
  isSpot: fc.boolean(),
  what: fc.constantFrom("place", "place", "place", "cancel", "cancel all", "replace"),
  side: fc.constantFrom("BUY", "SELL"),
  type: fc.constantFrom("LIMIT", "LIMIT", "MARKET", "MAKER", "STOP"),
  timeInForce: fc.constantFrom("GTC", "GTC", "IOC", "FOK"),
  offset: fc.integer({ min: -40, max: 40 }),
  hundredths: fc.integer({ min: 1, max: 400 }),
  selfTrade: fc.constantFrom("NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"),
  reduceOnly: fc.boolean(),
});
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never;

/** Does what a client asked, as its route does; refusals are part of the game. */
function act(exchange: Exchange, drawn: Wish): void {
  const venue = drawn.isSpot ? exchange.spot : exchange.futures;
  const account = [...venue.accounts.values()][drawn.account];
  const [name, fields] = requestOf(venue, drawn);
  const routes = drawn.isSpot ? SPOT_ROUTES : FUTURES_ROUTES;
  const route = routes.find(({ method, path }) => `${method} ${path}` === name);
  assert.ok(route, name);
  try {
    const parameters = Parameters.ofFields(fields);
    route.handle({ venue, parameters, account, nowMillis: exchange.nowMillis() });
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown;
  }
}

function requestOf(venue: Venue, drawn: Wish): [name: string, fields: Fields] {
  const { isSpot, what, side } = drawn;
  const account = [...venue.accounts.values()][drawn.account];
  const oldest = [...account.openOrders.keys()][0] ?? 1;
  if (what === "cancel") {
    const path = isSpot ? "/api/v3/order" : "/fapi/v1/order";
    return [`DELETE ${path}`, { symbol: SYMBOL, orderId: oldest }];
  }
  if (what === "cancel all") {
    const path = isSpot ? "/api/v3/openOrders" : "/fapi/v1/allOpenOrders";
    return [`DELETE ${path}`, { symbol: SYMBOL }];
  }
  const order: Fields = {
    symbol: SYMBOL,
    side,
    ...typeOf(venue, drawn),
    quantity: (drawn.hundredths / 100).toFixed(2),
    selfTradePreventionMode: drawn.selfTrade,
    ...!isSpot && { reduceOnly: drawn.reduceOnly },
  };
  if (what === "place") return [`POST ${isSpot ? "/api/v3/order" : "/fapi/v1/order"}`, order];
  if (!isSpot) return ["PUT /fapi/v1/order", { ...order, orderId: oldest }];
  const mode = { cancelReplaceMode: "ALLOW_FAILURE", cancelOrderId: oldest };
  return ["POST /api/v3/order/cancelReplace", { ...order, ...mode }];
}

function typeOf(venue: Venue, { isSpot, type, timeInForce, side, offset }: Wish): Fields {
  const mid = venue.markets.get(SYMBOL)!.midTicks;
  if (type === "MARKET") return { type };
  if (type === "MAKER") {
    return isSpot
      ? { type: "LIMIT_MAKER", price: mid + offset }
      : { type: "LIMIT", timeInForce: "GTX", price: mid + offset };
  }
  if (type === "LIMIT") return { type, timeInForce, price: mid + offset };
  const stopPrice = side === "BUY" ? mid + Math.abs(offset) + 1 : mid - Math.abs(offset) - 1;
  return isSpot
    ? { type: "STOP_LOSS_LIMIT", timeInForce: "GTC", stopPrice, price: mid + offset }
    : { type: "STOP_MARKET", stopPrice };
}

function checkSpot(venue: Venue): void {
  for (const account of venue.accounts.values()) {
    const locked = new Map<string, bigint>();
    for (const { lockedAsset, lockedE8 } of account.openOrders.values()) {
      locked.set(lockedAsset, (locked.get(lockedAsset) ?? 0n) + lockedE8);
    }
    for (const [asset, balance] of account.balances) {
      assert.ok(balance.free >= 0n, `${asset} free ${balance.free}`);
      assert.equal(balance.locked, locked.get(asset) ?? 0n, `${asset} locked`);
    }
    for (const order of account.orders.values()) {
      assert.equal(order.isOpen || order.lockedE8 === 0n, true, "nothing stays set aside");
    }
  }
}

function checkFutures(venue: Venue): void {
  assert.ok(venue.ledger instanceof FuturesLedger);
  const market = venue.markets.get(SYMBOL);
  assert.ok(market instanceof EngineMarket);
  for (const account of venue.accounts.values()) {
    const lots = account.positions.get(SYMBOL)?.lots ?? 0;
    assert.equal(lots, market.engine.accounts.positionLots(account.number), "the engine agrees");
  }
}

Deno.test("sums of every asset stay the same whatever three accounts do", async () => {
  const { exchange, stop } = await startExchange({
    symbols: [SYMBOL],
    accounts: 3,
    limits: "off",
    eventsPerSecond: 1,
  });
  try {
    exchange.pause(true);
    const totals = () =>
      [exchange.spot, exchange.futures].map((venue) =>
        venue.assets.map((asset) => sumsOf(venue, asset).total)
      );
    const before = totals();
    let fills = 0;
    const story = fc.array(wish, { minLength: 20, maxLength: 80 });
    fc.assert(
      fc.property(story, (wishes) => {
        for (const drawn of wishes) act(exchange, drawn);
        assert.deepEqual(totals(), before);
        checkSpot(exchange.spot);
        checkFutures(exchange.futures);
        for (const { book } of exchange.spot.markets.values()) {
          assert.equal(book.isCrossed, false);
        }
        fills = [...exchange.futures.accounts.values(), ...exchange.spot.accounts.values()]
          .reduce((sum, account) => sum + account.fills.length, 0);
      }),
      { numRuns: 120, endOnFailure: true },
    );
    assert.ok(fills > 500, `${fills} fills`);
  } finally {
    await stop();
  }
});

Deno.test("funding moves money from one side to the other", async () => {
  const { exchange, stop } = await startExchange({
    symbols: [SYMBOL],
    eventsPerSecond: 1,
    fundingMillis: 100,
  });
  try {
    const venue = exchange.futures;
    const before = sumsOf(venue, "USDT").total;
    const [account] = venue.accounts.values();
    const buy = { symbol: SYMBOL, side: "BUY", type: "MARKET", quantity: "1" };
    const route = FUTURES_ROUTES.find(({ method, path }) =>
      method + path === "POST/fapi/v1/order"
    )!;
    const parameters = Parameters.ofFields(buy);
    route.handle({ venue, parameters, account, nowMillis: exchange.nowMillis() });
    const wallet = account.balance("USDT").free;
    const until = performance.now() + 5_000;
    while (account.balance("USDT").free === wallet && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.ok(account.balance("USDT").free < wallet, "a long position pays");
    assert.equal(sumsOf(venue, "USDT").total, before);
  } finally {
    await stop();
  }
});
