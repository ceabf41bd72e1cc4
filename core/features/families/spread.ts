/**
 * The quoted spread, the mid, and how far the weighted mid lies from it.
 *
 * Hot path: no allocation.
 */
import { defineFamily } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import { BPS, type FrameInputs } from "../inputs/frame_inputs.ts";

export class Spread implements FeatureFamily {
  static readonly definitions = defineFamily("spread", "quoted spread and mid", [
    { name: "spread_ticks", unit: "ticks", formula: "Pa − Pb" },
    { name: "spread_bps", unit: "bps", formula: "10⁴ · (Pa − Pb) / mid" },
    { name: "mid_price_quote", unit: "quote", formula: "mid = (Pa + Pb) / 2 · price of a tick" },
    {
      name: "weighted_mid_offset_ticks",
      unit: "ticks",
      mirrorSum: 0,
      formula: "(qb·Pa + qa·Pb) / (qb + qa) − mid",
      source: "the weighted mid of Stoikov 2018, not his micro-price",
    },
  ]);

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const { spreadTicks, doubleMidTicks, levels } = inputs;
    if (!levels.hasNewBids && !levels.hasNewAsks && !inputs.hasNewMid) return from + 4;
    const bidLots = levels.bidLots[0];
    const askLots = levels.askLots[0];
    vector[from] = spreadTicks;
    vector[from + 1] = NaN;
    if (doubleMidTicks > 0) vector[from + 1] = (2 * BPS * spreadTicks) / doubleMidTicks;
    vector[from + 2] = (doubleMidTicks / 2) * inputs.priceUnit;
    // (qb·Pa + qa·Pb) / (qb + qa) − mid, without the cancellation of two large numbers.
    vector[from + 3] = (bidLots / (bidLots + askLots) - 0.5) * spreadTicks;
    return from + 4;
  }
}
