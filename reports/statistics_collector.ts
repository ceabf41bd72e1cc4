/** Gathers the statistics of every instrument, up to a number of instruments. */
import type { RingFollower } from "../core/ring/follower.ts";
import type { InstrumentDirectory } from "../core/wire/directory.ts";
import { F_INSTRUMENT, F_RECV_NANOS } from "../core/wire/frame.ts";
import type { FrameSink } from "./feature_reader.ts";
import { InstrumentStatistics } from "./instrument_statistics.ts";

/** Each takes 8 MB. */
export const MOST_INSTRUMENTS = 8;

export interface NamedStatistics {
  readonly symbol: string;
  readonly venue: string;
  readonly statistics: InstrumentStatistics;
}

export class StatisticsCollector implements FrameSink {
  readonly #frames: RingFollower;
  readonly #floats: Float32Array;
  readonly #directory: InstrumentDirectory;
  readonly #instruments = new Map<number, InstrumentStatistics>();
  readonly #leftOut = new Set<number>();
  firstNanos = 0;

  constructor(frames: RingFollower, directory: InstrumentDirectory) {
    const { buffer, byteOffset, length } = frames.words;
    this.#frames = frames;
    this.#floats = new Float32Array(buffer, byteOffset, length);
    this.#directory = directory;
  }

  observe(at: number): void {
    const { words, doubles } = this.#frames;
    if (this.#instruments.size === 0) this.firstNanos = doubles[(at >> 1) + F_RECV_NANOS];
    const id = words[at + F_INSTRUMENT];
    const statistics = this.#instruments.get(id) ?? this.#open(id);
    statistics?.observe(words, doubles, this.#floats, at);
  }

  /** How many instruments there was no room for. */
  get leftOut(): number {
    return this.#leftOut.size;
  }

  /** In the order of their first frames. */
  instruments(): NamedStatistics[] {
    return [...this.#instruments].map(([id, statistics]) => ({
      symbol: this.#directory.symbolOf(id),
      venue: this.#directory.venueOf(id),
      statistics,
    }));
  }

  #open(id: number): InstrumentStatistics | undefined {
    if (this.#instruments.size === MOST_INSTRUMENTS) {
      this.#leftOut.add(id);
      return undefined;
    }
    const statistics = new InstrumentStatistics(id);
    this.#instruments.set(id, statistics);
    return statistics;
  }
}
