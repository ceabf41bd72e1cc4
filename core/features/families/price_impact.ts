/**
 * What it takes to move the price: Kyle's λ, the slope of mid changes on signed volume, with how
 * much of them that line explains, and Amihud's illiquidity, the return that a volume comes with.
 * Over the last 60 seconds.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND } from "../../base/units.ts";
import { defineFamily, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { IMPACT_BUCKETS, ImpactWindow } from "../trades/impact_window.ts";

const BUCKET_SECONDS = 1;
const BUCKETS = `the last ${IMPACT_BUCKETS} whole seconds`;
const WINDOW = timeSpan((IMPACT_BUCKETS + 1) * BUCKET_SECONDS * NANOS_PER_SECOND);

export class PriceImpact implements FeatureFamily {
  static readonly definitions = defineFamily(
    "price_impact",
    "Kyle 1985; as a regression Cartea, Jaimungal and Penalva 2015, 4.3",
    [
      {
        name: "kyle_lambda_60s_ticks_per_lot",
        unit: "ticks_per_lot",
        window: WINDOW,
        formula: `λ = cov(x, y) / var(x) over ${BUCKETS}, y = change of the mid, ` +
          "x = buy − sell lots by aggressor",
      },
      {
        name: "kyle_r2_60s",
        unit: "ratio",
        window: WINDOW,
        formula: "R² = cov(x, y)² / (var(x)·var(y)) of the same seconds",
      },
      {
        name: "amihud_60s_bps_per_million",
        unit: "bps_per_million",
        window: WINDOW,
        formula:
          `mean of |10⁴ · ln(mid / mid before)| / volume over those of ${BUCKETS} that had ` +
          "trades, volume in millions of quote currency",
        source: "Amihud 2002",
      },
    ],
  );

  readonly #window = new ImpactWindow(BUCKET_SECONDS * NANOS_PER_SECOND);

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const window = this.#window;
    if (window.advance(inputs)) {
      vector[from] = window.slopeTicksPerLot;
      vector[from + 1] = window.explained;
      vector[from + 2] = window.illiquidity;
    }
    return from + 3;
  }
}
