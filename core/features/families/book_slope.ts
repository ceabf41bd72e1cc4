/**
 * Book slope: how fast depth grows with distance from the mid, by least squares through the origin
 * over the levels of a frame.
 *
 * Hot path: no allocation.
 */
import { defineFamily } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../frame_inputs.ts";

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

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const { doubleMidTicks, levels } = inputs;
    const { bidTicks, bidDepthLots, askTicks, askDepthLots } = levels;
    const bidSlope = slope(bidTicks, bidDepthLots, inputs.bidLevels, doubleMidTicks);
    const askSlope = slope(askTicks, askDepthLots, inputs.askLevels, doubleMidTicks);
    vector[from] = bidSlope;
    vector[from + 1] = askSlope;
    vector[from + 2] = (bidSlope - askSlope) / (bidSlope + askSlope);
    return from + 3;
  }
}

/** Lots per tick; not finite when no level lies away from the mid. */
function slope(
  priceTicks: Int32Array,
  depthLots: Float64Array,
  levels: number,
  doubleMidTicks: number,
): number {
  let products = 0;
  let squares = 0;
  for (let i = 0; i < levels; i++) {
    const doubleDistanceTicks = 2 * priceTicks[i] - doubleMidTicks;
    products += doubleDistanceTicks * depthLots[i];
    squares += doubleDistanceTicks * doubleDistanceTicks;
  }
  return (2 * Math.abs(products)) / squares;
}
