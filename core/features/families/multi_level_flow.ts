/**
 * Multi-level order flow imbalance over the last 50 events: the vector of the first five levels and
 * the sum of ten, in multiples of the average depth of a level that is there.
 *
 * Hot path: no allocation.
 */
import { FRAME_LEVELS } from "../../base/limits.ts";
import { defineFamily, eventSpan, type FeatureRow } from "../feature_definition.ts";
import type { FeatureWriter } from "../feature_writer.ts";
import type { FrameInputs } from "../frame_inputs.ts";
import { SlidingSum } from "../sliding_sum.ts";

const EVENTS = 50;
const VECTOR_LEVELS = 5;

function levelRow(level: number): FeatureRow {
  return {
    name: `ofi_level_${level}_50_events_depths`,
    unit: "depths",
    window: eventSpan(EVENTS),
    warmUp: eventSpan(EVENTS + 1),
    formula: `Σe / AQ, e of level ${level}, AQ = mean quantity of a level over window and book`,
  };
}

export class MultiLevelFlow {
  static readonly definitions = defineFamily(
    "multi_level_flow",
    "Xu, Gould and Howison, arXiv 1907.06230; scaled as in Cont et al., arXiv 2112.13213",
    [
      ...[1, 2, 3, 4, 5].map(levelRow),
      {
        name: "ofi_10_levels_50_events_lots",
        unit: "lots",
        window: eventSpan(EVENTS),
        warmUp: eventSpan(EVENTS + 1),
        formula: "Σe over window and 10 levels",
      },
      {
        name: "ofi_10_levels_50_events_depths",
        unit: "depths",
        window: eventSpan(EVENTS),
        warmUp: eventSpan(EVENTS + 1),
        formula: "Σe over window and 10 levels, / AQ",
      },
    ],
  );

  readonly #levels = Array.from({ length: VECTOR_LEVELS }, () => new SlidingSum(EVENTS));
  readonly #allLevels = new SlidingSum(EVENTS);
  readonly #depth = new SlidingSum(EVENTS);
  readonly #present = new SlidingSum(EVENTS);

  update(inputs: FrameInputs, out: FeatureWriter): void {
    if (inputs.isComparable) this.#push(inputs);
    const isFull = this.#depth.isFull;
    const depthLots = this.#depth.total;
    const present = this.#present.total;
    for (let i = 0; i < VECTOR_LEVELS; i++) {
      out.put((this.#levels[i].total * present) / depthLots, isFull && depthLots > 0);
    }
    const flowLots = this.#allLevels.total;
    out.put(flowLots, isFull);
    out.put((flowLots * present) / depthLots, isFull && depthLots > 0);
  }

  #push(inputs: FrameInputs): void {
    const { levelLots } = inputs.flow;
    let flowLots = 0;
    for (let i = 0; i < FRAME_LEVELS; i++) flowLots += levelLots[i];
    for (let i = 0; i < VECTOR_LEVELS; i++) this.#levels[i].push(levelLots[i]);
    this.#allLevels.push(flowLots);
    this.#depth.push(inputs.bidDepthLots[FRAME_LEVELS - 1] + inputs.askDepthLots[FRAME_LEVELS - 1]);
    this.#present.push(inputs.bidLevels + inputs.askLevels);
  }
}
