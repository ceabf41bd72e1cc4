/**
 * Stoikov's micro-price: where the mid is expected to be in the end, given spread and imbalance. It is
 * a table that was measured on earlier data (models/calibrate.ts); here it is looked up.
 *
 * Hot path: no allocation.
 */
import type { MicroPriceTable } from "../calibration.ts";
import { defineFamily } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { MicroPriceOffsets } from "../touch/micro_price_offsets.ts";

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

  readonly #offsets: MicroPriceOffsets | undefined;

  /** @param table undefined = the instrument was not calibrated, the values stay invalid */
  constructor(table: MicroPriceTable | undefined) {
    this.#offsets = table === undefined ? undefined : new MicroPriceOffsets(table);
  }

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const offsets = this.#offsets;
    if (offsets === undefined) return from + 2;
    const { doubleMidTicks } = inputs;
    offsets.read(inputs.levels, vector, from);
    vector[from + 1] = NaN;
    if (doubleMidTicks > 0) vector[from + 1] = (2 * BPS * vector[from]) / doubleMidTicks;
    return from + 2;
  }
}
