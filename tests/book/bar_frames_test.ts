/** Bars in the book stage: a frame each, without a book. */
import assert from "node:assert/strict";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { EVENT_BAR, EVENT_SNAPSHOT } from "../../core/wire/frame.ts";
import { FLAG_LAST } from "../../core/wire/market.ts";
import { BookRig, type FrameView } from "./book_rig.ts";

const BAR = [1_000, 1_050, 950, 1_025, 300, 60, 0] as const;

/** What of a frame a bar fills in. */
function barOf(frame: FrameView): number[] {
  const { firstTradeTicks, highTradeTicks, lowTradeTicks, lastTradeTicks, unsignedLots } = frame;
  return [firstTradeTicks, highTradeTicks, lowTradeTicks, lastTradeTicks, unsignedLots];
}

Deno.test("BookAgent makes a frame of every bar, with its prices where trades have theirs", () => {
  const rig = new BookRig();
  rig.define();
  rig.writer.begin(0, 60e9, 60e9, 0);
  rig.writer.bar(...BAR);
  rig.writer.begin(0, 120e9, 120e9, 0);
  rig.writer.bar(1_025, 1_025, 1_025, 1_025, 0, 60, 0);
  const [first, second] = rig.run();
  assert.deepEqual(barOf(first), [1_000, 1_050, 950, 1_025, 300]);
  assert.equal(first.barSeconds, 60);
  assert.equal(first.event, EVENT_BAR | EVENT_SNAPSHOT);
  assert.deepEqual([first.bid, first.ask], [[NO_PRICE_TICKS, 0], [NO_PRICE_TICKS, 0]]);
  assert.deepEqual([first.buyLots, first.sellLots], [0, 0]);
  assert.equal(first.tradedTickLots, Math.round((1_050 + 950 + 1_025) / 3 * 300));
  assert.deepEqual(barOf(second), [1_025, 1_025, 1_025, 1_025, 0]);
  assert.equal(second.event, EVENT_BAR);
  assert.equal(second.tradedTickLots, 0);
  assert.equal(second.messages, 1);
});

Deno.test("BookAgent rounds a bar's traded value to a whole number", () => {
  const rig = new BookRig();
  rig.define();
  for (const volume of [1, 2, 7]) {
    rig.writer.begin(0, 60e9 * volume, 60e9 * volume, 0);
    rig.writer.bar(100, 101, 99, 100 + volume, volume, 60, 0);
  }
  const values = rig.run().map(({ tradedTickLots }) => tradedTickLots);
  assert.deepEqual(values, [100, 201, 716]);
});

Deno.test("BookAgent refuses a bar of an instrument that has a book, and one that makes no sense", () => {
  const rig = new BookRig();
  rig.define();
  rig.writer.begin(0, 1, 1, 0);
  rig.writer.level(SIDE_BID, 1_000, 5, 0);
  rig.writer.level(SIDE_ASK, 1_001, 5, FLAG_LAST);
  rig.writer.begin(0, 2, 2, 0);
  rig.writer.bar(...BAR);
  rig.define(1);
  rig.writer.begin(1, 3, 3, 0);
  rig.writer.bar(1_000, 1_050, 950, 1_025, NaN, 60, 0);
  rig.writer.bar(1_000, 1_050, 950, 1_025, 1, 0, 0);
  rig.writer.begin(0, 4, 4, 0);
  rig.writer.level(SIDE_BID, 1_000, 6, FLAG_LAST);
  const frames = rig.run();
  assert.equal(frames.length, 2);
  assert.equal(rig.board.counter("badMessages"), 3);
  assert.deepEqual(frames.map(({ barSeconds }) => barSeconds), [0, 0]);
});
