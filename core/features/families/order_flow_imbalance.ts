/**
 * Order flow imbalance (OFI) at the best level: demand that arrived, less supply that arrived,
 * over event and time windows; in lots, and in multiples of the average queue at the touch over the
 * same window, by which the paper explains why its effect on the price differs between stocks.
 *
 * Hot path: no allocation.
 */
import { defineFamily, eventSpan, type FeatureRow, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import * as columns from "../inputs/columns.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { ONE_SECOND, TEN_SECONDS } from "../windows/windows.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { COLUMN_EVENTS, COLUMN_FLOW_1, COLUMN_TOUCH } = columns;

const LOTS = "Σe, e of the best level at each frame";
const DEPTHS = "Σe / AD, AD = mean of (qb + qa) / 2 over the window";

function eventRow(events: number, unit: "lots" | "depths"): FeatureRow {
  return {
    name: `ofi_${events}_events_${unit}`,
    unit,
    mirrorSum: 0,
    window: eventSpan(events),
    warmUp: eventSpan(events + 1),
    formula: unit === "lots" ? LOTS : DEPTHS,
  };
}

function timeRow(nanos: number, unit: "lots" | "depths"): FeatureRow {
  return {
    name: `ofi_${nanos / ONE_SECOND}s_${unit}`,
    unit,
    mirrorSum: 0,
    window: timeSpan(nanos),
    formula: unit === "lots" ? LOTS : DEPTHS,
  };
}

export class OrderFlowImbalance implements FeatureFamily {
  static readonly definitions = defineFamily(
    "order_flow_imbalance",
    "Cont, Kukanov and Stoikov, arXiv 1011.6402",
    [
      {
        name: "ofi_1_event_lots",
        unit: "lots",
        mirrorSum: 0,
        window: eventSpan(1),
        warmUp: eventSpan(2),
        formula: "e = 1{Pb ≥ Pb'}·qb − 1{Pb ≤ Pb'}·qb' − 1{Pa ≤ Pa'}·qa + 1{Pa ≥ Pa'}·qa'",
      },
      eventRow(10, "depths"),
      eventRow(50, "lots"),
      eventRow(50, "depths"),
      eventRow(200, "depths"),
      timeRow(ONE_SECOND, "lots"),
      timeRow(ONE_SECOND, "depths"),
      timeRow(TEN_SECONDS, "depths"),
    ],
  );

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const { events10, events50, events200, oneSecond, tenSeconds } = inputs.windows;
    vector[from] = inputs.isComparable ? inputs.levels.flowLots[0] : NaN;
    vector[from + 1] = depths(events10.totals, 10);
    vector[from + 2] = events50.totals[COLUMN_FLOW_1];
    vector[from + 3] = depths(events50.totals, 50);
    vector[from + 4] = depths(events200.totals, 200);
    vector[from + 5] = oneSecond.totals[COLUMN_FLOW_1];
    vector[from + 6] = depths(oneSecond.totals, oneSecond.totals[COLUMN_EVENTS]);
    vector[from + 7] = depths(tenSeconds.totals, tenSeconds.totals[COLUMN_EVENTS]);
    return from + 8;
  }
}

/** Flow in multiples of the average queue at the touch over the window's `events` frames. */
function depths(totals: Float64Array, events: number): number {
  return (totals[COLUMN_FLOW_1] * events) / totals[COLUMN_TOUCH];
}
