/**
 * Book slope: how fast depth grows with distance from the mid, by least squares through the origin
 * over the levels of a frame.
 *
 * Hot path: no allocation.
 */
import { defineFamily } from "../feature_definition.ts";
import type { FeatureWriter } from "../feature_writer.ts";
import type { FrameInputs } from "../frame_inputs.ts";

export class BookSlope {
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
      { name: "slope_imbalance", unit: "ratio", formula: "(βb − βa) / (βb + βa)" },
    ],
  );

  update(inputs: FrameInputs, out: FeatureWriter): void {
    const { doubleMidTicks, bidLevels, askLevels } = inputs;
    const bidSlope = slope(inputs.bidTicks, inputs.bidDepthLots, bidLevels, doubleMidTicks);
    const askSlope = slope(inputs.askTicks, inputs.askDepthLots, askLevels, doubleMidTicks);
    const bothSlopes = bidSlope + askSlope;
    out.put(bidSlope, inputs.isTwoSided && bidSlope > 0);
    out.put(askSlope, inputs.isTwoSided && askSlope > 0);
    out.put((bidSlope - askSlope) / bothSlopes, inputs.isTwoSided && bothSlopes > 0);
  }
}

/** Lots per tick; 0 when there is no level, or none away from the mid. */
function slope(
  priceTicks: Int32Array,
  depthLots: Float64Array,
  levels: number,
  doubleMidTicks: number,
): number {
  let products = 0;
  let squares = 0;
  for (let i = 0; i < levels; i++) {
    const doubleDistanceTicks = Math.abs(2 * priceTicks[i] - doubleMidTicks);
    products += doubleDistanceTicks * depthLots[i];
    squares += doubleDistanceTicks * doubleDistanceTicks;
  }
  return squares > 0 ? (2 * products) / squares : 0;
}
