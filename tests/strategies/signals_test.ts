/** What traders of a direction do with their signals. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { NO_PRICE_TICKS } from "../../core/base/units.ts";
import type { StrategyDefinition } from "../../core/trading/strategy.ts";
import { strategy as bollinger } from "../../strategies/bollinger.ts";
import { strategy as buyAndHold } from "../../strategies/buy_and_hold.ts";
import { FLAT, hysteresis, LONG, SHORT } from "../../strategies/direction_trader.ts";
import { strategy as imbalanceTaker } from "../../strategies/imbalance_taker.ts";
import { strategy as macd } from "../../strategies/macd.ts";
import { strategy as meanReversion } from "../../strategies/mean_reversion.ts";
import { strategy as momentum } from "../../strategies/momentum.ts";
import { strategy as ofiTaker } from "../../strategies/ofi_taker.ts";
import { strategy as randomTrader } from "../../strategies/random_trader.ts";
import { strategy as rsi } from "../../strategies/rsi.ts";
import { strategy as signalThreshold } from "../../strategies/signal_threshold.ts";
import { bookAt, Rig, type Signals } from "./rig.ts";

const TEN = { position_lots: 10, min_interval_ms: 0 };

/** Fills all at once. @returns the position after each frame, one a second */
function positions(
  definition: StrategyDefinition,
  signals: readonly Signals[],
  parameters: Record<string, unknown> = {},
  seed = 1,
): number[] {
  const rig = new Rig(definition, { parameters: { ...TEN, ...parameters }, seed });
  return signals.map((signal, second) => {
    const before = rig.trader.orders.length;
    rig.frame(bookAt(1 + second, 9_999, 10_001), signal);
    for (const order of rig.trader.orders.slice(before)) rig.fill(order);
    return rig.trader.positionLots(0);
  });
}

/** Frames with one feature; undefined = not valid. */
function featureFrames(name: string, values: readonly (number | undefined)[]): Signals[] {
  return values.map((value) => ({ features: value === undefined ? {} : { [name]: value } }));
}

/** Strategy, its first feature, its values, and the positions that they lead to. */
const CASES: readonly [StrategyDefinition, string, (number | undefined)[], number[]][] = [
  [momentum, "bar_1min_return_5_bps", [9, 11, undefined, 5, -1, -11], [0, 10, 10, 10, 0, -10]],
  [meanReversion, "bar_1min_vwap_20_offset_bps", [9, 11, 5, -1, -11], [0, -10, -10, 0, 10]],
  [rsi, "bar_1min_rsi_14_points", [31, 30, 49, 51, 70, 49], [0, 10, 10, 0, -10, 0]],
  [macd, "bar_1min_macd_histogram_9_bps", [0.4, 0.6, 0.1, -0.1, -0.6], [0, 10, 10, 0, -10]],
  [bollinger, "bar_1min_bollinger_20_percent_b", [0.1, -0.1, 0.4, 0.6, 1.1], [0, 10, 10, 0, -10]],
  [imbalanceTaker, "queue_imbalance_1_level", [0.6, 0.8, 0.1, -0.1, -0.8], [0, 10, 10, 0, -10]],
  [ofiTaker, "ofi_1s_depths", [1, 2.5, 0.5, -0.5, -2.5], [0, 10, 10, 0, -10]],
];

for (const [definition, feature, values, expected] of CASES) {
  Deno.test(`${definition.name} trades its feature as it says`, () => {
    assert.deepEqual(positions(definition, featureFrames(feature, values)), expected);
    const longOnly = positions(definition, featureFrames(feature, values), { shorts: "no" });
    assert.deepEqual(longOnly, expected.map((lots) => Math.max(0, lots)));
  });
}

const forecast = (down: number, flat: number, up: number): Signals => ({
  probabilities: [down, flat, up],
});

Deno.test("signal_threshold buys at 0.65 and sells at 0.35 of the probability given a move", () => {
  const frames = [
    {},
    forecast(0.25, 0.25, 0.5), // 0.667
    forecast(0.2, 0.5, 0.3), // 0.6: in between
    forecast(0.35, 0, 0.65), // 0.65: stays long
    forecast(0.65, 0, 0.35), // 0.35
    forecast(0, 1, 0), // Nothing moves: passed over.
    forecast(0.35, 0, 0.65),
  ];
  assert.deepEqual(positions(signalThreshold, frames), [0, 10, 10, 10, -10, -10, 10]);
  const sure = positions(signalThreshold, frames, { least_move: 0.55 });
  assert.deepEqual(sure, [0, 10, 10, 10, -10, -10, 10]);
});

Deno.test("signal_threshold compares P(up) itself when told so", () => {
  const frames = [forecast(0.2, 0.1, 0.7), forecast(0.1, 0.4, 0.5), forecast(0.1, 0.6, 0.3)];
  assert.deepEqual(positions(signalThreshold, frames, { signal: "up" }), [10, 10, -10]);
});

Deno.test("signal_threshold passes over a prediction that is too old", () => {
  const old = { ...forecast(0, 0, 1), frameSequence: 12, predictedSequence: 1 };
  assert.deepEqual(positions(signalThreshold, [old], { most_age_frames: 10 }), [0]);
  assert.deepEqual(positions(signalThreshold, [old], { most_age_frames: 11 }), [10]);
});

Deno.test("buy_and_hold buys once", () => {
  const rig = new Rig(buyAndHold, { parameters: TEN });
  for (let i = 0; i < 5; i++) {
    rig.frame(bookAt(1 + i, 9_999, 10_001));
    if (i === 1) rig.fill(rig.trader.orders[0]);
  }
  assert.deepEqual(rig.news, [[0, 10_001, 10]]);
});

Deno.test("random_trader draws each position about as often, by its seed", () => {
  const frames = Array.from({ length: 3_000 }, () => ({}));
  const held = positions(randomTrader, frames, { mean_interval_s: 1 });
  for (const lots of [-10, 0, 10]) {
    const share = held.filter((x) => x === lots).length / held.length;
    assert.ok(share > 0.28 && share < 0.39, `${lots}: ${share}`);
  }
  assert.deepEqual(positions(randomTrader, frames, { mean_interval_s: 1 }), held);
  assert.notDeepEqual(positions(randomTrader, frames, { mean_interval_s: 1 }, 2), held);
});

Deno.test("a trader of a direction pays as many ticks beyond the touch as it may, and waits", () => {
  const rig = new Rig(buyAndHold, {
    parameters: { ...TEN, slip_ticks: 2, min_interval_ms: 1_000 },
  });
  rig.frame(bookAt(1, 9_999, 10_001));
  rig.fill(rig.trader.orders[0], 4);
  rig.end(rig.trader.orders[0]);
  rig.frame(bookAt(1.9, 9_999, 10_001));
  rig.frame(bookAt(2, 9_999, 10_001));
  assert.deepEqual(rig.news, [[0, 10_003, 10], [0, 10_003, 6]]);
});

Deno.test("a trader of a direction sends market orders where there are only bars", () => {
  const rig = new Rig(buyAndHold, { parameters: TEN });
  const bar = { bids: [], asks: [], barSeconds: 60, lastTradeTicks: 10_000 };
  rig.frame({ recvNanos: 60e9, ...bar });
  assert.deepEqual(rig.news, [[0, NO_PRICE_TICKS, 10]]);
});

Deno.test("hysteresis() is mirrored, and never turns without reaching a threshold", () => {
  const signal = fc.double({ min: -5, max: 5, noNaN: true });
  fc.assert(
    fc.property(signal, fc.constantFrom(LONG, FLAT, SHORT), (x, current) => {
      const next = hysteresis(x, 2, 1, current);
      assert.equal(hysteresis(-x, 2, 1, -current) + next, 0);
      if (Math.abs(x) < 2) assert.ok(next === current || next === FLAT);
      if (Math.abs(x) >= 2) assert.equal(next, Math.sign(x));
    }),
    { seed: 4, numRuns: 500 },
  );
  assert.equal(hysteresis(0, 0, 0, FLAT), FLAT, "no signal, no direction");
});
