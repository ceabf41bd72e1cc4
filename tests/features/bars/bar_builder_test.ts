/** Which trades make which bar, and when it closes. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { BarBuilder } from "../../../core/features/bars/bar_builder.ts";
import {
  type BarInterval,
  FIVE_MINUTE_BARS,
  SECOND_BARS,
} from "../../../core/features/bars/bar_interval.ts";
import { BAR_TICK_LOTS, BAR_VOLUME } from "../../../core/features/bars/bars.ts";
import type { TestFrame } from "../frames.ts";
import {
  barFrame,
  eachInput,
  madeBars,
  randomTrades,
  runBars,
  SECOND,
  type SlowBar,
  slowBars,
  tradeFrame,
} from "./bar_rig.ts";

const SEED = 20_260_113;
const NOON = 43_200e9;

/** All bars that close, as a builder of this interval sees them; an empty list = forgotten. */
function barsOf(frames: readonly TestFrame[], interval: BarInterval): (SlowBar | undefined)[] {
  const builder = new BarBuilder(interval);
  const closed: (SlowBar | undefined)[] = [];
  eachInput(frames, (inputs) => {
    if (inputs.isFirst) builder.begin(inputs.nowNanos);
    while (builder.endNanos <= inputs.nowNanos) {
      closed.push(builder.close(inputs.nowNanos) ? newest(builder) : undefined);
    }
    if (inputs.trades > 0) builder.add(inputs);
  });
  return closed;
}

function newest({ bars }: BarBuilder): SlowBar {
  return {
    open: bars.openTicks,
    high: bars.highTicks,
    low: bars.lowTicks,
    close: bars.closeTicks,
    lots: bars.kept[bars.rowOf(0) + BAR_VOLUME],
    tickLots: bars.kept[bars.rowOf(0) + BAR_TICK_LOTS],
  };
}

Deno.test("close() gives open, high, low, close, volume and Σ price × lots of a second's trades", () => {
  const frames = [
    tradeFrame(NOON - 0.5 * SECOND, [50]),
    tradeFrame(NOON, [100, 104], 2),
    tradeFrame(NOON + 0.3 * SECOND),
    tradeFrame(NOON + 0.9 * SECOND, [97, 99, 101], 5),
    tradeFrame(NOON + 1.0 * SECOND, [500]),
    tradeFrame(NOON + 2.7 * SECOND, [600]),
  ];
  assert.deepEqual(barsOf(frames, SECOND_BARS), [
    undefined,
    // The second in which the session began is not used, and so nothing is known at noon.
    undefined,
    { open: 100, high: 104, low: 97, close: 101, lots: 19, tickLots: 1893 },
    { open: 500, high: 500, low: 500, close: 500, lots: 1, tickLots: 500 },
  ]);
});

Deno.test("close() repeats the last close where nothing trades, up to a minute of seconds", () => {
  const frames = (silenceSeconds: number) => [
    tradeFrame(NOON - SECOND),
    tradeFrame(NOON, [100]),
    tradeFrame(NOON + (1 + silenceSeconds) * SECOND, [90]),
    tradeFrame(NOON + (2 + silenceSeconds) * SECOND),
  ];
  const carried = barsOf(frames(60), SECOND_BARS).slice(2);
  assert.equal(carried.length, 62);
  const flat = { open: 100, high: 100, low: 100, close: 100 };
  assert.deepEqual(carried[0], { ...flat, lots: 1, tickLots: 100 });
  for (const bar of carried.slice(1, 61)) assert.deepEqual(bar, { ...flat, lots: 0, tickLots: 0 });
  assert.equal(carried[61]?.close, 90);

  const forgotten = barsOf(frames(61), SECOND_BARS).slice(2);
  assert.deepEqual(forgotten.slice(0, 61), carried.slice(0, 61));
  assert.equal(forgotten[61], undefined, "the history is forgotten after 60 silent bars");
  assert.equal(forgotten[62]?.close, 90);
});

Deno.test("close() is called a bounded number of times when an instrument sleeps for a week", () => {
  const frames = [
    tradeFrame(NOON - SECOND),
    tradeFrame(NOON, [100]),
    tradeFrame(NOON + 7 * 86_400 * SECOND, [100]),
  ];
  assert.equal(barsOf(frames, SECOND_BARS).length, 2 + 1 + 60 + 1);
});

Deno.test(`closed bars equal slowly aggregated trades when trades are random (seed ${SEED})`, () => {
  const property = fc.property(
    fc.integer({ min: 1, max: 1e6 }),
    fc.constantFrom(50e6, 700e6, 8e9, 100e9),
    fc.constantFrom(SECOND_BARS, FIVE_MINUTE_BARS),
    (seed, meanStepNanos, interval) => {
      const silence = {
        silenceProbability: 0.02,
        longestSilenceNanos: 90 * interval.seconds * SECOND,
      };
      const shape = { seed, frames: 120, meanStepNanos, tradeProbability: 0.5, ...silence };
      const frames = randomTrades(shape);
      const closed = barsOf(frames, interval);
      const expected = slowBars(frames, interval);
      const last = closed.lastIndexOf(undefined);
      assert.deepEqual(closed.slice(last + 1), expected);
    },
  );
  fc.assert(property, { seed: SEED, numRuns: 200 });
});

Deno.test("a frame that is a bar closes the bar that ends with it, at once", () => {
  const [bar, next] = madeBars(2);
  const values = runBars([barFrame(bar, NOON, 60), barFrame(next, NOON + 60 * SECOND, 60)]);
  const range = (n: number) => values[n]("bar_1min_range_bps");
  assert.equal(range(0), Math.fround(1e4 * Math.log(bar.high / bar.low)));
  assert.equal(range(1), Math.fround(1e4 * Math.log(next.high / next.low)));
  assert.ok(
    Math.abs(values[1]("bar_1min_return_1_bps")! - 1e4 * Math.log(next.close / bar.close)) < 1e-4,
  );
});

Deno.test("a bar closes at once also where times no longer resolve a nanosecond", () => {
  for (const days of [105, 3_000, 25_000]) {
    const [bar, next] = madeBars(2);
    const end = NOON + days * 86_400e9;
    const values = runBars([barFrame(bar, end, 60), barFrame(next, end + 60 * SECOND, 60)]);
    const range = values.map((value) => value("bar_1min_range_bps"));
    const expected = [bar, next].map(({ high, low }) => Math.fround(1e4 * Math.log(high / low)));
    assert.deepEqual(range, expected, `after ${days} days`);
  }
});

Deno.test("bars of a minute become bars of five when their time is full", () => {
  const bars = madeBars(13);
  // 12:03 … 12:15, so the first whole five minutes end at 12:10.
  const frames = bars.map((bar, i) => barFrame(bar, NOON + (3 + i) * 60 * SECOND, 60));
  const values = runBars(frames);
  const valid = values.map((value) => value("bar_5min_range_bps") !== undefined);
  assert.equal(valid.indexOf(true), 7);
  const range = (from: number) => {
    const five = bars.slice(from, from + 5);
    const high = Math.max(...five.map((bar) => bar.high));
    return Math.fround(1e4 * Math.log(high / Math.min(...five.map((bar) => bar.low))));
  };
  assert.equal(values[7]("bar_5min_range_bps"), range(3));
  assert.equal(values[11]("bar_5min_range_bps"), range(3), "it stays until the next closes");
  assert.equal(values[12]("bar_5min_range_bps"), range(8));
  assert.equal(
    values[12]("bar_5min_return_1_bps"),
    Math.fround(1e4 * (Math.log(bars[12].close) - Math.log(bars[7].close))),
  );
});

Deno.test("a first bar of five minutes is known when its first minute begins the session", () => {
  const frames = madeBars(5).map((bar, i) => barFrame(bar, NOON + (1 + i) * 60 * SECOND, 60));
  assert.notEqual(runBars(frames)[4]("bar_5min_range_bps"), undefined);
  assert.equal(runBars(frames.slice(1))[3]("bar_5min_range_bps"), undefined);
});

Deno.test("features stay invalid where the source's bars are longer or do not divide the bar", () => {
  const valid = (barSeconds: number) => {
    const frames = madeBars(100).map((bar, i) =>
      barFrame(bar, NOON + i * barSeconds * SECOND, barSeconds)
    );
    const last = runBars(frames).at(-1)!;
    return ["1s", "1min", "5min"].map((label) => last(`bar_${label}_range_bps`) !== undefined);
  };
  assert.deepEqual(valid(1), [true, true, false]);
  assert.deepEqual(valid(60), [false, true, true]);
  assert.deepEqual(valid(300), [false, false, true]);
  assert.deepEqual(valid(120), [false, false, false]);
  assert.deepEqual(valid(86_400), [false, false, false]);
});

Deno.test("a second bar of the same time is not counted", () => {
  const bars = madeBars(40);
  const frames = bars.map((bar, i) => barFrame(bar, NOON + i * 60 * SECOND, 60));
  const doubled = frames.flatMap((frame, i) => [frame, { ...frame, highTradeTicks: 20_000 + i }]);
  const once = runBars(frames);
  const twice = runBars(doubled).filter((_, i) => i % 2 === 1);
  for (const name of ["bar_1min_volume_ratio_20", "bar_5min_range_bps", "bar_5min_return_5_bps"]) {
    assert.deepEqual(twice.map((value) => value(name)), once.map((value) => value(name)));
  }
});
