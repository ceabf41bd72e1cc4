import assert from "node:assert/strict";
import { Prng } from "../../core/base/prng.ts";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID, SIDE_NONE } from "../../core/base/units.ts";
import {
  EVENT_BOOK,
  EVENT_SNAPSHOT,
  EVENT_TRADE,
  F_BOOK_STAMP,
  F_INGEST_STAMP,
  F_PRICE_UNIT,
  F_QTY_UNIT,
} from "../../core/wire/frame.ts";
import {
  FLAG_BOOKED,
  FLAG_HIDDEN,
  FLAG_LAST,
  FLAG_TIMED,
  ORDER_ADD,
  ORDER_CANCEL,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REPLACE,
  STATUS_CLEAR,
  STATUS_END,
  STATUS_GAP,
  STATUS_TICK,
} from "../../core/wire/market.ts";
import type { MarketWriter } from "../../core/venues/market_writer.ts";
import { BookRig, type RigOptions } from "./book_rig.ts";

/** A rig with instrument 0 and the book 100 × 5 / 101 × 7. */
function standing(): BookRig {
  const rig = new BookRig();
  rig.define();
  rig.writer.begin(0, 1, 1, 10);
  rig.writer.level(SIDE_BID, 100, 5, 0);
  rig.writer.level(SIDE_ASK, 101, 7, FLAG_LAST);
  assert.equal(rig.run().length, 1);
  return rig;
}

function order(
  writer: MarketWriter,
  action: number,
  id: number,
  lots: number,
  { side = SIDE_NONE as number, price = NO_PRICE_TICKS as number, flags = FLAG_LAST } = {},
): void {
  writer.order(action, side, price, lots, id, 0, flags);
}

Deno.test("BookAgent writes one frame a group, after its last message", () => {
  const rig = new BookRig();
  rig.define();
  rig.writer.begin(0, 11, 12, 10);
  rig.writer.level(SIDE_BID, 100, 5, 0);
  rig.writer.level(SIDE_ASK, 99, 7, 0);
  assert.deepEqual(rig.run(), [], "the group is not complete");
  rig.writer.level(SIDE_ASK, 99, 0, 0);
  rig.writer.level(SIDE_ASK, 101, 7, FLAG_LAST);
  assert.deepEqual(rig.run(), [{
    event: EVENT_BOOK | EVENT_SNAPSHOT,
    instrumentId: 0,
    frameSequence: 1,
    marketSequence: 5,
    sequence: 10,
    bid: [100, 5],
    ask: [101, 7],
    buyLots: 0,
    sellLots: 0,
    lastTradeTicks: NO_PRICE_TICKS,
    firstTradeTicks: NO_PRICE_TICKS,
    highTradeTicks: NO_PRICE_TICKS,
    lowTradeTicks: NO_PRICE_TICKS,
    unsignedLots: 0,
    messages: 5,
    tradedTickLots: 0,
    barSeconds: 0,
  }]);
  assert.equal(rig.board.counter("crossed"), 0);
  assert.equal(rig.board.counter("messages"), 5);
  assert.equal(rig.board.counter("instruments"), 1);
});

Deno.test("a frame carries units and stamps", () => {
  const rig = new BookRig({ frameSlots: 64 });
  const { doubles } = rig.frames;
  rig.define(0, 5);
  rig.writer.begin(0, 1, 1, 10);
  rig.writer.level(SIDE_BID, 100, 5, 0);
  rig.writer.level(SIDE_ASK, 101, 7, FLAG_LAST);
  rig.run();
  assert.equal(doubles[F_PRICE_UNIT], 0.05);
  assert.equal(doubles[F_QTY_UNIT], 0.001);
  assert.equal(doubles[F_INGEST_STAMP], 1_000);
  assert.ok(doubles[F_BOOK_STAMP] > 0);
  assert.equal(rig.board.hopLatency.summary().count, 1);
  assert.equal(rig.frames.epochMillis, 1_700_000_000_000);
});

Deno.test("a gap makes a book stale until it is cleared and rebuilt", () => {
  const rig = standing();
  rig.writer.begin(0, 2, 2, 0);
  rig.writer.status(STATUS_GAP, 0, 11, FLAG_LAST);
  rig.writer.status(STATUS_GAP, 0, 11, FLAG_LAST);
  rig.writer.begin(0, 3, 3, 12);
  rig.writer.level(SIDE_BID, 100, 6, FLAG_LAST);
  assert.deepEqual(rig.run(), []);
  assert.equal(rig.board.counter("gaps"), 1);
  assert.equal(rig.board.counter("staleSkipped"), 1);
  assert.equal(rig.board.counter("resyncs"), 0);
  rig.writer.begin(0, 4, 4, 13);
  rig.writer.status(STATUS_CLEAR, 0, 0, 0);
  rig.writer.level(SIDE_BID, 90, 1, 0);
  rig.writer.level(SIDE_ASK, 91, 2, FLAG_LAST);
  const [frame, ...others] = rig.run();
  assert.deepEqual(others, []);
  assert.equal(frame.event, EVENT_BOOK | EVENT_SNAPSHOT);
  assert.deepEqual([frame.bid, frame.ask], [[90, 1], [91, 2]]);
  assert.equal(frame.messages, 6, "messages since the previous frame, skipped groups included");
  assert.equal(rig.board.counter("resyncs"), 1);
});

Deno.test("a snapshot that led to no frame is told by the next one", () => {
  const rig = standing();
  rig.writer.begin(0, 2, 2, 11);
  rig.writer.status(STATUS_CLEAR, 0, 0, FLAG_LAST);
  rig.writer.level(SIDE_BID, 90, 1, FLAG_LAST);
  rig.writer.level(SIDE_ASK, 91, 2, FLAG_LAST);
  rig.writer.level(SIDE_ASK, 91, 3, FLAG_LAST);
  const events = rig.run().map((frame) => frame.event);
  assert.deepEqual(events, [EVENT_BOOK | EVENT_SNAPSHOT, EVENT_BOOK]);
  assert.equal(rig.board.counter("oneSided"), 1, "a group of status only is not looked at");
});

Deno.test("crossed, locked and one-sided books are counted and never become frames", () => {
  const rig = standing();
  rig.writer.begin(0, 2, 2, 11);
  rig.writer.level(SIDE_BID, 102, 1, FLAG_LAST);
  rig.writer.level(SIDE_BID, 102, 0, 0);
  rig.writer.level(SIDE_BID, 101, 1, FLAG_LAST);
  rig.writer.level(SIDE_ASK, 101, 0, FLAG_LAST);
  assert.deepEqual(rig.run(), []);
  assert.equal(rig.board.counter("crossed"), 2);
  assert.equal(rig.board.counter("oneSided"), 1);
});

Deno.test("trades add to the flow of the next frame, by aggressor", () => {
  const rig = standing();
  rig.writer.begin(0, 2, 2, 11);
  rig.writer.trade(SIDE_BID, 101, 3, 1, FLAG_LAST);
  rig.writer.trade(SIDE_BID, 101, 2, 2, 0);
  rig.writer.trade(SIDE_ASK, 100, 4, 3, FLAG_HIDDEN);
  rig.writer.trade(SIDE_NONE, 99, 50, 4, FLAG_LAST);
  const frames = rig.run();
  assert.deepEqual(frames.map((f) => [f.event, f.buyLots, f.sellLots, f.unsignedLots]), [
    [EVENT_TRADE, 3, 0, 0],
    [EVENT_TRADE, 2, 4, 50],
  ]);
  assert.deepEqual(frames.map((f) => f.tradedTickLots), [303, 602 + 99 * 50]);
  const prices = frames.map((f) => [f.firstTradeTicks, f.highTradeTicks, f.lowTradeTicks]);
  assert.deepEqual(prices, [[101, 101, 101], [101, 101, 99]]);
  assert.equal(frames[1].lastTradeTicks, 99);
  assert.deepEqual(frames[1].bid, [100, 5], "trades do not change a book of levels");
});

Deno.test("orders on levels seeded before them: what is not known stands first", () => {
  const rig = standing();
  const { writer } = rig;
  writer.begin(0, 2, 2, 11);
  order(writer, ORDER_ADD, 1, 10, { side: SIDE_BID, price: 100 });
  // An order that was there before the recording trades and then goes.
  order(writer, ORDER_EXECUTE, 77, 3, { side: SIDE_BID, price: 100 });
  order(writer, ORDER_DELETE, 77, 2, { side: SIDE_BID, price: 100 });
  order(writer, ORDER_CANCEL, 78, 9);
  const frames = rig.run();
  assert.deepEqual(frames.map((f) => f.bid), [[100, 15], [100, 12], [100, 10], [100, 10]]);
  assert.deepEqual(frames.map((f) => f.sellLots), [0, 3, 0, 0]);
  assert.equal(rig.board.counter("unknownOrders"), 3);
});

Deno.test("order messages change the book, and an execution is a trade unless one follows", () => {
  const rig = standing();
  const { writer } = rig;
  writer.begin(0, 2, 2, 11);
  order(writer, ORDER_ADD, 1, 10, { side: SIDE_ASK, price: 101 });
  order(writer, ORDER_EXECUTE, 1, 4);
  order(writer, ORDER_EXECUTE, 1, 1, { flags: FLAG_BOOKED });
  writer.trade(SIDE_BID, 101, 1, 9, FLAG_BOOKED | FLAG_LAST);
  order(writer, ORDER_CANCEL, 1, 2);
  writer.order(ORDER_REPLACE, SIDE_NONE, 100 + 2, 8, 1, 0, 0);
  writer.newOrderId(2, 0);
  writer.last();
  order(writer, ORDER_DELETE, 2, 0);
  const frames = rig.run();
  assert.deepEqual(frames.map((f) => f.ask[1]), [17, 13, 12, 10, 7, 7]);
  assert.deepEqual(frames.map((f) => f.buyLots), [0, 4, 1, 0, 0, 0]);
  assert.deepEqual(frames.map((f) => f.event & EVENT_TRADE), [0, 2, 2, 0, 0, 0]);
  assert.equal(rig.board.counter("unknownOrders"), 0);
});

Deno.test("messages that make no sense are counted and leave the book alone", () => {
  const rig = standing();
  const { writer } = rig;
  writer.begin(0, 2, 2, 11);
  order(writer, ORDER_ADD, 1, 10, { side: SIDE_BID, price: 99 });
  order(writer, ORDER_ADD, 1, 10, { side: SIDE_BID, price: 100 });
  order(writer, ORDER_ADD, 2, 0, { side: SIDE_BID, price: 100 });
  order(writer, ORDER_ADD, 2, 5, { side: SIDE_NONE, price: 100 });
  order(writer, ORDER_ADD, 2, 5, { side: SIDE_BID });
  order(writer, ORDER_EXECUTE, 1, -4);
  writer.level(SIDE_NONE, 100, 1, FLAG_LAST);
  writer.level(SIDE_BID, NO_PRICE_TICKS, 1, FLAG_LAST);
  for (const frame of rig.run()) assert.deepEqual(frame.bid, [100, 5]);
  assert.equal(rig.board.counter("badMessages"), 7);
});

Deno.test("groups of quotes, checksums or status only lead to no frame", () => {
  const rig = standing();
  rig.writer.begin(0, 2, 2, 11);
  rig.writer.quote(100, 5, 101, 7, FLAG_LAST);
  rig.writer.checksum(10, 0, FLAG_LAST);
  rig.writer.status(4, 0, 0, FLAG_LAST);
  assert.deepEqual(rig.run(), []);
});

Deno.test("another scale opens a new epoch, the same scale changes nothing", () => {
  const rig = standing();
  rig.define(0, 1);
  rig.writer.begin(0, 2, 2, 11);
  rig.writer.level(SIDE_BID, 99, 1, FLAG_LAST);
  assert.deepEqual(rig.run().map((f) => [f.bid, f.event]), [[[100, 5], EVENT_BOOK]]);
  rig.define(0, 2);
  rig.writer.begin(0, 3, 3, 12);
  rig.writer.level(SIDE_BID, 50, 1, 0);
  rig.writer.level(SIDE_ASK, 51, 1, FLAG_LAST);
  const [frame] = rig.run();
  assert.deepEqual([frame.bid, frame.ask], [[50, 1], [51, 1]]);
  assert.equal(frame.event, EVENT_BOOK | EVENT_SNAPSHOT);
  assert.equal(rig.board.counter("instruments"), 1);
});

Deno.test("BookAgent passes a tick by: no frame, and the books stand", () => {
  const rig = standing();
  rig.writer.begin(-1, 9, 9, 0);
  rig.writer.status(STATUS_TICK, 0, 0, FLAG_LAST);
  assert.deepEqual(rig.run(), []);
  rig.writer.begin(0, 10, 10, 11);
  rig.writer.level(SIDE_BID, 100, 6, FLAG_LAST);
  const [frame] = rig.run();
  assert.deepEqual([frame.bid, frame.ask], [[100, 6], [101, 7]]);
});

Deno.test("the frame ring is closed once the market ring has ended", () => {
  const rig = standing();
  rig.writer.begin(-1, 9, 9, 0);
  rig.writer.status(STATUS_END, 0, 0, FLAG_LAST);
  rig.run();
  assert.equal(rig.agent.done, false);
  assert.equal(rig.frames.ended(), false);
  rig.close();
  assert.equal(rig.agent.done, true);
  assert.equal(rig.frames.ended(), true);
});

Deno.test("a full frame ring holds the stage back, and nothing is lost", () => {
  const rig = new BookRig({ frameSlots: 4 });
  rig.define();
  rig.writer.begin(0, 1, 1, 1);
  rig.writer.level(SIDE_ASK, 2_000, 1, FLAG_LAST);
  for (let i = 1; i <= 20; i++) rig.writer.level(SIDE_BID, 100 + i, 1, FLAG_LAST);
  rig.writer.publish(1);
  assert.equal(rig.agent.doWork(), 6);
  assert.equal(rig.agent.doWork(), 0);
  assert.equal(rig.frames.available(), 4);
  assert.deepEqual(
    rig.run().map((f) => f.frameSequence),
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
});

/** Two instruments, one by level and one by order, with gaps and snapshots, as one random stream. */
function writeRandomMarket(rig: BookRig, chunk: (random: Prng) => number) {
  const random = new Prng(77);
  const pace = new Prng(78);
  rig.define(0);
  rig.define(1);
  let frames = 0;
  let untilRun = chunk(pace);
  let nextOrder = 1;
  for (let i = 0; i < 20_000; i++) {
    const id = random.nextBelow(2);
    rig.writer.begin(id, i, i, i + 1);
    const side = random.nextBelow(2);
    const price = 1_000 + (side === SIDE_BID ? -1 : 1) * random.nextBelow(30);
    const flags = random.nextBelow(3) > 0 ? FLAG_LAST : 0;
    const dice = random.nextBelow(100);
    if (dice < 2) rig.writer.status(STATUS_GAP, 0, 0, flags);
    else if (dice < 6) rig.writer.status(STATUS_CLEAR, 0, 0, flags);
    else if (dice < 16) rig.writer.trade(side, price, 1 + random.nextBelow(5), i, flags);
    else if (dice < 22) rig.writer.quote(999, 2, 1_001, 1, flags | (dice & 1 ? FLAG_TIMED : 0));
    else if (dice < 24) rig.writer.checksum(3, 0, flags);
    else if (id === 0) rig.writer.level(side, price, random.nextBelow(4), flags);
    else if (dice < 60) {
      rig.writer.order(ORDER_ADD, side, price, 1 + random.nextBelow(9), nextOrder++, 0, flags);
    } else {
      const action = random.nextBelow(2) === 0 ? ORDER_EXECUTE : ORDER_DELETE;
      rig.writer.order(action, side, price, 2, random.nextBelow(nextOrder), 0, flags);
    }
    if (--untilRun <= 0) {
      frames += rig.run().length;
      untilRun = chunk(pace);
    }
  }
  frames += rig.close().length;
  return { frames, hash: rig.board.hash, counters: rig.board.toRecord() };
}

Deno.test("hash, frames and counters do not depend on how the input was cut", () => {
  const reference = writeRandomMarket(new BookRig(), () => 100_000);
  assert.ok(reference.frames > 3_000, `${reference.frames} frames`);
  assert.ok(reference.counters.gaps > 20 && reference.counters.crossed > 20);
  assert.ok(reference.counters.compared > 100 && reference.counters.timedCompared > 100);
  const cuts: [RigOptions, (random: Prng) => number][] = [
    [{}, () => 1],
    [{ frameSlots: 2 }, () => 7],
    [{ marketSlots: 32, frameSlots: 8 }, (random) => 1 + random.nextBelow(200)],
    [{ firstCursor: 0x7fff_ff00 }, (random) => 1 + random.nextBelow(3_000)],
  ];
  for (const [options, chunk] of cuts) {
    assert.deepEqual(writeRandomMarket(new BookRig(options), chunk), reference);
  }
});
