/** What is counted of one instrument's features, frame by frame, in bounded memory. */
import { FEATURE_COUNT, featureIndex } from "../core/features/table.ts";
import { midHalfTicksOf } from "../core/inference/label_tracker.ts";
import { F_FEATURES, F_MASK, F_RECV_NANOS } from "../core/wire/frame.ts";
import { ImpactRegression } from "../models/impact_regression.ts";
import { RowSample } from "./row_sample.ts";

/** Frames that distributions and correlations are made from. */
export const MOST_ROWS = 10_000;
/** Order flow imbalance at the best level, frame by frame. */
const FLOW = featureIndex("ofi_1_event_lots");

export class InstrumentStatistics {
  /** Of all frames, by feature. */
  readonly valid = new Float64Array(FEATURE_COUNT);
  readonly sums = new Float64Array(FEATURE_COUNT);
  readonly least = new Float64Array(FEATURE_COUNT).fill(Infinity);
  readonly greatest = new Float64Array(FEATURE_COUNT).fill(-Infinity);
  /** Of some: whole rows, NaN where a feature was not valid. */
  readonly sample: RowSample;
  /** The mid's changes on order flow. */
  readonly impact = new ImpactRegression();
  frames = 0;
  #nowNanos = -Infinity;

  /** @param seed of the sample */
  constructor(seed: number) {
    this.sample = new RowSample(FEATURE_COUNT, MOST_ROWS, seed);
  }

  /** Takes the frame at word index `at` into account; `floats` lies over the same memory. */
  observe(words: Int32Array, doubles: Float64Array, floats: Float32Array, at: number): void {
    this.frames++;
    const { valid, sums, least, greatest } = this;
    const from = at + F_FEATURES;
    for (let i = 0; i < FEATURE_COUNT; i++) {
      if (!isValid(words, at, i)) continue;
      const value = floats[from + i];
      valid[i]++;
      sums[i] += value;
      if (value < least[i]) least[i] = value;
      if (value > greatest[i]) greatest[i] = value;
    }
    this.#keep(words, floats, at);
    this.#nowNanos = Math.max(this.#nowNanos, doubles[(at >> 1) + F_RECV_NANOS]);
    const mid = midHalfTicksOf(words, at);
    this.impact.observe(this.#nowNanos, mid, floats[from + FLOW], isValid(words, at, FLOW));
  }

  #keep(words: Int32Array, floats: Float32Array, at: number): void {
    const to = this.sample.offer();
    if (to < 0) return;
    const { values } = this.sample;
    for (let i = 0; i < FEATURE_COUNT; i++) {
      values[to + i] = isValid(words, at, i) ? floats[at + F_FEATURES + i] : NaN;
    }
  }
}

function isValid(words: Int32Array, at: number, feature: number): boolean {
  return ((words[at + F_MASK + (feature >> 5)] >>> (feature & 31)) & 1) === 1;
}
