/**
 * Book slope: how fast depth grows with distance from the mid, by least squares through the origin
 * over the levels of a frame.
 *
 * Hot path: no allocation.
 */
import { defineFamily } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";

export class BookSlope implements FeatureFamily {
  static readonly definitions = defineFamily(
    "book_slope",
    "this project's; the idea is Næs and Skjeltorp 2006, who use local elasticities",
    [
      {
        name: "bid_slope_lots_per_tick",
        unit: "lots_per_tick",
        formula: "βb = Σ dᵢ·Cᵢ / Σ dᵢ², dᵢ = mid − Pbᵢ, Cᵢ = qb₁ + … + qbᵢ, up to 10 levels",
      },
      {
        name: "ask_slope_lots_per_tick",
        unit: "lots_per_tick",
        formula: "βa likewise, dᵢ = Paᵢ − mid",
      },
      { name: "slope_imbalance", unit: "ratio", mirrorSum: 0, formula: "(βb − βa) / (βb + βa)" },
    ],
  );

  /** Of the newest frame, in double precision: bid, ask. */
  readonly #slopes = new Float64Array(2);

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const { hasNewMid, levels } = inputs;
    const isBidNew = hasNewMid || levels.hasNewBids;
    const isAskNew = hasNewMid || levels.hasNewAsks;
    if (!isBidNew && !isAskNew) return from + 3;
    const slopes = this.#slopes;
    const { bidTicks, bidDepthLots, askTicks, askDepthLots } = levels;
    if (isBidNew) fillSlope(inputs, bidTicks, bidDepthLots, inputs.bidLevels, slopes, 0);
    if (isAskNew) fillSlope(inputs, askTicks, askDepthLots, inputs.askLevels, slopes, 1);
    vector[from] = slopes[0];
    vector[from + 1] = slopes[1];
    vector[from + 2] = (slopes[0] - slopes[1]) / (slopes[0] + slopes[1]);
    return from + 3;
  }
}

/** Lots per tick; not finite when no level lies away from the mid. */
function fillSlope(
  inputs: FrameInputs,
  priceTicks: Int32Array,
  depthLots: Float64Array,
  levels: number,
  slopes: Float64Array,
  at: number,
): void {
  const midTicks = inputs.doubleMidTicks / 2;
  let products = 0;
  let squares = 0;
  for (let i = 0; i < levels; i++) {
    const distanceTicks = priceTicks[i] - midTicks;
    products += distanceTicks * depthLots[i];
    squares += distanceTicks * distanceTicks;
  }
  slopes[at] = Math.abs(products) / squares;
}
