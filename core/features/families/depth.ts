/**
 * Resting quantity a side, and the whole shown book's against its own recent average.
 *
 * Hot path: no allocation.
 */
import * as limits from "../../base/limits.ts";
import { defineFamily, eventSpan, type FeatureRow } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import * as columns from "../inputs/columns.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { FRAME_LEVELS } = limits;
const { COLUMN_DEPTH } = columns;

const AVERAGE_EVENTS = 200;
const DEEPEST = FRAME_LEVELS - 1;

function row(side: string, levels: number, name: string): FeatureRow {
  const formula = levels === 1 ? `q${side} at the best level` : `Σq${side} over ${levels} levels`;
  return { name, unit: "lots", formula };
}

export class Depth implements FeatureFamily {
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
      warmUp: eventSpan(AVERAGE_EVENTS + 1),
      formula: "D / mean of D, D = Σ(qb + qa) over 10 levels",
    },
  ]);

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const { bidDepthLots, askDepthLots, hasNewBids, hasNewAsks } = inputs.levels;
    const bookLots = bidDepthLots[DEEPEST] + askDepthLots[DEEPEST];
    const allLots = inputs.windows.events200.totals[COLUMN_DEPTH];
    vector[from + 6] = (bookLots * AVERAGE_EVENTS) / allLots;
    if (!hasNewBids && !hasNewAsks) return from + 7;
    vector[from] = bidDepthLots[0];
    vector[from + 1] = askDepthLots[0];
    vector[from + 2] = bidDepthLots[4];
    vector[from + 3] = askDepthLots[4];
    vector[from + 4] = bidDepthLots[DEEPEST];
    vector[from + 5] = askDepthLots[DEEPEST];
    return from + 7;
  }
}
