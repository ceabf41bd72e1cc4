/**
 * Stoikov's micro-price: where the mid is expected to be in the end, given spread and imbalance. It is
 * a table that was measured on earlier data (models/calibrate.ts); here it is looked up.
 *
 * Hot path: no allocation.
 */
import type { MicroPriceTable } from "../calibration.ts";
import { defineFamily } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../frame_inputs.ts";
import { imbalancePosition, lowerBucket, upperBucket } from "../imbalance_buckets.ts";

const BPS = 1e4;

export class MicroPrice implements FeatureFamily {
  static readonly definitions = defineFamily(
    "micro_price",
    'Stoikov 2018, "The micro-price: a high-frequency estimator of future prices"',
    [
      {
        name: "micro_price_offset_ticks",
        unit: "ticks",
        needs: "calibration",
        mirrorSum: 0,
        formula: "G*: mean of all later moves of the mid, by spread and bucket of qb / (qb + qa)",
      },
      {
        name: "micro_price_offset_bps",
        unit: "bps",
        needs: "calibration",
        mirrorSum: 0,
        formula: "10⁴ · G* / mid",
      },
    ],
  );

  readonly #buckets: number;
  readonly #maxSpreadTicks: number;
  readonly #adjustmentTicks: Float32Array;

  /** @param table undefined = the instrument was not calibrated, the values stay invalid */
  constructor(table: MicroPriceTable | undefined) {
    this.#buckets = table?.imbalanceBuckets ?? 0;
    this.#maxSpreadTicks = table?.maxSpreadTicks ?? 0;
    this.#adjustmentTicks = Float32Array.from(table?.adjustmentTicks ?? []);
  }

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const buckets = this.#buckets;
    if (buckets === 0) return from + 2;
    const { levels, spreadTicks, doubleMidTicks } = inputs;
    const position = imbalancePosition(levels.bidLots[0], levels.askLots[0], buckets);
    vector[from] = NaN;
    vector[from + 1] = NaN;
    if (spreadTicks >= 1 && position >= 0) {
      const row = (Math.min(spreadTicks, this.#maxSpreadTicks) - 1) * buckets;
      const lower = this.#adjustmentTicks[row + lowerBucket(position)];
      const upper = this.#adjustmentTicks[row + upperBucket(position, buckets)];
      const offsetTicks = (lower + upper) / 2;
      vector[from] = offsetTicks;
      if (doubleMidTicks > 0) vector[from + 1] = (2 * BPS * offsetTicks) / doubleMidTicks;
    }
    return from + 2;
  }
}
