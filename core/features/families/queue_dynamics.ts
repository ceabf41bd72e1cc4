/**
 * How the queues at the touch come and go: decayed intensities of arrivals, cancels and executions,
 * and when a queue would be used up if it went on like that.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_MILLI, NANOS_PER_SECOND } from "../../base/units.ts";
import { defineFamily, type FeatureRow, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { ARRIVED, CANCELLED, EXECUTED, QUEUE_EVENTS, TouchQueue } from "../touch/touch_queue.ts";
import { DECAYS_TO_WARM } from "../windows/decay.ts";
import { DECAYED_SUM_MEMORY, DecayedSums } from "../windows/decayed_sums.ts";

const DECAY_NANOS = 3 * NANOS_PER_SECOND;
/** A decayed sum over its decay time is a rate. */
const PER_SECOND = NANOS_PER_SECOND / DECAY_NANOS;
const DECAY_MILLIS = DECAY_NANOS / NANOS_PER_MILLI;
const WARM_NANOS = DECAYS_TO_WARM * DECAY_NANOS;
const SPANS = { warmUp: timeSpan(WARM_NANOS), memory: timeSpan(DECAYED_SUM_MEMORY * DECAY_NANOS) };
/** More cancels an arrival than this tell nothing more. */
const HIGHEST_RATIO = 100;
/** A queue that would last longer, or for ever. */
const LONGEST_MILLIS = (60 * NANOS_PER_SECOND) / NANOS_PER_MILLI;
/** Where the ask's sums follow the bid's. */
const ASK = QUEUE_EVENTS;

function intensityRow(side: "bid" | "ask", event: string, formula: string): FeatureRow {
  return {
    name: `${side}_${event}_intensity_3s_decay_lots_per_s`,
    unit: "lots_per_s",
    ...SPANS,
    formula: `Σ lots · exp(−age / 3 s) / 3 s, ${formula}`,
  };
}

const ARRIVALS = "lots by which the queue at an unchanged best price grew, executions put back, " +
  "and the whole queue at a better one";
const CANCELS = "lots by which it shrank without executions, and what they left of a queue that " +
  "gave way to a worse price";

export class QueueDynamics implements FeatureFamily {
  static readonly definitions = defineFamily(
    "queue_dynamics",
    "rates as in Cont, Stoikov and Talreja 2010, and Huang, Lehalle and Rosenbaum, arXiv 1312.0563",
    [
      intensityRow("bid", "arrival", ARRIVALS),
      intensityRow("ask", "arrival", ARRIVALS),
      intensityRow("bid", "cancel", CANCELS),
      intensityRow("ask", "cancel", CANCELS),
      intensityRow("bid", "execution", "lots sold at the best bid or through it"),
      intensityRow("ask", "execution", "lots bought at the best ask or through it"),
      {
        name: "bid_cancel_add_ratio_3s_decay",
        unit: "ratio",
        ...SPANS,
        formula: "C / A, cancel and arrival intensity of the bid, at most 100; undefined if both 0",
      },
      {
        name: "ask_cancel_add_ratio_3s_decay",
        unit: "ratio",
        ...SPANS,
        formula: "C / A of the ask, likewise",
      },
      {
        name: "bid_expected_depletion_ms",
        unit: "ms",
        ...SPANS,
        formula: "T = qb / (C + X − A), X execution intensity; at most 60 s, and 60 s where the " +
          "queue does not shrink",
      },
      {
        name: "ask_expected_depletion_ms",
        unit: "ms",
        ...SPANS,
        formula: "T = qa / (C + X − A) of the ask, likewise",
      },
      {
        name: "depletion_imbalance",
        unit: "ratio",
        ...SPANS,
        mirrorSum: 0,
        formula: "(Tb − Ta) / (Tb + Ta): 1 = the ask is about to be used up",
      },
    ],
  );

  readonly #bid = new TouchQueue(true);
  readonly #ask = new TouchQueue(false);
  readonly #sums = new DecayedSums(DECAY_NANOS, 2 * QUEUE_EVENTS);
  /** Expected depletion, by where a side's sums begin. */
  readonly #millis = new Float64Array(2 * QUEUE_EVENTS);
  /** The ratios in the vector are of these sums. */
  #isWritten = false;

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const sums = this.#sums;
    const hasBid = this.#bid.move(inputs, sums.added, 0);
    const hasAsk = this.#ask.move(inputs, sums.added, ASK);
    const hasChanged = sums.push(inputs, hasBid || hasAsk);
    if (inputs.ageNanos < WARM_NANOS || inputs.barSeconds > 0) {
      vector.fill(NaN, from, from + 11);
      this.#isWritten = false;
      return from + 11;
    }
    const { values } = sums;
    const { bidLots, askLots } = inputs.levels;
    vector[from] = values[ARRIVED] * PER_SECOND;
    vector[from + 1] = values[ASK + ARRIVED] * PER_SECOND;
    vector[from + 2] = values[CANCELLED] * PER_SECOND;
    vector[from + 3] = values[ASK + CANCELLED] * PER_SECOND;
    vector[from + 4] = values[EXECUTED] * PER_SECOND;
    vector[from + 5] = values[ASK + EXECUTED] * PER_SECOND;
    // Time alone leaves ratios as they are.
    if (hasChanged || !this.#isWritten) {
      this.#isWritten = true;
      vector[from + 6] = Math.min(values[CANCELLED] / values[ARRIVED], HIGHEST_RATIO);
      vector[from + 7] = Math.min(values[ASK + CANCELLED] / values[ASK + ARRIVED], HIGHEST_RATIO);
    }
    const millis = this.#millis;
    writeDepletion(values, 0, bidLots, millis);
    writeDepletion(values, ASK, askLots, millis);
    vector[from + 8] = millis[0];
    vector[from + 9] = millis[ASK];
    vector[from + 10] = (millis[0] - millis[ASK]) / (millis[0] + millis[ASK]);
    return from + 11;
  }
}

/**
 * For the best queue of one side, whose sums and place in `millis` begin at `at`; NaN where there is
 * none. Written, not returned: a double that is returned may be put on the heap.
 */
function writeDepletion(
  values: Float64Array,
  at: number,
  lots: Float64Array,
  millis: Float64Array,
): void {
  const lostLots = values[at + CANCELLED] + values[at + EXECUTED] - values[at + ARRIVED];
  const queueLots = lots[0];
  if (!(queueLots > 0)) millis[at] = NaN;
  else if (!(lostLots > 0)) millis[at] = LONGEST_MILLIS;
  else millis[at] = Math.min((DECAY_MILLIS * queueLots) / lostLots, LONGEST_MILLIS);
}
