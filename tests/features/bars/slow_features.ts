/**
 * Features of bars recomputed from their whole history, straight from the definitions, in plain
 * loops over arrays. undefined = not valid.
 */
import type { SlowBar } from "./bar_rig.ts";

type Value = number | undefined;
const BARS = 20;

/** Features by the part of their name that follows the interval. */
export function slowFeatures(bars: readonly SlowBar[]): Map<string, Value> {
  const features = new Map<string, Value>();
  const newest = bars.at(-1);
  const window = bars.slice(-BARS);
  const full = window.length === BARS;
  const close = newest?.close ?? NaN;
  for (const steps of [1, 5, 20]) {
    const before = bars.at(-1 - steps);
    features.set(
      `return_${steps}_bps`,
      before === undefined ? undefined : 1e4 * Math.log(close / before.close),
    );
  }
  features.set("range_bps", newest && 1e4 * Math.log(newest.high / newest.low));
  for (const [name, variance] of Object.entries(variances(bars))) {
    features.set(`${name}_volatility_20_bps`, variance && 1e4 * Math.sqrt(variance));
  }
  const changes = bars.slice(1).map((bar, i) => bar.close - bars[i].close);
  const up = wilder(changes.map((change) => Math.max(change, 0)));
  const down = wilder(changes.map((change) => Math.max(-change, 0)));
  const moved = up === undefined ? undefined : up + down!;
  features.set("rsi_14_points", moved === undefined ? undefined : moved ? 100 * up! / moved : 50);
  const ranges = bars.slice(1).map((bar, i) =>
    Math.max(
      bar.high - bar.low,
      Math.abs(bar.high - bars[i].close),
      Math.abs(bar.low - bars[i].close),
    )
  );
  const trueRange = wilder(ranges);
  features.set("atr_14_bps", trueRange === undefined ? undefined : 1e4 * trueRange / close);

  const middle = mean(window.map((bar) => bar.close));
  const sigma = Math.sqrt(mean(window.map((bar) => (bar.close - middle) ** 2)));
  const lower = middle - 2 * sigma;
  features.set(
    "bollinger_20_percent_b",
    !full ? undefined : sigma === 0 ? 0.5 : (close - lower) / (4 * sigma),
  );
  features.set("bollinger_20_bandwidth_bps", full ? 1e4 * 4 * sigma / middle : undefined);
  const lots = sum(window.map((bar) => bar.lots));
  const vwap = sum(window.map((bar) => bar.tickLots)) / lots;
  const hasVolume = full && lots > 0;
  features.set("vwap_20_offset_bps", hasVolume ? 1e4 * (close - vwap) / close : undefined);
  features.set("volume_ratio_20", hasVolume ? newest!.lots / (lots / BARS) : undefined);

  const closes = bars.map((bar) => bar.close);
  const offset = (average: Value) =>
    average === undefined ? undefined : 1e4 * (close - average) / close;
  const bps = (value: Value) => value === undefined ? undefined : 1e4 * value / close;
  const macds = closes.map((_, i) => macd(closes.slice(0, i + 1))).filter((m) => m !== undefined);
  const signal = ema(macds, 9);
  features.set("ema_12_offset_bps", offset(ema(closes, 12)));
  features.set("ema_26_offset_bps", offset(ema(closes, 26)));
  features.set("macd_12_26_bps", bps(macds.at(-1)));
  features.set("macd_signal_9_bps", bps(signal));
  features.set(
    "macd_histogram_9_bps",
    signal === undefined ? undefined : bps(macds.at(-1)! - signal),
  );
  return features;
}

/** Of a bar, by estimator, over the last 20. */
export function variances(bars: readonly SlowBar[]): Record<string, Value> {
  const window = bars.slice(-BARS);
  if (window.length < BARS) {
    return Object.fromEntries(
      ["close_to_close", "parkinson", "garman_klass", "rogers_satchell", "yang_zhang"]
        .map((name) => [name, undefined]),
    );
  }
  const rogersSatchell = mean(
    window.map(({ open, high, low, close }) =>
      Math.log(high / close) * Math.log(high / open) + Math.log(low / close) * Math.log(low / open)
    ),
  );
  const before = bars.slice(-BARS - 1, -1);
  const hasBefore = before.length === BARS;
  const jumps = before.map((bar, i) => Math.log(window[i].open / bar.close));
  const bodies = window.map(({ open, close }) => Math.log(close / open));
  const k = 0.34 / (1.34 + (BARS + 1) / (BARS - 1));
  return {
    close_to_close: hasBefore
      ? sampleVariance(before.map((bar, i) => Math.log(window[i].close / bar.close)))
      : undefined,
    parkinson: mean(window.map(({ high, low }) => Math.log(high / low) ** 2)) / (4 * Math.LN2),
    garman_klass: mean(
      window.map(({ open, high, low, close }) =>
        0.5 * Math.log(high / low) ** 2 - (2 * Math.LN2 - 1) * Math.log(close / open) ** 2
      ),
    ),
    rogers_satchell: rogersSatchell,
    yang_zhang: hasBefore
      ? sampleVariance(jumps) + k * sampleVariance(bodies) + (1 - k) * rogersSatchell
      : undefined,
  };
}

function macd(closes: readonly number[]): Value {
  const slow = ema(closes, 26);
  return slow === undefined ? undefined : ema(closes, 12)! - slow;
}

function ema(values: readonly number[], period: number): Value {
  return smoothed(values, period, 2 / (period + 1));
}

function wilder(values: readonly number[]): Value {
  return smoothed(values, 14, 1 / 14);
}

function smoothed(values: readonly number[], period: number, weight: number): Value {
  if (values.length < period) return undefined;
  return values.slice(period).reduce(
    (average, value) => (1 - weight) * average + weight * value,
    mean(values.slice(0, period)),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sampleVariance(values: readonly number[]): number {
  const average = mean(values);
  return sum(values.map((value) => (value - average) ** 2)) / (values.length - 1);
}
