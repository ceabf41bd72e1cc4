/**
 * Realized volatility: the root of the sum of squared mid returns from frame to frame.
 *
 * Hot path: no allocation.
 */
import { assert } from "../../base/assert.ts";
import { defineFamily, eventSpan, type FeatureRow, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import * as columns from "../inputs/columns.ts";
import { type FrameInputs, SQUARE_SCALE } from "../inputs/frame_inputs.ts";
import { ONE_SECOND, TEN_SECONDS } from "../windows/windows.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { COLUMN_SQUARE } = columns;

/** 1 / √SQUARE_SCALE. */
const ROOT_SCALE = 2 ** -20;
const FORMULA = "√Σr², r = 10⁴ · ln(mid / mid one frame ago)";

function eventRow(events: number): FeatureRow {
  return {
    name: `realized_volatility_${events}_events_bps`,
    unit: "bps",
    window: eventSpan(events),
    warmUp: eventSpan(events + 1),
    formula: FORMULA,
  };
}

function timeRow(nanos: number): FeatureRow {
  return {
    name: `realized_volatility_${nanos / ONE_SECOND}s_bps`,
    unit: "bps",
    window: timeSpan(nanos),
    formula: FORMULA,
  };
}

export class RealizedVolatility implements FeatureFamily {
  static readonly definitions = defineFamily(
    "realized_volatility",
    "Andersen, Bollerslev, Diebold and Labys 2003",
    [eventRow(50), eventRow(200), timeRow(ONE_SECOND), timeRow(TEN_SECONDS)],
  );

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const { events50, events200, oneSecond, tenSeconds } = inputs.windows;
    vector[from] = Math.sqrt(events50.totals[COLUMN_SQUARE]) * ROOT_SCALE;
    vector[from + 1] = Math.sqrt(events200.totals[COLUMN_SQUARE]) * ROOT_SCALE;
    vector[from + 2] = Math.sqrt(oneSecond.totals[COLUMN_SQUARE]) * ROOT_SCALE;
    vector[from + 3] = Math.sqrt(tenSeconds.totals[COLUMN_SQUARE]) * ROOT_SCALE;
    return from + 4;
  }
}

assert(ROOT_SCALE * ROOT_SCALE * SQUARE_SCALE === 1, "roots are of the scale of squares");
