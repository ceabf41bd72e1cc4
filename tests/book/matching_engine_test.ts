import assert from "node:assert/strict";
import { Fold } from "../../core/base/fold.ts";
import { Prng } from "../../core/base/prng.ts";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { foldBook } from "../../core/book/book_hash.ts";
import {
  MATCH_CANCEL,
  MATCH_FILL,
  MATCH_REJECT,
  MATCH_REST,
  type MatchEvents,
} from "../../core/book/match_events.ts";
import {
  MatchingEngine,
  OUTCOME_CANCELLED,
  OUTCOME_FILLED,
  OUTCOME_REJECTED,
  OUTCOME_RESTING,
  REJECT_DUPLICATE_ID,
  REJECT_PRICE,
  REJECT_QTY,
  REJECT_SIDE,
  REJECT_UNKNOWN_ID,
} from "../../core/book/matching_engine.ts";
import { NaiveEngine, type NaiveEvent } from "./naive_book.ts";

const KINDS: Record<number, NaiveEvent[0]> = {
  [MATCH_FILL]: "fill",
  [MATCH_REST]: "rest",
  [MATCH_CANCEL]: "cancel",
  [MATCH_REJECT]: "reject",
};

function listOf(events: MatchEvents): NaiveEvent[] {
  return Array.from({ length: events.count }, (_, i) => [
    KINDS[events.kind(i)],
    events.idLow(i) + events.idHigh(i) * 2 ** 32,
    events.priceTicks(i),
    events.qtyLots(i),
    events.takerLow(i) + events.takerHigh(i) * 2 ** 32,
  ]);
}

function hashOf(engine: MatchingEngine): string {
  const fold = new Fold();
  foldBook(engine.book, fold);
  return fold.toString();
}

Deno.test("MatchingEngine gives its naive twin's events over 200,000 random commands", () => {
  const random = new Prng(11);
  const engine = new MatchingEngine();
  const twin = new NaiveEngine();
  const submitted: number[] = [];
  const low = (id: number) => id % 2 ** 32;
  const high = (id: number) => Math.floor(id / 2 ** 32);
  let nextId = 1;
  let fills = 0;
  let addedLots = 0;
  let goneLots = 0;
  for (let i = 0; i < 200_000; i++) {
    const side = random.nextBelow(2);
    const lots = 1 + random.nextBelow(30);
    const dice = random.nextBelow(100);
    const reused = random.nextBelow(200) === 0 && submitted.length > 0;
    const id = reused ? submitted[random.nextBelow(submitted.length)] : nextId++;
    let wanted: NaiveEvent[];
    if (dice < 50) {
      const away = Math.floor(random.nextExponential(12)) - 2;
      const price = 10_000 + (side === SIDE_BID ? -away : away);
      engine.submitLimit(low(id), high(id), side, price, lots);
      wanted = twin.submitLimit(id, side, price, lots);
      submitted.push(id);
    } else if (dice < 90) {
      // Mostly recent orders, sometimes long gone ones.
      const back = Math.floor(random.nextExponential(60)) + 1;
      const target = submitted[Math.max(0, submitted.length - back)] ?? 0;
      engine.cancel(low(target), high(target));
      wanted = twin.cancel(target);
    } else {
      engine.submitMarket(low(id), high(id), side, lots * 3);
      wanted = twin.submitMarket(id, side, lots * 3);
    }
    const events = listOf(engine.events);
    if (events.length !== wanted.length || i % 16 === 0) assert.deepEqual(events, wanted);
    for (let e = 0; e < events.length; e++) {
      const [kind, eventId, price, eventLots, taker] = events[e];
      const same = kind === wanted[e][0] && eventId === wanted[e][1] && price === wanted[e][2] &&
        eventLots === wanted[e][3] && taker === wanted[e][4];
      if (!same) assert.deepEqual(events, wanted, `command ${i}`);
      if (kind === "fill") fills++;
      if (kind === "rest") addedLots += eventLots;
      if (kind === "fill") goneLots += eventLots;
      if (kind === "cancel" && price !== NO_PRICE_TICKS) goneLots += eventLots;
    }
    if (i % 2_000 === 1_999) assert.equal(hashOf(engine), twin.book.hash(), `command ${i}`);
  }
  assert.ok(fills > 20_000, `only ${fills} fills`);
  const restingLots = [SIDE_BID, SIDE_ASK].reduce(
    (sum, side) =>
      sum + twin.book.prices(side).reduce((s, price) => s + twin.book.lotsAt(side, price), 0),
    0,
  );
  assert.equal(addedLots - goneLots, restingLots, "quantity is conserved");
  assert.equal(engine.book.depth.isCrossed, false);
});

Deno.test("submitLimit() trades with the oldest order of the best price first", () => {
  const engine = new MatchingEngine();
  engine.submitLimit(1, 0, SIDE_ASK, 101, 5);
  engine.submitLimit(2, 0, SIDE_ASK, 100, 5);
  engine.submitLimit(3, 0, SIDE_ASK, 100, 5);
  assert.equal(engine.submitLimit(4, 0, SIDE_BID, 101, 12), OUTCOME_FILLED);
  assert.deepEqual(listOf(engine.events), [
    ["fill", 2, 100, 5, 4],
    ["fill", 3, 100, 5, 4],
    ["fill", 1, 101, 2, 4],
  ]);
  assert.equal(engine.events.leftLots(1), 0);
  assert.equal(engine.events.leftLots(2), 3);
  assert.equal(engine.events.side(2), SIDE_ASK);
});

Deno.test("submitLimit() rests what the limit keeps from trading", () => {
  const engine = new MatchingEngine();
  engine.submitLimit(1, 0, SIDE_BID, 100, 5);
  assert.equal(engine.submitLimit(2, 0, SIDE_ASK, 100, 8), OUTCOME_RESTING);
  assert.deepEqual(listOf(engine.events), [["fill", 1, 100, 5, 2], ["rest", 2, 100, 3, 0]]);
  assert.equal(engine.book.depth.asks.bestTicks, 100);
  assert.equal(engine.book.depth.bids.size, 0);
});

Deno.test("submitMarket() cancels what finds no counterparty", () => {
  const engine = new MatchingEngine();
  assert.equal(engine.submitMarket(1, 0, SIDE_BID, 4), OUTCOME_CANCELLED);
  assert.deepEqual(listOf(engine.events), [["cancel", 1, NO_PRICE_TICKS, 4, 0]]);
  assert.equal(engine.book.orderCount, 0);
});

Deno.test("commands are refused with a code when they make no sense", () => {
  const engine = new MatchingEngine();
  engine.submitLimit(1, 0, SIDE_BID, 100, 5);
  const before = hashOf(engine);
  const refused = (outcome: number, code: number) => {
    assert.equal(outcome, OUTCOME_REJECTED);
    assert.equal(engine.events.count, 1);
    assert.equal(engine.events.code(0), code);
    assert.equal(hashOf(engine), before);
  };
  refused(engine.submitLimit(1, 0, SIDE_BID, 99, 5), REJECT_DUPLICATE_ID);
  refused(engine.submitLimit(2, 0, 2, 99, 5), REJECT_SIDE);
  refused(engine.submitLimit(2, 0, SIDE_BID, 99.5, 5), REJECT_PRICE);
  refused(engine.submitLimit(2, 0, SIDE_BID, NO_PRICE_TICKS, 5), REJECT_PRICE);
  refused(engine.submitLimit(2, 0, SIDE_BID, Number.NaN, 5), REJECT_PRICE);
  for (const lots of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    refused(engine.submitLimit(2, 0, SIDE_BID, 99, lots), REJECT_QTY);
  }
  refused(engine.submitMarket(1, 0, SIDE_ASK, 5), REJECT_DUPLICATE_ID);
  refused(engine.cancel(1, 1), REJECT_UNKNOWN_ID);
});
