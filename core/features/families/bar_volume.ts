/**
 * Volume of bars: the volume-weighted average price of the last 20, and how much traded in the
 * newest beside the usual.
 *
 * Hot path: no allocation.
 */
import type { BarFamily } from "../bars/bar_family.ts";
import { type BarInterval, barMemory, barWarmUp, barWindow } from "../bars/bar_interval.ts";
import { BAR_TICK_LOTS, BAR_VOLUME, type Bars } from "../bars/bars.ts";
import { defineFamily, type FeatureDefinition } from "../feature_definition.ts";

const BPS = 1e4;
const BARS = 20;

export class BarVolume implements BarFamily {
  static definitions(interval: BarInterval): readonly FeatureDefinition[] {
    const spans = {
      window: barWindow(interval, BARS),
      warmUp: barWarmUp(interval, BARS),
      memory: barMemory(interval, BARS),
    };
    return defineFamily("bar_volume", "volume-weighted average price; volume beside its mean", [
      {
        name: `bar_${interval.label}_vwap_20_offset_bps`,
        unit: "bps",
        ...spans,
        mirrorSum: 0,
        formula: "10⁴ · (C − VWAP) / C, VWAP = Σ price · lots / Σ lots over 20 bars; " +
          "undefined without volume",
      },
      {
        name: `bar_${interval.label}_volume_ratio_20`,
        unit: "ratio",
        ...spans,
        formula: "V / mean V of 20 bars; undefined without volume",
      },
    ]);
  }

  update(bars: Bars, vector: Float32Array, from: number): number {
    vector[from] = NaN;
    vector[from + 1] = NaN;
    if (bars.count < BARS) return from + 2;
    const { kept, closeTicks } = bars;
    let volumeLots = 0;
    let tickLots = 0;
    for (let i = 0; i < BARS; i++) {
      const at = bars.rowOf(i);
      volumeLots += kept[at + BAR_VOLUME];
      tickLots += kept[at + BAR_TICK_LOTS];
    }
    if (closeTicks > 0) vector[from] = (BPS * (closeTicks - tickLots / volumeLots)) / closeTicks;
    vector[from + 1] = (kept[bars.rowOf(0) + BAR_VOLUME] * BARS) / volumeLots;
    return from + 2;
  }
}
