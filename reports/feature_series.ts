/** Features over time: of every instrument, few enough points to draw. */
import { featureIndex } from "../core/features/table.ts";
import { midHalfTicksOf } from "../core/inference/label_tracker.ts";
import type { RingFollower } from "../core/ring/follower.ts";
import type { InstrumentDirectory } from "../core/wire/directory.ts";
import {
  F_FEATURES,
  F_INSTRUMENT,
  F_MASK,
  F_PRICE_UNIT,
  F_RECV_NANOS,
} from "../core/wire/frame.ts";
import type { FrameSink } from "./feature_reader.ts";
import { type Points, TimeBuckets } from "./time_buckets.ts";

/** Two points a bucket. */
export const MOST_POINTS = 4_000;
/** More would not be read, and each takes memory. */
export const MOST_INSTRUMENTS = 12;

/** One column over time. */
export interface Series extends Points {
  /** Frames with a value. */
  readonly valid: number;
}

export interface InstrumentSeries {
  readonly symbol: string;
  readonly venue: string;
  readonly frames: number;
  /** Where points stand for more than one frame each: the least and the greatest of so much time. */
  readonly bucketNanos: number;
  /** In the order of the names. */
  readonly features: readonly Series[];
  /** In quote currency; of bars the close. */
  readonly mid: Series;
}

export class SeriesCollector implements FrameSink {
  readonly #frames: RingFollower;
  readonly #floats: Float32Array;
  readonly #directory: InstrumentDirectory;
  readonly #indexes: readonly number[];
  readonly #instruments = new Map<number, Collected>();
  readonly #leftOut = new Set<number>();
  firstNanos = 0;

  constructor(frames: RingFollower, directory: InstrumentDirectory, names: readonly string[]) {
    const { buffer, byteOffset, length } = frames.words;
    this.#frames = frames;
    this.#floats = new Float32Array(buffer, byteOffset, length);
    this.#directory = directory;
    this.#indexes = names.map(featureIndex);
  }

  observe(at: number): void {
    const { words, doubles } = this.#frames;
    const recvNanos = doubles[(at >> 1) + F_RECV_NANOS];
    if (this.#instruments.size === 0) this.firstNanos = recvNanos;
    const id = words[at + F_INSTRUMENT];
    const collected = this.#instruments.get(id) ?? this.#open(id);
    if (collected === undefined) return;
    const { row, valid } = collected;
    this.#indexes.forEach((index, column) => {
      const isValid = ((words[at + F_MASK + (index >> 5)] >>> (index & 31)) & 1) === 1;
      row[column] = isValid ? this.#floats[at + F_FEATURES + index] : NaN;
      valid[column] += isValid ? 1 : 0;
    });
    const mid = midHalfTicksOf(words, at) / 2 * doubles[(at >> 1) + F_PRICE_UNIT];
    const last = this.#indexes.length;
    row[last] = mid;
    valid[last]++;
    collected.nowNanos = Math.max(collected.nowNanos, recvNanos);
    collected.frames++;
    collected.buckets.add(collected.nowNanos, row);
  }

  /** How many instruments there was no room for. */
  get leftOut(): number {
    return this.#leftOut.size;
  }

  /** In the order of their first frames. */
  series(): InstrumentSeries[] {
    return [...this.#instruments].map(([id, { buckets, frames, valid }]) => {
      const columns = Array.from(
        valid,
        (count, column) => ({ ...buckets.points(column), valid: count }),
      );
      return {
        symbol: this.#directory.symbolOf(id),
        venue: this.#directory.venueOf(id),
        frames,
        bucketNanos: buckets.widthNanos,
        features: columns.slice(0, -1),
        mid: columns.at(-1)!,
      };
    });
  }

  #open(id: number): Collected | undefined {
    if (this.#instruments.size === MOST_INSTRUMENTS) {
      this.#leftOut.add(id);
      return undefined;
    }
    const columns = this.#indexes.length + 1;
    const collected = {
      buckets: new TimeBuckets(columns, MOST_POINTS / 2),
      row: new Float64Array(columns),
      valid: new Float64Array(columns),
      frames: 0,
      nowNanos: -Infinity,
    };
    this.#instruments.set(id, collected);
    return collected;
  }
}

interface Collected {
  readonly buckets: TimeBuckets;
  readonly row: Float64Array;
  /** By column: frames with a value. */
  readonly valid: Float64Array;
  frames: number;
  /** Event time: it stands still where a recording's steps back. */
  nowNanos: number;
}
