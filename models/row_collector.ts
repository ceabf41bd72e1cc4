/**
 * Collects rows to learn from at the very place where the model will be served: behind features,
 * from the frames that inference would read. What is trained on is what is seen later.
 */
import type { Agent } from "../core/agent/agent.ts";
import { FRAME_BATCH } from "../core/base/limits.ts";
import { LabelTracker, midHalfTicksOf } from "../core/inference/label_tracker.ts";
import { imbalanceOf } from "../core/inference/scorer.ts";
import type { RingFollower } from "../core/ring/follower.ts";
import { F_FEATURES, F_FRAME_SEQUENCE, F_INSTRUMENT, F_MASK } from "../core/wire/frame.ts";
import { type Rows, RowTable } from "./dataset.ts";

export interface CollectorOptions {
  /** Behind features. */
  readonly frames: RingFollower;
  readonly featureNames: readonly string[];
  /** Where each of them lies in a frame's vector. */
  readonly featureIndexes: readonly number[];
  readonly horizonFrames: number;
  /** Takes every so many frames of an instrument: neighbours have nearly the same label. */
  readonly everyFrames: number;
}

export class RowCollector implements Agent {
  readonly role = "inference";
  readonly #options: CollectorOptions;
  readonly #tracker: LabelTracker;
  readonly #table: RowTable;
  /** By slot of the tracker: features, then frame sequence and imbalance. */
  #kept = new Float64Array(0);
  readonly #floats: Float32Array;
  /** By instrument: frames since the last row. */
  readonly #sinceRow: number[] = [];

  constructor(options: CollectorOptions) {
    this.#options = options;
    const { buffer, byteOffset, length } = options.frames.words;
    this.#floats = new Float32Array(buffer, byteOffset, length);
    this.#tracker = new LabelTracker(options.horizonFrames);
    this.#table = new RowTable(options.featureNames, []);
  }

  onStart(): void {}

  get done(): boolean {
    return this.#options.frames.ended();
  }

  doWork(): number {
    const { frames } = this.#options;
    const count = Math.min(frames.available(), FRAME_BATCH);
    for (let i = 0; i < count; i++) this.#observe(frames.at(i));
    if (count > 0) frames.advance(count);
    return count;
  }

  onClose(): void {}

  /** @param symbols of the instruments, by number */
  rows(symbols: readonly string[]): Rows {
    return this.#table.rows(symbols);
  }

  #observe(at: number): void {
    const { frames, featureNames, everyFrames } = this.#options;
    const { words, doubles } = frames;
    const instrument = words[at + F_INSTRUMENT];
    const sequence = doubles[(at >> 1) + F_FRAME_SEQUENCE];
    const slot = this.#tracker.observe(instrument, midHalfTicksOf(words, at));
    const width = featureNames.length + 2;
    if (slot >= 0) {
      const from = slot * width;
      const [predictedAt, imbalance] = this.#kept.subarray(from + featureNames.length);
      const move = this.#tracker.moveHalfTicks;
      this.#table.add(this.#kept, from, instrument, predictedAt, sequence, move, imbalance);
    }
    this.#sinceRow[instrument] = (this.#sinceRow[instrument] ?? everyFrames) + 1;
    if (this.#sinceRow[instrument] < everyFrames || !this.#isWarm(at)) return;
    this.#sinceRow[instrument] = 0;
    this.#keep(at, this.#tracker.remember(instrument) * width, sequence);
  }

  #keep(at: number, to: number, sequence: number): void {
    const { featureIndexes, frames } = this.#options;
    const width = featureIndexes.length + 2;
    if (this.#kept.length < this.#tracker.slots * width) {
      const grown = new Float64Array(this.#tracker.slots * width);
      grown.set(this.#kept);
      this.#kept = grown;
    }
    const from = at + F_FEATURES;
    for (let i = 0; i < featureIndexes.length; i++) {
      this.#kept[to + i] = this.#floats[from + featureIndexes[i]];
    }
    this.#kept[to + featureIndexes.length] = sequence;
    this.#kept[to + featureIndexes.length + 1] = imbalanceOf(frames.doubles, at);
  }

  #isWarm(at: number): boolean {
    const { frames, featureIndexes } = this.#options;
    return featureIndexes.every((i) =>
      (frames.words[at + F_MASK + (i >> 5)] & (1 << (i & 31))) !== 0
    );
  }
}
