/**
 * Integrated order flow: the first principal component of the order flows at ten levels, which move
 * together so much that one number holds most of what they say. Its loadings were measured on earlier
 * data (models/calibrate.ts).
 *
 * Weights are taken to a multiple of 2⁻²⁰, so that weighted flows are integers and their sums exact.
 *
 * Hot path: no allocation.
 */
import { assert } from "../../base/assert.ts";
import { FRAME_LEVELS } from "../../base/limits.ts";
import { defineFamily, eventSpan, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import {
  COLUMN_DEPTH,
  COLUMN_FLOW_ALL,
  COLUMN_LEVELS,
  ROW_LENGTH,
  ROW_NANOS,
} from "../inputs/columns.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { EventWindow } from "../windows/event_window.ts";
import { TimeWindow } from "../windows/time_window.ts";
import { ONE_SECOND } from "../windows/windows.ts";

const EVENTS = 50;
const WEIGHT_SCALE = 2 ** 20;
/** The families' rows call it the flow of all levels; here each level has its weight. */
const COMPONENT = COLUMN_FLOW_ALL;
const FORMULA =
  "Σw·e / AQ over window and 10 levels, w the loadings, AQ the mean quantity of a level";

export class FlowComponent implements FeatureFamily {
  static readonly definitions = defineFamily(
    "flow_component",
    "integrated OFI of Cont, Cucuringu and Zhang, arXiv 2112.13213",
    [
      {
        name: "ofi_component_50_events_depths",
        unit: "depths",
        needs: "calibration",
        mirrorSum: 0,
        window: eventSpan(EVENTS),
        warmUp: eventSpan(EVENTS + 1),
        formula: FORMULA,
      },
      {
        name: "ofi_component_1s_depths",
        unit: "depths",
        needs: "calibration",
        mirrorSum: 0,
        window: timeSpan(ONE_SECOND),
        formula: FORMULA,
      },
    ],
  );

  readonly #sums: ComponentSums | undefined;

  /** @param loadings by level; undefined = not calibrated, the values stay invalid */
  constructor(loadings: readonly number[] | undefined) {
    this.#sums = loadings === undefined ? undefined : new ComponentSums(loadings);
  }

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const sums = this.#sums;
    if (sums === undefined) return from + 2;
    sums.push(inputs);
    const { events50, oneSecond } = inputs.windows;
    fillDepths(sums.events50.totals, events50.totals, vector, from);
    fillDepths(sums.oneSecond.totals, oneSecond.totals, vector, from + 1);
    return from + 2;
  }
}

class ComponentSums {
  readonly events50 = new EventWindow(EVENTS, COMPONENT, COMPONENT);
  readonly oneSecond = new TimeWindow(ONE_SECOND, COMPONENT, COMPONENT);
  readonly #weights: Float64Array;
  readonly #row = new Float64Array(ROW_LENGTH);

  constructor(loadings: readonly number[]) {
    assert(loadings.length === FRAME_LEVELS, "there is a loading a level");
    this.#weights = Float64Array.from(loadings, (weight) => Math.round(weight * WEIGHT_SCALE));
  }

  push(inputs: FrameInputs): void {
    const { flowLots } = inputs.levels;
    const weights = this.#weights;
    const row = this.#row;
    let component = 0;
    for (let i = 0; i < weights.length; i++) component += weights[i] * flowLots[i];
    row[COMPONENT] = component;
    row[ROW_NANOS] = inputs.nowNanos;
    this.events50.push(row);
    this.oneSecond.push(row);
  }
}

/** A window's weighted flow in multiples of the mean quantity of its levels. */
function fillDepths(
  component: Float64Array,
  totals: Float64Array,
  vector: Float32Array,
  at: number,
): void {
  const weightedLevels = component[COMPONENT] * totals[COLUMN_LEVELS];
  vector[at] = weightedLevels / (WEIGHT_SCALE * totals[COLUMN_DEPTH]);
}
