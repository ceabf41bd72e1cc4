import assert from "node:assert/strict";
import { Fold } from "../../core/base/fold.ts";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import * as codes from "../../core/matching/codes.ts";
import { foldMarket } from "../../core/matching/market_hash.ts";
import { MatchingEngine } from "../../core/matching/matching_engine.ts";
import * as asked from "../../core/matching/order_request.ts";
import { requestOf, storyOf } from "./story.ts";

function hashOf(engine: MatchingEngine): string {
  const fold = new Fold();
  foldMarket(engine.state, fold);
  return fold.toString();
}

Deno.test("submitLimit() trades with the oldest order of the best price first", () => {
  const engine = new MatchingEngine();
  engine.submitLimit(1, 0, SIDE_ASK, 101, 5);
  engine.submitLimit(2, 0, SIDE_ASK, 100, 5);
  engine.submitLimit(3, 0, SIDE_ASK, 100, 5);
  assert.equal(engine.submitLimit(4, 0, SIDE_BID, 101, 12), codes.OUTCOME_FILLED);
  assert.deepEqual(storyOf(engine), [
    "fill 2 100 5 by 4",
    "fill 3 100 5 by 4",
    "fill 1 101 2 by 4",
  ]);
  assert.equal(engine.events.leftLots(1), 0);
  assert.equal(engine.events.leftLots(2), 3);
  assert.equal(engine.events.side(2), SIDE_ASK);
});

Deno.test("submitLimit() rests what the limit keeps from trading", () => {
  const engine = new MatchingEngine();
  engine.submitLimit(1, 0, SIDE_BID, 100, 5);
  assert.equal(engine.submitLimit(2, 0, SIDE_ASK, 100, 8), codes.OUTCOME_RESTING);
  assert.deepEqual(storyOf(engine), ["fill 1 100 5 by 2", "rest 2 100 3"]);
  assert.equal(engine.book.asks.bestTicks, 100);
  assert.equal(engine.book.bids.size, 0);
});

Deno.test("submitMarket() cancels what finds no counterparty, and is refused where there is none", () => {
  const engine = new MatchingEngine();
  engine.submitLimit(1, 0, SIDE_ASK, 100, 3);
  assert.equal(engine.submitMarket(2, 0, SIDE_BID, 4), codes.OUTCOME_CANCELLED);
  assert.deepEqual(storyOf(engine), ["fill 1 100 3 by 2", "cancel 2 any 1 code 32"]);
  assert.equal(engine.submitMarket(3, 0, SIDE_BID, 4), codes.OUTCOME_REJECTED);
  assert.equal(engine.events.code(0), codes.REJECT_EMPTY_BOOK);
  assert.equal(engine.book.orderCount, 0);
});

Deno.test("submit() lets an iceberg's next lots queue behind the others", () => {
  const engine = new MatchingEngine();
  engine.submit(
    requestOf({ idLow: 1, side: SIDE_ASK, priceTicks: 100, qtyLots: 25, displayLots: 10 }),
  );
  assert.deepEqual(storyOf(engine), ["rest 1 100 10"]);
  engine.submitLimit(2, 0, SIDE_ASK, 100, 5);
  engine.submitMarket(3, 0, SIDE_BID, 22);
  assert.deepEqual(storyOf(engine), [
    "fill 1 100 10 by 3",
    "refill 1 100 10",
    "fill 2 100 5 by 3",
    "fill 1 100 7 by 3",
  ]);
  engine.cancel(1, 0);
  assert.deepEqual(storyOf(engine), ["cancel 1 100 8"]);
});

Deno.test("stop orders enter one by one, nearest price first, oldest first at one price", () => {
  const engine = new MatchingEngine();
  const stop = (idLow: number, stopTicks: number) =>
    engine.submit(
      requestOf({ idLow, kind: asked.ORDER_STOP, side: SIDE_BID, stopTicks, qtyLots: 1 }),
    );
  for (let i = 0; i < 5; i++) engine.submitLimit(10 + i, 0, SIDE_ASK, 100 + i, 1);
  assert.equal(stop(1, 101), codes.OUTCOME_WAITING);
  stop(2, 100);
  stop(3, 100);
  stop(4, 200);
  engine.submitMarket(20, 0, SIDE_BID, 1);
  assert.deepEqual(storyOf(engine), [
    "fill 10 100 1 by 20",
    "trigger 2 100 1",
    "fill 11 101 1 by 2",
    "trigger 3 100 1",
    "fill 12 102 1 by 3",
    "trigger 1 101 1",
    "fill 13 103 1 by 1",
  ]);
  assert.equal(engine.book.buyStops.bestTicks, 200);
  // The latest trade, at 103, has reached it: it does not wait.
  assert.equal(stop(5, 103), codes.OUTCOME_FILLED);
});

Deno.test("modify() keeps the place of an order that becomes smaller, and of no other", () => {
  const engine = new MatchingEngine();
  for (const id of [1, 2, 3]) engine.submitLimit(id, 0, SIDE_BID, 100, 10);
  const queue = () => {
    const ids = [];
    const { book } = engine;
    for (let at = book.firstAt(SIDE_BID, 100); at !== 0; at = book.queues.nextOf(at)) {
      ids.push(book.queues.idLowOf(at));
    }
    return ids;
  };
  engine.modify(1, 0, 100, 4);
  assert.deepEqual([storyOf(engine), queue()], [["reduce 1 100 6"], [1, 2, 3]]);
  engine.modify(1, 0, 100, 5);
  assert.deepEqual(storyOf(engine), ["cancel 1 100 4 code 36", "rest 1 100 5"]);
  assert.deepEqual(queue(), [2, 3, 1]);
  engine.submitLimit(4, 0, SIDE_ASK, 103, 3);
  engine.modify(2, 0, 103, 10);
  assert.deepEqual(storyOf(engine), [
    "cancel 2 100 10 code 36",
    "fill 4 103 3 by 2",
    "rest 2 103 7",
  ]);
});

Deno.test("self-trade prevention does what the incoming order asks for", () => {
  const stories = [
    [asked.SELF_TRADE_ALLOW, ["fill 1 100 5 by 2", "rest 2 100 3"]],
    [asked.SELF_TRADE_CANCEL_NEWEST, ["cancel 2 100 8 code 33"]],
    [asked.SELF_TRADE_CANCEL_OLDEST, ["cancel 1 100 5 code 33", "rest 2 100 8"]],
    [asked.SELF_TRADE_CANCEL_BOTH, ["cancel 1 100 5 code 33", "cancel 2 100 8 code 33"]],
    [asked.SELF_TRADE_DECREMENT, [
      "cancel 1 100 5 code 33",
      "reduce 2 100 5 code 33",
      "rest 2 100 3",
    ]],
  ] as const;
  for (const [selfTrade, story] of stories) {
    const engine = new MatchingEngine();
    const common = { account: 7, priceTicks: 100 };
    engine.submit(requestOf({ ...common, idLow: 1, side: SIDE_ASK, qtyLots: 5 }));
    engine.submit(requestOf({ ...common, idLow: 2, side: SIDE_BID, qtyLots: 8, selfTrade }));
    assert.deepEqual(storyOf(engine), story);
    assert.equal(engine.accounts.positionLots(7), 0);
  }
});

Deno.test("reduce-only orders shrink with the position that they reduce", () => {
  const engine = new MatchingEngine();
  engine.accounts.setPosition(3, 10);
  const sell = { side: SIDE_ASK as number, account: 3, qtyLots: 8 };
  engine.submit(requestOf({ ...sell, idLow: 1, priceTicks: 101, reduceOnly: true, qtyLots: 15 }));
  assert.deepEqual(storyOf(engine), ["reduce 1 101 5 code 35", "rest 1 101 10"]);
  engine.submit(requestOf({ ...sell, idLow: 2, priceTicks: 100 }));
  engine.submitLimit(3, 0, SIDE_BID, 101, 9);
  assert.deepEqual(storyOf(engine), [
    "fill 2 100 8 by 3",
    "reduce 1 101 8 code 35",
    "fill 1 101 1 by 3",
  ]);
  assert.equal(engine.accounts.positionLots(3), 1);
  engine.submit(requestOf({ idLow: 4, priceTicks: 90, account: 3, reduceOnly: true, qtyLots: 1 }));
  assert.equal(engine.events.code(0), codes.REJECT_WOULD_INCREASE);
});

Deno.test("expire() takes orders out in order of their dates, and time never goes back", () => {
  const engine = new MatchingEngine();
  const dated = (idLow: number, expiryNanos: number) =>
    engine.submit(
      requestOf({
        idLow,
        priceTicks: 100,
        qtyLots: 1,
        timeInForce: asked.GOOD_TILL_DATE,
        expiryNanos,
      }),
    );
  [[1, 30], [2, 10], [3, 30], [4, 31]].forEach(([id, nanos]) => dated(id, nanos));
  assert.equal(engine.expire(30), 3);
  assert.deepEqual(storyOf(engine), [2, 1, 3].map((id) => `cancel ${id} 100 1 code 34`));
  for (const nowNanos of [5, Number.NaN]) assert.equal(engine.expire(nowNanos), 0);
  assert.equal(dated(5, 30), codes.OUTCOME_REJECTED);
  assert.equal(engine.events.code(0), codes.REJECT_EXPIRY);
});

Deno.test("cancelAccount() cancels what the account has, waiting orders too", () => {
  const engine = new MatchingEngine();
  const own = { qtyLots: 1, priceTicks: 90, account: 2 };
  engine.submit(requestOf({ ...own, idLow: 1 }));
  engine.submit(requestOf({ ...own, idLow: 2, account: 1 }));
  engine.submit(requestOf({ ...own, idLow: 3, kind: asked.ORDER_STOP_LIMIT, stopTicks: 95 }));
  assert.equal(engine.cancelAccount(2), 2);
  assert.deepEqual(storyOf(engine), ["cancel 1 90 1", "cancel 3 95 1"]);
  assert.equal(engine.book.orderCount, 1);
  for (const account of [2, 0, -1, 70_000]) assert.equal(engine.cancelAccount(account), 0);
});

Deno.test("plain commands are refused with a code when they make no sense", () => {
  const engine = new MatchingEngine();
  engine.submitLimit(1, 0, SIDE_BID, 100, 5);
  const before = hashOf(engine);
  const refused = (outcome: number, code: number) => {
    assert.equal(outcome, codes.OUTCOME_REJECTED);
    assert.equal(engine.events.count, 1);
    assert.equal(engine.events.code(0), code);
    assert.ok(Number.isFinite(engine.events.qtyLots(0)));
    assert.equal(hashOf(engine), before);
  };
  refused(engine.submitLimit(1, 0, SIDE_BID, 99, 5), codes.REJECT_DUPLICATE_ID);
  for (const side of [2, -1, Number.NaN]) {
    refused(engine.submitLimit(2, 0, side, 99, 5), codes.REJECT_SIDE);
  }
  for (const price of [99.5, NO_PRICE_TICKS, Number.NaN, 2 ** 31, Number.NEGATIVE_INFINITY]) {
    refused(engine.submitLimit(2, 0, SIDE_BID, price, 5), codes.REJECT_PRICE);
    refused(engine.modify(1, 0, price, 5), codes.REJECT_PRICE);
  }
  for (const lots of [0, -1, 1.5, Number.NaN, Infinity, codes.MAX_ORDER_LOTS + 1]) {
    refused(engine.submitLimit(2, 0, SIDE_BID, 99, lots), codes.REJECT_QTY);
    refused(engine.submitMarket(2, 0, SIDE_BID, lots), codes.REJECT_QTY);
    refused(engine.modify(1, 0, 99, lots), codes.REJECT_QTY);
  }
  refused(engine.submitMarket(1, 0, SIDE_ASK, 5), codes.REJECT_DUPLICATE_ID);
  refused(engine.cancel(1, 1), codes.REJECT_UNKNOWN_ID);
  refused(engine.modify(2, 0, 100, 5), codes.REJECT_UNKNOWN_ID);
  engine.submitMarket(3, 0, SIDE_ASK, 5);
  assert.equal(engine.cancel(1, 0), codes.OUTCOME_REJECTED, "a filled order is unknown");
});

Deno.test("submit() refuses with a code what makes no sense", () => {
  const engine = new MatchingEngine();
  engine.submitLimit(1, 0, SIDE_ASK, 100, 5);
  const sound = { idLow: 2, priceTicks: 99, qtyLots: 5 };
  const { FILL_OR_KILL, IMMEDIATE_OR_CANCEL, GOOD_TILL_DATE, ORDER_MARKET, ORDER_STOP } = asked;
  const cases: readonly (readonly [Partial<asked.OrderRequest>, number])[] = [
    [{ side: 3 }, codes.REJECT_SIDE],
    [{ kind: 4 }, codes.REJECT_KIND],
    [{ kind: Number.NaN }, codes.REJECT_KIND],
    [{ qtyLots: Number.NaN }, codes.REJECT_QTY],
    [{ priceTicks: 0.5 }, codes.REJECT_PRICE],
    [{ kind: ORDER_STOP, stopTicks: Number.NaN }, codes.REJECT_STOP_PRICE],
    [{ timeInForce: 9 }, codes.REJECT_TIME_IN_FORCE],
    [{ timeInForce: GOOD_TILL_DATE, expiryNanos: Number.NaN }, codes.REJECT_EXPIRY],
    [{ timeInForce: GOOD_TILL_DATE, expiryNanos: 0 }, codes.REJECT_EXPIRY],
    [{ displayLots: -1 }, codes.REJECT_DISPLAY],
    [{ displayLots: 6 }, codes.REJECT_DISPLAY],
    [{ displayLots: 1, qtyLots: 1_001 }, codes.REJECT_DISPLAY],
    [{ account: 0.5 }, codes.REJECT_ACCOUNT],
    [{ account: codes.MAX_ACCOUNT + 1 }, codes.REJECT_ACCOUNT],
    [{ reduceOnly: true }, codes.REJECT_ACCOUNT],
    [{ selfTrade: 5 }, codes.REJECT_SELF_TRADE_MODE],
    [{ postOnly: true, timeInForce: IMMEDIATE_OR_CANCEL }, codes.REJECT_COMBINATION],
    [{ displayLots: 1, timeInForce: FILL_OR_KILL }, codes.REJECT_COMBINATION],
    [{ displayLots: 1, reduceOnly: true, account: 1 }, codes.REJECT_COMBINATION],
    [
      { kind: ORDER_MARKET, timeInForce: GOOD_TILL_DATE, expiryNanos: 1 },
      codes.REJECT_COMBINATION,
    ],
    [{ idLow: 1 }, codes.REJECT_DUPLICATE_ID],
    [{ postOnly: true, priceTicks: 100 }, codes.REJECT_WOULD_TAKE],
    [{ timeInForce: FILL_OR_KILL, priceTicks: 100, qtyLots: 6 }, codes.REJECT_NOT_FILLABLE],
    [{ kind: ORDER_MARKET, side: SIDE_ASK }, codes.REJECT_EMPTY_BOOK],
    [{ reduceOnly: true, account: 1 }, codes.REJECT_WOULD_INCREASE],
  ];
  const before = hashOf(engine);
  for (const [wishes, code] of cases) {
    const outcome = engine.submit(requestOf({ ...sound, ...wishes }));
    assert.deepEqual([outcome, engine.events.code(0)], [codes.OUTCOME_REJECTED, code]);
    assert.equal(engine.events.count, 1);
    assert.equal(hashOf(engine), before);
  }
  assert.equal(engine.submit(requestOf(sound)), codes.OUTCOME_RESTING);
});
