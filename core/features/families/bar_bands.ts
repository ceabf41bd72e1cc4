/**
 * Bollinger's bands: two standard deviations of the last 20 closes around their mean.
 *
 * Hot path: no allocation.
 */
import type { BarFamily } from "../bars/bar_family.ts";
import { type BarInterval, barMemory, barWarmUp, barWindow } from "../bars/bar_interval.ts";
import { BAR_CLOSE, type Bars } from "../bars/bars.ts";
import { defineFamily, type FeatureDefinition } from "../feature_definition.ts";

const BPS = 1e4;
const BARS = 20;
/** Both bands together, in standard deviations. */
const WIDTH = 4;

export class BarBands implements BarFamily {
  static definitions(interval: BarInterval): readonly FeatureDefinition[] {
    const spans = {
      window: barWindow(interval, BARS),
      warmUp: barWarmUp(interval, BARS),
      memory: barMemory(interval, BARS),
    };
    return defineFamily("bar_bands", "Bollinger 2001; the deviation is that of the population", [
      {
        name: `bar_${interval.label}_bollinger_20_percent_b`,
        unit: "ratio",
        ...spans,
        mirrorSum: 1,
        formula: "(C − lower) / (upper − lower), bands = mean of 20 C ± 2σ; 1/2 where σ = 0",
      },
      {
        name: `bar_${interval.label}_bollinger_20_bandwidth_bps`,
        unit: "bps",
        ...spans,
        formula: "10⁴ · (upper − lower) / mean of 20 C",
      },
    ]);
  }

  update(bars: Bars, vector: Float32Array, from: number): number {
    if (bars.count < BARS) {
      vector[from] = NaN;
      vector[from + 1] = NaN;
      return from + 2;
    }
    const { kept, closeTicks } = bars;
    let sum = 0;
    for (let i = 0; i < BARS; i++) sum += kept[bars.rowOf(i) + BAR_CLOSE];
    const mean = sum / BARS;
    let squares = 0;
    for (let i = 0; i < BARS; i++) {
      const offset = kept[bars.rowOf(i) + BAR_CLOSE] - mean;
      squares += offset * offset;
    }
    const width = WIDTH * Math.sqrt(squares / BARS);
    vector[from] = width > 0 ? 0.5 + (closeTicks - mean) / width : 0.5;
    vector[from + 1] = mean > 0 ? (BPS * width) / mean : NaN;
    return from + 2;
  }
}
