/**
 * Wilder's indicators, each an average in which a new bar weighs 1/14: the relative strength index
 * and the average true range.
 *
 * Hot path: no allocation.
 */
import type { BarFamily } from "../bars/bar_family.ts";
import { type BarInterval, barMemory, barWarmUp } from "../bars/bar_interval.ts";
import type { Bars } from "../bars/bars.ts";
import { Relay, RELAY_MEMORY_BARS, type Runner } from "../bars/relay.ts";
import { Smoothed } from "../bars/smoothed.ts";
import { defineFamily, type FeatureDefinition } from "../feature_definition.ts";

const BPS = 1e4;
const PERIOD = 14;

export class BarWilder implements BarFamily {
  static definitions(interval: BarInterval): readonly FeatureDefinition[] {
    const spans = {
      warmUp: barWarmUp(interval, PERIOD + 1),
      memory: barMemory(interval, RELAY_MEMORY_BARS),
    };
    return defineFamily("bar_wilder", "Wilder 1978; begun as in TA-Lib", [
      {
        name: `bar_${interval.label}_rsi_14_points`,
        unit: "points",
        ...spans,
        mirrorSum: 100,
        formula: "100 · A(up) / (A(up) + A(down)), up, down = rise or fall of C in a bar, " +
          "A ← A + (x − A) / 14; 50 where nothing moved",
      },
      {
        name: `bar_${interval.label}_atr_14_bps`,
        unit: "bps",
        ...spans,
        formula: "10⁴ · A(TR) / C, TR = max(H, C') − min(L, C'), A ← A + (x − A) / 14",
      },
    ]);
  }

  readonly #averages = new Relay(new WilderAverages(), new WilderAverages());

  update(bars: Bars, vector: Float32Array, from: number): number {
    this.#averages.push(bars);
    const { up, down, trueRange } = this.#averages.front;
    const moved = up.value + down.value;
    vector[from] = moved === 0 ? 50 : (100 * up.value) / moved;
    vector[from + 1] = bars.closeTicks > 0 ? (BPS * trueRange.value) / bars.closeTicks : NaN;
    return from + 2;
  }
}

/** In ticks. */
class WilderAverages implements Runner {
  readonly up = new Smoothed(PERIOD, 1 / PERIOD);
  readonly down = new Smoothed(PERIOD, 1 / PERIOD);
  readonly trueRange = new Smoothed(PERIOD, 1 / PERIOD);

  restart(): void {
    this.up.restart();
    this.down.restart();
    this.trueRange.restart();
  }

  push(bars: Bars): void {
    if (bars.count === 1) return;
    const { closeTicks, closeBeforeTicks } = bars;
    const change = closeTicks - closeBeforeTicks;
    this.up.push(Math.max(change, 0));
    this.down.push(Math.max(-change, 0));
    this.trueRange.push(
      Math.max(bars.highTicks, closeBeforeTicks) - Math.min(bars.lowTicks, closeBeforeTicks),
    );
  }
}
