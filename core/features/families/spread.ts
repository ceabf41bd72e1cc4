/**
 * The quoted spread, the mid, and how far the weighted mid lies from it.
 *
 * Hot path: no allocation.
 */
import { defineFamily } from "../feature_definition.ts";
import type { FeatureWriter } from "../feature_writer.ts";
import { BPS, type FrameInputs } from "../frame_inputs.ts";

export class Spread {
  static readonly definitions = defineFamily("spread", "quoted spread and mid", [
    { name: "spread_ticks", unit: "ticks", formula: "Pa − Pb" },
    { name: "spread_bps", unit: "bps", formula: "10⁴ · (Pa − Pb) / mid" },
    { name: "mid_price_quote", unit: "quote", formula: "mid = (Pa + Pb) / 2 · price of a tick" },
    {
      name: "weighted_mid_offset_ticks",
      unit: "ticks",
      formula: "(qb·Pa + qa·Pb) / (qb + qa) − mid",
      source: "the weighted mid of Stoikov 2018, not his micro-price",
    },
  ]);

  update(inputs: FrameInputs, out: FeatureWriter): void {
    const { isTwoSided, spreadTicks, doubleMidTicks } = inputs;
    const bidLots = inputs.bidDepthLots[0];
    const touchLots = bidLots + inputs.askDepthLots[0];
    // (qb·Pa + qa·Pb) / (qb + qa) − mid, without the cancellation of two large numbers.
    const offsetTicks = (bidLots / touchLots - 0.5) * spreadTicks;
    out.put(spreadTicks, isTwoSided);
    out.put((2 * BPS * spreadTicks) / doubleMidTicks, inputs.hasMid);
    out.put((doubleMidTicks / 2) * inputs.priceUnit, isTwoSided);
    out.put(offsetTicks, isTwoSided && touchLots > 0);
  }
}
