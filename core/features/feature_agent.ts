/**
 * The features stage: adds the feature vector to every frame, in the frame's own slot.
 *
 * ```text
 *   book ──▶ frame slot ──▶ features (reads the book, writes mask and vector) ──▶ inference
 * ```
 *
 * Hot path: no allocation.
 */
import type { Agent } from "../agent/agent.ts";
import type { Clock } from "../base/clock.ts";
import { Fold } from "../base/fold.ts";
import * as limits from "../base/limits.ts";
import type { RingFollower } from "../ring/follower.ts";
import type { InstrumentDirectory } from "../wire/directory.ts";
import type { RoleBoard } from "../telemetry/board.ts";
import { counterIndex } from "../telemetry/counters.ts";
import * as frameLayout from "../wire/frame.ts";
import { FeatureCalculator } from "./feature_calculator.ts";
import { DEFAULT_FEATURE_SETTINGS, type FeatureSettings } from "./feature_settings.ts";
import type { FeatureSnapshot } from "./instrument_features.ts";
import { featuresEnd } from "./table.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { FRAME_BATCH } = limits;
const { F_BOOK_STAMP, F_FEATURE_STAMP, F_INGEST_STAMP, F_MASK, MASK_WORDS } = frameLayout;

const FRAMES = counterIndex("features", "frames");

export interface FeatureAgentOptions {
  /** Behind the book stage. */
  readonly frames: RingFollower;
  readonly board: RoleBoard<"features">;
  readonly clock: Clock;
  /** Who the instruments are. */
  readonly directory: InstrumentDirectory;
  /** Default: {@link DEFAULT_FEATURE_SETTINGS}. */
  readonly settings?: FeatureSettings | undefined;
}

/** What the features stage tells when the run is over. */
export interface FeatureReport {
  /** Every instrument as of its newest frame. */
  readonly instruments: readonly FeatureSnapshot[];
}

export class FeatureAgent implements Agent {
  readonly role = "features";
  readonly #frames: RingFollower;
  readonly #board: RoleBoard<"features">;
  readonly #clock: Clock;
  readonly #calculator: FeatureCalculator;
  readonly #fold = new Fold();
  /** The mask and the features that are computed; the others are 0 in every frame. */
  readonly #hashWords: number;
  #done = false;

  constructor(options: FeatureAgentOptions) {
    this.#frames = options.frames;
    this.#board = options.board;
    this.#clock = options.clock;
    const { directory, settings = DEFAULT_FEATURE_SETTINGS } = options;
    this.#hashWords = MASK_WORDS + featuresEnd(settings.groups);
    this.#calculator = new FeatureCalculator(settings, (id) => directory.symbolOf(id));
  }

  get done(): boolean {
    return this.#done;
  }

  onStart(): void {
    this.#fold.store(this.#board.words, this.#board.hashAt);
  }

  doWork(_nowNanos: number): number {
    const frames = this.#frames;
    const count = Math.min(frames.available(), FRAME_BATCH);
    if (count === 0) {
      this.#done = frames.ended();
      return 0;
    }
    this.#calculator.epochMillis = frames.epochMillis;
    for (let i = 0; i < count; i++) {
      this.#calculator.update(frames.words, frames.doubles, frames.at(i));
    }
    // Apart from the above: by now what was written has reached the cache, and need not be waited for.
    for (let i = 0; i < count; i++) {
      this.#fold.words(frames.words, frames.at(i) + F_MASK, this.#hashWords);
    }
    this.#stamp(count, this.#clock.nowNanos());
    this.#board.counters[FRAMES] += count;
    this.#fold.store(this.#board.words, this.#board.hashAt);
    frames.advance(count);
    return count;
  }

  onClose(): void {}

  report(): FeatureReport {
    return { instruments: this.#calculator.snapshots() };
  }

  #stamp(count: number, stampNanos: number): void {
    const { doubles } = this.#frames;
    const { hopLatency, totalLatency } = this.#board;
    hopLatency.endAt(stampNanos);
    totalLatency.endAt(stampNanos);
    for (let i = 0; i < count; i++) {
      const at = this.#frames.at(i) >> 1;
      doubles[at + F_FEATURE_STAMP] = stampNanos;
      hopLatency.recordSince(doubles, at + F_BOOK_STAMP);
      totalLatency.recordSince(doubles, at + F_INGEST_STAMP);
    }
  }
}
