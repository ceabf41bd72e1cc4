/**
 * Multi-level order flow imbalance over the last 50 events: the vector of the first five levels and
 * the sum of ten, in multiples of the average depth of a level that is there.
 *
 * Hot path: no allocation.
 */
import { defineFamily, eventSpan, type FeatureRow } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import * as columns from "../inputs/columns.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const {
  COLUMN_DEPTH,
  COLUMN_FLOW_1,
  COLUMN_FLOW_2,
  COLUMN_FLOW_3,
  COLUMN_FLOW_4,
  COLUMN_FLOW_5,
  COLUMN_FLOW_ALL,
  COLUMN_LEVELS,
} = columns;

const EVENTS = 50;

function levelRow(level: number): FeatureRow {
  return {
    name: `ofi_level_${level}_50_events_depths`,
    unit: "depths",
    mirrorSum: 0,
    window: eventSpan(EVENTS),
    warmUp: eventSpan(EVENTS + 1),
    formula: `Σe / AQ, e of level ${level}, AQ = mean quantity of a level over window and book`,
  };
}

export class MultiLevelFlow implements FeatureFamily {
  static readonly definitions = defineFamily(
    "multi_level_flow",
    "Xu, Gould and Howison, arXiv 1907.06230; scaled as in Cont et al., arXiv 2112.13213",
    [
      ...[1, 2, 3, 4, 5].map(levelRow),
      {
        name: "ofi_10_levels_50_events_lots",
        unit: "lots",
        mirrorSum: 0,
        window: eventSpan(EVENTS),
        warmUp: eventSpan(EVENTS + 1),
        formula: "Σe over window and 10 levels",
      },
      {
        name: "ofi_10_levels_50_events_depths",
        unit: "depths",
        mirrorSum: 0,
        window: eventSpan(EVENTS),
        warmUp: eventSpan(EVENTS + 1),
        formula: "Σe over window and 10 levels, / AQ",
      },
    ],
  );

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const { totals } = inputs.windows.events50;
    const perLevelLots = totals[COLUMN_LEVELS] / totals[COLUMN_DEPTH];
    const flowLots = totals[COLUMN_FLOW_ALL];
    vector[from] = totals[COLUMN_FLOW_1] * perLevelLots;
    vector[from + 1] = totals[COLUMN_FLOW_2] * perLevelLots;
    vector[from + 2] = totals[COLUMN_FLOW_3] * perLevelLots;
    vector[from + 3] = totals[COLUMN_FLOW_4] * perLevelLots;
    vector[from + 4] = totals[COLUMN_FLOW_5] * perLevelLots;
    vector[from + 5] = flowLots;
    vector[from + 6] = flowLots * perLevelLots;
    return from + 7;
  }
}
