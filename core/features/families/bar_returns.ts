/**
 * Returns over bars, and how far the price ranged within the newest.
 *
 * Hot path: no allocation.
 */
import type { BarFamily } from "../bars/bar_family.ts";
import { type BarInterval, barMemory, barWarmUp, barWindow } from "../bars/bar_interval.ts";
import { BAR_LOG_CLOSE, BAR_RANGE, type Bars } from "../bars/bars.ts";
import { defineFamily, type FeatureDefinition, type FeatureRow } from "../feature_definition.ts";

const BPS = 1e4;

export class BarReturns implements BarFamily {
  static definitions(interval: BarInterval): readonly FeatureDefinition[] {
    return defineFamily("bar_returns", "logarithmic return and range of closed bars", [
      returnRow(interval, 1),
      returnRow(interval, 5),
      returnRow(interval, 20),
      {
        name: `bar_${interval.label}_range_bps`,
        unit: "bps",
        window: barWindow(interval, 1),
        warmUp: barWarmUp(interval, 1),
        memory: barMemory(interval, 1),
        formula: "10⁴ · ln(H / L) of the newest closed bar",
      },
    ]);
  }

  update(bars: Bars, vector: Float32Array, from: number): number {
    fillReturn(bars, 1, vector, from);
    fillReturn(bars, 5, vector, from + 1);
    fillReturn(bars, 20, vector, from + 2);
    vector[from + 3] = BPS * bars.kept[bars.rowOf(0) + BAR_RANGE];
    return from + 4;
  }
}

function returnRow(interval: BarInterval, bars: number): FeatureRow {
  return {
    name: `bar_${interval.label}_return_${bars}_bps`,
    unit: "bps",
    window: barWindow(interval, bars),
    warmUp: barWarmUp(interval, bars + 1),
    memory: barMemory(interval, bars + 1),
    mirrorSum: 0,
    formula: `10⁴ · ln(C / C of ${bars === 1 ? "one bar" : `${bars} bars`} before)`,
  };
}

function fillReturn(bars: Bars, steps: number, vector: Float32Array, at: number): void {
  const { kept } = bars;
  const logClose = kept[bars.rowOf(0) + BAR_LOG_CLOSE];
  vector[at] = NaN;
  if (bars.count > steps) vector[at] = BPS * (logClose - kept[bars.rowOf(steps) + BAR_LOG_CLOSE]);
}
