/**
 * Exponential averages of closes over 12 and 26 bars, and the convergence and divergence of the two
 * (MACD).
 *
 * Hot path: no allocation.
 */
import type { BarFamily } from "../bars/bar_family.ts";
import { type BarInterval, barMemory, barWarmUp } from "../bars/bar_interval.ts";
import type { Bars } from "../bars/bars.ts";
import { Relay, RELAY_MEMORY_BARS, type Runner } from "../bars/relay.ts";
import { Smoothed } from "../bars/smoothed.ts";
import { defineFamily, type FeatureDefinition, type FeatureRow } from "../feature_definition.ts";

const BPS = 1e4;
const FAST = 12;
const SLOW = 26;
const SIGNAL = 9;
const SIGNAL_BARS = SLOW + SIGNAL - 1;

export class BarTrend implements BarFamily {
  static definitions(interval: BarInterval): readonly FeatureDefinition[] {
    const row = (name: string, bars: number, formula: string): FeatureRow => ({
      name: `bar_${interval.label}_${name}_bps`,
      unit: "bps",
      warmUp: barWarmUp(interval, bars),
      memory: barMemory(interval, RELAY_MEMORY_BARS),
      mirrorSum: 0,
      formula,
    });
    return defineFamily("bar_trend", "EMA and Appel's MACD 12/26/9; begun as TA-Lib's EMA", [
      row("ema_12_offset", FAST, "10⁴ · (C − EMA₁₂) / C, EMAₙ ← EMAₙ + (C − EMAₙ) · 2 / (n + 1)"),
      row("ema_26_offset", SLOW, "10⁴ · (C − EMA₂₆) / C"),
      row("macd_12_26", SLOW, "10⁴ · M / C, M = EMA₁₂ − EMA₂₆"),
      row("macd_signal_9", SIGNAL_BARS, "10⁴ · S / C, S = EMA₉ of M"),
      row("macd_histogram_9", SIGNAL_BARS, "10⁴ · (M − S) / C"),
    ]);
  }

  readonly #averages = new Relay(new TrendAverages(), new TrendAverages());

  update(bars: Bars, vector: Float32Array, from: number): number {
    this.#averages.push(bars);
    const { fast, slow, signal } = this.#averages.front;
    const { closeTicks } = bars;
    const bpsPerTick = closeTicks > 0 ? BPS / closeTicks : NaN;
    const macd = fast.value - slow.value;
    vector[from] = bpsPerTick * (closeTicks - fast.value);
    vector[from + 1] = bpsPerTick * (closeTicks - slow.value);
    vector[from + 2] = bpsPerTick * macd;
    vector[from + 3] = bpsPerTick * signal.value;
    vector[from + 4] = bpsPerTick * (macd - signal.value);
    return from + 5;
  }
}

/** In ticks. */
class TrendAverages implements Runner {
  readonly fast = new Smoothed(FAST, 2 / (FAST + 1));
  readonly slow = new Smoothed(SLOW, 2 / (SLOW + 1));
  readonly signal = new Smoothed(SIGNAL, 2 / (SIGNAL + 1));
  #count = 0;

  restart(): void {
    this.fast.restart();
    this.slow.restart();
    this.signal.restart();
    this.#count = 0;
  }

  push(bars: Bars): void {
    this.fast.push(bars.closeTicks);
    this.slow.push(bars.closeTicks);
    if (++this.#count >= SLOW) this.signal.push(this.fast.value - this.slow.value);
  }
}
