/**
 * Features in volume time: VPIN, the probability that trades are informed, and order flow and trade
 * imbalance over the last buckets of the volume clock.
 *
 * Hot path: no allocation.
 */
import { defineFamily, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import {
  NEWEST_BUCKETS,
  VOLUME_BUCKETS,
  VOLUME_CLOCK_MEMORY,
  VOLUME_CLOCK_SPAN,
  VolumeClock,
} from "../trades/volume_clock.ts";

const SPANS = {
  window: timeSpan(VOLUME_CLOCK_SPAN),
  memory: timeSpan(VOLUME_CLOCK_MEMORY),
};

export class Vpin implements FeatureFamily {
  static readonly definitions = defineFamily(
    "vpin",
    "Easley, López de Prado and O'Hara 2012, with the aggressor's side instead of bulk " +
      "classification, and buckets of 1/50 of the volume of the 10 minutes (UTC) before",
    [
      {
        name: "vpin_50_buckets",
        unit: "ratio",
        ...SPANS,
        formula: "mean of |Vb − Vs| / V over the last 50 buckets, none older than two " +
          "10-minute periods before this one",
      },
      {
        name: "trade_imbalance_10_buckets",
        unit: "ratio",
        mirrorSum: 0,
        ...SPANS,
        formula: "mean of (Vb − Vs) / V over the last 10 buckets",
        source: "signed volume by aggressor side, in the volume time of Easley et al. 2012",
      },
      {
        name: "ofi_to_volume_10_buckets",
        unit: "ratio",
        mirrorSum: 0,
        ...SPANS,
        formula: "mean of Σe / V over the last 10 buckets, e of the best level at each frame",
        source: "Cont, Kukanov and Stoikov, arXiv 1011.6402, in that volume time",
      },
    ],
  );

  readonly #clock = new VolumeClock();

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const clock = this.#clock;
    if (clock.advance(inputs)) {
      const hasNewest = clock.count >= NEWEST_BUCKETS;
      vector[from] = clock.count === VOLUME_BUCKETS ? clock.oneSided / VOLUME_BUCKETS : NaN;
      vector[from + 1] = hasNewest ? clock.tilt / NEWEST_BUCKETS : NaN;
      vector[from + 2] = hasNewest ? clock.flow / NEWEST_BUCKETS : NaN;
    }
    return from + 3;
  }
}
