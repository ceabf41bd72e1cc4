/**
 * Resting quantity a side, and the whole shown book's against its own recent average.
 *
 * Hot path: no allocation.
 */
import { FRAME_LEVELS } from "../../base/limits.ts";
import { defineFamily, eventSpan, type FeatureRow } from "../feature_definition.ts";
import type { FeatureWriter } from "../feature_writer.ts";
import type { FrameInputs } from "../frame_inputs.ts";
import { SlidingSum } from "../sliding_sum.ts";

const AVERAGE_EVENTS = 200;
const DEEPEST = FRAME_LEVELS - 1;

function row(side: string, levels: number, name: string): FeatureRow {
  const formula = levels === 1 ? `q${side} at the best level` : `Σq${side} over ${levels} levels`;
  return { name, unit: "lots", formula };
}

export class Depth {
  static readonly definitions = defineFamily("depth", "resting quantity of the frame", [
    row("b", 1, "bid_depth_1_level_lots"),
    row("a", 1, "ask_depth_1_level_lots"),
    row("b", 5, "bid_depth_5_levels_lots"),
    row("a", 5, "ask_depth_5_levels_lots"),
    row("b", 10, "bid_depth_10_levels_lots"),
    row("a", 10, "ask_depth_10_levels_lots"),
    {
      name: "relative_depth_200_events",
      unit: "ratio",
      window: eventSpan(AVERAGE_EVENTS),
      formula: "D / mean of D, D = Σ(qb + qa) over 10 levels",
    },
  ]);

  readonly #averageOver = new SlidingSum(AVERAGE_EVENTS);

  update(inputs: FrameInputs, out: FeatureWriter): void {
    const { bidDepthLots, askDepthLots } = inputs;
    const bookLots = bidDepthLots[DEEPEST] + askDepthLots[DEEPEST];
    this.#averageOver.push(bookLots);
    out.put(bidDepthLots[0], true);
    out.put(askDepthLots[0], true);
    out.put(bidDepthLots[4], true);
    out.put(askDepthLots[4], true);
    out.put(bidDepthLots[DEEPEST], true);
    out.put(askDepthLots[DEEPEST], true);
    const totalLots = this.#averageOver.total;
    const relativeDepth = (bookLots * AVERAGE_EVENTS) / totalLots;
    out.put(relativeDepth, this.#averageOver.isFull && totalLots > 0);
  }
}
