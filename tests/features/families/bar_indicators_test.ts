/** Indicators on bars: TA-Lib's values, and small examples worked out by hand. */
import assert from "node:assert/strict";
import { barFrame, type BarValues, madeBars, runBars, SECOND } from "../bars/bar_rig.ts";

type Row = readonly [bar: number, value: number];

/**
 * Printed by TA-Lib 0.8.2 (C library 0.8.1, numpy 2.4.6) for the 130 bars of madeBars(130), as
 * arrays C, H, L of doubles, at its first bars, at bar 60 and at the last one:
 * RSI(C, 14), ATR(H, L, C, 14), EMA(C, 12), EMA(C, 26), EMA(EMA(C, 12)[25:] − EMA(C, 26)[25:], 9)
 * and the upper and lower lines of BBANDS(C, 20, 2, 2).
 */
const TALIB = {
  rsi: [[14, 36.283185840707965], [15, 37.474949899799604], [60, 69.39742426768166], [
    129,
    68.36307630377704,
  ]],
  atr: [[14, 17.142857142857142], [15, 16.775510204081634], [60, 20.850304889819082], [
    129,
    20.017383773161313,
  ]],
  ema12: [[11, 9996.916666666666], [12, 9995.23717948718], [60, 10079.210009377008], [
    129,
    10155.727595476737,
  ]],
  ema26: [[25, 9990.76923076923], [26, 9988.267806267806], [60, 10050.886865165892], [
    129,
    10133.50183624212,
  ]],
  signal: [[33, -9.89684721040309], [34, -8.831710876871268], [60, 20.829109361054755], [
    129,
    18.52573311780703,
  ]],
  upper: [[19, 10017.399694374246], [20, 10015.222348299565], [60, 10129.262720539646], [
    129,
    10187.374569420399,
  ]],
  lower: [[19, 9976.500305625756], [20, 9977.277651700435], [60, 9976.937279460355], [
    129,
    10093.025430579602,
  ]],
} as const;

/** MACD(C, 12, 26, 9) of the same; it begins its faster average later, which fades away. */
const TALIB_MACD = {
  line: 22.225759413950072,
  signal: 18.525733774095258,
  histogram: 3.7000256398548146,
};

const BARS = madeBars(130);
const VALUES = runBars(BARS.map((bar, i) => barFrame(bar, (3_000 + i) * 60 * SECOND, 60)));

/** What a feature was after a bar. */
function after(bar: number, name: string): number {
  const value = VALUES[bar](`bar_1min_${name}`);
  assert.ok(value !== undefined, `${name} is valid after bar ${bar}`);
  return value;
}

function assertClose(actual: number, expected: number, where: string, absolute = 1e-8): void {
  const tolerance = absolute + 2e-7 * Math.abs(expected);
  assert.ok(Math.abs(actual - expected) <= tolerance, `${where}: ${actual}, expected ${expected}`);
}

/** Checks a feature at TA-Lib's bars, the first of which is its first valid one. */
function check(
  name: string,
  rows: readonly Row[],
  expected: (value: number, close: number) => number,
) {
  const [[first]] = rows;
  assert.equal(VALUES[first - 1](`bar_1min_${name}`), undefined, `${name} before bar ${first}`);
  for (const [bar, value] of rows) {
    assertClose(after(bar, name), expected(value, BARS[bar].close), `${name} after bar ${bar}`);
  }
}

Deno.test("rsi_14 is TA-Lib's RSI", () => check("rsi_14_points", TALIB.rsi, (rsi) => rsi));

Deno.test("atr_14 is TA-Lib's ATR in bps of the close", () => {
  check("atr_14_bps", TALIB.atr, (atr, close) => 1e4 * atr / close);
});

Deno.test("ema_12 and ema_26 are TA-Lib's EMA as offsets in bps of the close", () => {
  const offset = (ema: number, close: number) => 1e4 * (close - ema) / close;
  check("ema_12_offset_bps", TALIB.ema12, offset);
  check("ema_26_offset_bps", TALIB.ema26, offset);
});

Deno.test("macd is the difference of TA-Lib's averages, its signal TA-Lib's EMA of that", () => {
  check("macd_signal_9_bps", TALIB.signal, (signal, close) => 1e4 * signal / close);
  const [bar, slow] = TALIB.ema26[3];
  const { close } = BARS[bar];
  const line = TALIB.ema12[3][1] - slow;
  assertClose(after(bar, "macd_12_26_bps"), 1e4 * line / close, "line");
  const histogram = line - TALIB.signal[3][1];
  assertClose(after(bar, "macd_histogram_9_bps"), 1e4 * histogram / close, "histogram");
  // After 104 bars TA-Lib's own MACD has forgotten how it began, to a part in a million.
  const bpsPerTick = 1e4 / close;
  assertClose(after(bar, "macd_12_26_bps"), bpsPerTick * TALIB_MACD.line, "TA-Lib's line", 1e-5);
  assertClose(after(bar, "macd_signal_9_bps"), bpsPerTick * TALIB_MACD.signal, "its signal", 1e-5);
  assertClose(
    after(bar, "macd_histogram_9_bps"),
    bpsPerTick * TALIB_MACD.histogram,
    "its histogram",
    1e-5,
  );
});

Deno.test("bollinger_20 has TA-Lib's bands", () => {
  TALIB.upper.forEach(([bar, upper], i) => {
    const lower = TALIB.lower[i][1];
    const { close } = BARS[bar];
    const percentB = (close - lower) / (upper - lower);
    assertClose(after(bar, "bollinger_20_percent_b"), percentB, `%b after bar ${bar}`);
    const bandwidth = 1e4 * (upper - lower) / ((upper + lower) / 2);
    assertClose(after(bar, "bollinger_20_bandwidth_bps"), bandwidth, `width after bar ${bar}`);
  });
  assert.equal(VALUES[18]("bar_1min_bollinger_20_percent_b"), undefined);
});

/** Features after one-minute bars with these closes and volumes. */
function last(closes: readonly number[], lots: (i: number) => number = () => 1): BarValues {
  const frames = closes.map((close, i) =>
    barFrame({ open: close, high: close, low: close, close, lots: lots(i) }, (3_000 + i) * 60e9, 60)
  );
  return runBars(frames)[closes.length - 1];
}

Deno.test("rsi_14 is 100 where closes only rise, 0 where they fall, 50 where they stand", () => {
  const closes = Array.from({ length: 20 }, (_, i) => 1_000 + i);
  assert.equal(last(closes)("bar_1min_rsi_14_points"), 100);
  assert.equal(last(closes.toReversed())("bar_1min_rsi_14_points"), 0);
  assert.equal(last(closes.map(() => 7))("bar_1min_rsi_14_points"), 50);
  // Thirteen rises of 1 and a fall of 13: as much up as down.
  assert.equal(last([...closes.slice(0, 14), 1_000])("bar_1min_rsi_14_points"), 50);
});

Deno.test("bollinger_20 is in the middle of bands without width where closes stand still", () => {
  const values = last(Array.from({ length: 20 }, () => 500));
  assert.equal(values("bar_1min_bollinger_20_percent_b"), 0.5);
  assert.equal(values("bar_1min_bollinger_20_bandwidth_bps"), 0);
});

Deno.test("bollinger_20 is (C − lower) / (upper − lower) in a hand-computed example", () => {
  // Ten closes of 98 and ten of 102: mean 100, σ 2, bands 96 and 104; the last close is 102.
  const closes = Array.from({ length: 20 }, (_, i) => i % 2 === 0 ? 98 : 102);
  assert.equal(last(closes)("bar_1min_bollinger_20_percent_b"), 0.75);
  assert.equal(last(closes)("bar_1min_bollinger_20_bandwidth_bps"), 800);
});

Deno.test("vwap_20 and volume_ratio_20 weigh prices by volume in a hand-computed example", () => {
  // Nineteen bars of 1 lot at 100, then one of 21 lots at 200: Σ = 6,100 tick lots of 40 lots.
  const closes = Array.from({ length: 20 }, (_, i) => i < 19 ? 100 : 200);
  const values = last(closes, (i) => i < 19 ? 1 : 21);
  assertClose(values("bar_1min_vwap_20_offset_bps")!, 1e4 * (200 - 152.5) / 200, "offset");
  assert.equal(values("bar_1min_volume_ratio_20"), 10.5);
});

Deno.test("vwap_20 and volume_ratio_20 are not valid where nothing traded", () => {
  const values = last(Array.from({ length: 25 }, () => 100), () => 0);
  assert.equal(values("bar_1min_vwap_20_offset_bps"), undefined);
  assert.equal(values("bar_1min_volume_ratio_20"), undefined);
  assert.equal(values("bar_1min_return_20_bps"), 0);
});

Deno.test("returns reach back 1, 5 and 20 bars", () => {
  const closes = Array.from({ length: 21 }, (_, i) => 1_000 + i * i);
  const values = last(closes);
  for (const [steps, before] of [[1, 1_361], [5, 1_225], [20, 1_000]]) {
    const expected = 1e4 * Math.log(1_400 / before);
    assertClose(values(`bar_1min_return_${steps}_bps`)!, expected, `${steps} bars`);
  }
});
