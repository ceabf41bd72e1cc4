/**
 * Signed trade flow: lots taken by aggressive buyers less lots taken by aggressive sellers.
 *
 * Hot path: no allocation.
 */
import { defineFamily, eventSpan, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import * as columns from "../inputs/columns.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { ONE_SECOND, TEN_SECONDS } from "../windows/windows.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { COLUMN_BUYS, COLUMN_SELLS } = columns;

const EVENTS = 50;
const FLOW = "Σ(buy − sell) lots by aggressor";
const IMBALANCE = "Σ(buy − sell) / Σ(buy + sell) lots by aggressor; 0 without trades";

export class TradeFlow implements FeatureFamily {
  static readonly definitions = defineFamily("trade_flow", "signed volume by aggressor side", [
    {
      name: "signed_trade_flow_50_events_lots",
      unit: "lots",
      mirrorSum: 0,
      window: eventSpan(EVENTS),
      warmUp: eventSpan(EVENTS + 1),
      formula: FLOW,
    },
    {
      name: "trade_imbalance_50_events",
      unit: "ratio",
      mirrorSum: 0,
      window: eventSpan(EVENTS),
      warmUp: eventSpan(EVENTS + 1),
      formula: IMBALANCE,
    },
    {
      name: "signed_trade_flow_1s_lots",
      unit: "lots",
      mirrorSum: 0,
      window: timeSpan(ONE_SECOND),
      formula: FLOW,
    },
    {
      name: "trade_imbalance_1s",
      unit: "ratio",
      mirrorSum: 0,
      window: timeSpan(ONE_SECOND),
      formula: IMBALANCE,
    },
    {
      name: "signed_trade_flow_10s_lots",
      unit: "lots",
      mirrorSum: 0,
      window: timeSpan(TEN_SECONDS),
      formula: FLOW,
    },
    {
      name: "trade_imbalance_10s",
      unit: "ratio",
      mirrorSum: 0,
      window: timeSpan(TEN_SECONDS),
      formula: IMBALANCE,
    },
  ]);

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const { events50, oneSecond, tenSeconds } = inputs.windows;
    vector[from] = flow(events50.totals);
    vector[from + 1] = imbalance(events50.totals);
    vector[from + 2] = flow(oneSecond.totals);
    vector[from + 3] = imbalance(oneSecond.totals);
    vector[from + 4] = flow(tenSeconds.totals);
    vector[from + 5] = imbalance(tenSeconds.totals);
    return from + 6;
  }
}

function flow(totals: Float64Array): number {
  return totals[COLUMN_BUYS] - totals[COLUMN_SELLS];
}

/** A window without trades leans to neither side: 0, and valid. */
function imbalance(totals: Float64Array): number {
  const tradedLots = totals[COLUMN_BUYS] + totals[COLUMN_SELLS];
  return tradedLots === 0 ? 0 : flow(totals) / tradedLots;
}
