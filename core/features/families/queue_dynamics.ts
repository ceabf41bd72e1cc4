/**
 * How the queues at the touch come and go: decayed intensities of arrivals, cancels and executions,
 * and when a queue would be used up if it went on like that.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_MILLI, NANOS_PER_SECOND } from "../../base/units.ts";
import { DECAYS_TO_WARM } from "../decay.ts";
import { DECAYED_SUM_MEMORY, DecayedSums } from "../decayed_sums.ts";
import { defineFamily, type FeatureRow, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../frame_inputs.ts";
import { ARRIVED, CANCELLED, EXECUTED, QUEUE_EVENTS, TouchQueue } from "../touch_queue.ts";

const DECAY_NANOS = 3 * NANOS_PER_SECOND;
const DECAY_SECONDS = DECAY_NANOS / NANOS_PER_SECOND;
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

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const sums = this.#sums;
    this.#bid.move(inputs, sums.added, 0);
    this.#ask.move(inputs, sums.added, ASK);
    sums.push(inputs);
    if (inputs.ageNanos < WARM_NANOS || inputs.barSeconds > 0) {
      vector.fill(NaN, from, from + 11);
      return from + 11;
    }
    const { values } = sums;
    const { bidLots, askLots } = inputs.levels;
    const bidMillis = depletionMillis(values, 0, bidLots);
    const askMillis = depletionMillis(values, ASK, askLots);
    vector[from] = values[ARRIVED] / DECAY_SECONDS;
    vector[from + 1] = values[ASK + ARRIVED] / DECAY_SECONDS;
    vector[from + 2] = values[CANCELLED] / DECAY_SECONDS;
    vector[from + 3] = values[ASK + CANCELLED] / DECAY_SECONDS;
    vector[from + 4] = values[EXECUTED] / DECAY_SECONDS;
    vector[from + 5] = values[ASK + EXECUTED] / DECAY_SECONDS;
    vector[from + 6] = Math.min(values[CANCELLED] / values[ARRIVED], HIGHEST_RATIO);
    vector[from + 7] = Math.min(values[ASK + CANCELLED] / values[ASK + ARRIVED], HIGHEST_RATIO);
    vector[from + 8] = bidMillis;
    vector[from + 9] = askMillis;
    vector[from + 10] = (bidMillis - askMillis) / (bidMillis + askMillis);
    return from + 11;
  }
}

/** Of the best queue of one side, whose sums begin at `at`; NaN where there is none. */
function depletionMillis(values: Float64Array, at: number, lots: Float64Array): number {
  const lostLots = values[at + CANCELLED] + values[at + EXECUTED] - values[at + ARRIVED];
  const queueLots = lots[0];
  if (!(queueLots > 0)) return NaN;
  if (!(lostLots > 0)) return LONGEST_MILLIS;
  return Math.min((1_000 * DECAY_SECONDS * queueLots) / lostLots, LONGEST_MILLIS);
}
