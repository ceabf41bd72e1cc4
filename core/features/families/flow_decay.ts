/**
 * Order flow that fades: each step's order flow imbalance weighs less the longer ago it was, at the
 * best level and over all ten.
 *
 * Hot path: no allocation.
 */
import { defineFamily, eventSpan, type FeatureRow } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import { COLUMN_DEPTH, COLUMN_LEVELS, COLUMN_TOUCH } from "../inputs/columns.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { DECAYED_SUM_MEMORY, DecayedSums } from "../windows/decayed_sums.ts";
import { ONE_SECOND, TEN_SECONDS } from "../windows/windows.ts";

/** Depths are averages over so many frames. */
const AVERAGE_EVENTS = 50;
const DECAYS_TO_WARM = 3;

function row(decayNanos: number, name: string, scale: string): FeatureRow {
  return {
    name,
    unit: "depths",
    mirrorSum: 0,
    window: eventSpan(AVERAGE_EVENTS),
    warmUp: { events: AVERAGE_EVENTS + 1, nanos: DECAYS_TO_WARM * decayNanos },
    memory: { events: AVERAGE_EVENTS + 1, nanos: DECAYED_SUM_MEMORY * decayNanos },
    formula: `Σe · exp(−age / ${decayNanos / ONE_SECOND} s) / ${scale}`,
  };
}

const TOUCH = "AD, e of the best level, AD = mean of (qb + qa) / 2 over 50 frames";
const ALL_LEVELS = "AQ, e of 10 levels, AQ = mean quantity of a level over 50 frames and book";

export class FlowDecay implements FeatureFamily {
  static readonly definitions = defineFamily(
    "flow_decay",
    "e as in Cont, Kukanov and Stoikov, arXiv 1011.6402, and Xu, Gould and Howison, arXiv " +
      "1907.06230; the weights are this project's",
    [
      row(ONE_SECOND, "ofi_1s_decay_depths", TOUCH),
      row(TEN_SECONDS, "ofi_10s_decay_depths", TOUCH),
      row(TEN_SECONDS, "ofi_10_levels_10s_decay_depths", ALL_LEVELS),
    ],
  );

  readonly #short = new DecayedSums(ONE_SECOND, 1);
  readonly #long = new DecayedSums(TEN_SECONDS, 2);

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const { ageNanos, levels } = inputs;
    const { totals } = inputs.windows.events50;
    const perTouchLots = AVERAGE_EVENTS / totals[COLUMN_TOUCH];
    const perLevelLots = totals[COLUMN_LEVELS] / totals[COLUMN_DEPTH];
    const short = this.#short;
    const long = this.#long;
    const touchFlowLots = levels.flowLots[0];
    const { allFlowLots } = levels;
    short.added[0] = touchFlowLots;
    long.added[0] = touchFlowLots;
    long.added[1] = allFlowLots;
    short.push(inputs, touchFlowLots !== 0);
    long.push(inputs, touchFlowLots !== 0 || allFlowLots !== 0);
    const isLongWarm = ageNanos >= DECAYS_TO_WARM * TEN_SECONDS;
    vector[from] = ageNanos >= DECAYS_TO_WARM * ONE_SECOND ? short.values[0] * perTouchLots : NaN;
    vector[from + 1] = isLongWarm ? long.values[0] * perTouchLots : NaN;
    vector[from + 2] = isLongWarm ? long.values[1] * perLevelLots : NaN;
    return from + 3;
  }
}
