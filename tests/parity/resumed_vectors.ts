/**
 * Compares the feature vectors of a session that begins in the middle with those of the session
 * that ran through, frame by frame: the market ring is the same, so a frame is known by how much of
 * it had been read.
 *
 * ```text
 *   whole      ├──────────────┬─────────────────────────┤
 *   resumed                   ├── memory ──┬────────────┤
 *                                          ╰ from here on the bytes are equal
 * ```
 */
import type { Agent } from "../../core/agent/agent.ts";
import { openSource } from "../../core/supervisor/open_source.ts";
import type { MarketInput } from "../../core/supervisor/job.ts";
import type { FeatureSettings } from "../../core/features/feature_settings.ts";
import { FEATURE_COUNT, FEATURES } from "../../core/features/table.ts";
import type { RingFollower } from "../../core/ring/follower.ts";
import {
  F_BUY_TRADES,
  F_FEATURES,
  F_INSTRUMENT,
  F_MARKET_SEQUENCE,
  F_MASK,
  F_RECV_NANOS,
  F_SELL_TRADES,
  MASK_WORDS,
} from "../../core/wire/frame.ts";
import { runPipeline } from "../../models/pipeline.ts";

const ROW_WORDS = MASK_WORDS + FEATURE_COUNT;

export interface Resumption {
  readonly input: MarketInput;
  readonly settings: FeatureSettings;
  /** ns since the session's epoch. */
  readonly framesFrom: number;
}

export interface ResumedComparison {
  /** Frames of the resumed session. */
  readonly frames: number;
  /** Values compared after their feature's memory had passed, by feature. */
  readonly compared: readonly number[];
  /** The first few differences, in words. */
  readonly differences: readonly string[];
}

/** Runs the input twice. */
export async function compareResumed(resumption: Resumption): Promise<ResumedComparison> {
  const { input, settings, framesFrom } = resumption;
  const whole = new Keeper();
  await runPipeline(
    { source: await openSource(input), settings },
    (frames) => whole.behind(frames),
  );
  const resumed = new Comparer(whole);
  await runPipeline(
    { source: await openSource(input), settings, framesFrom },
    (frames) => resumed.behind(frames),
  );
  return resumed;
}

/** Keeps the vector of every frame. */
class Keeper {
  readonly #rows: Int32Array[] = [];
  readonly #rowBySequence = new Map<number, number>();

  /** The kept mask and features of a frame. */
  rowOf(marketSequence: number): Int32Array | undefined {
    const row = this.#rowBySequence.get(marketSequence);
    return row === undefined ? undefined : this.#rows[row];
  }

  behind(frames: RingFollower): Agent {
    return eachFrame(frames, (at) => {
      this.#rowBySequence.set(frames.doubles[(at >> 1) + F_MARKET_SEQUENCE], this.#rows.length);
      this.#rows.push(vectorAt(frames.words, at));
    });
  }
}

/** What one instrument has seen since the session was resumed. */
interface Seen {
  readonly firstNanos: number;
  newestNanos: number;
  events: number;
  buys: number;
  sells: number;
}

class Comparer implements ResumedComparison {
  frames = 0;
  readonly compared: number[] = FEATURES.map(() => 0);
  readonly differences: string[] = [];
  readonly #whole: Keeper;
  readonly #seen = new Map<number, Seen>();

  constructor(whole: Keeper) {
    this.#whole = whole;
  }

  behind(frames: RingFollower): Agent {
    return eachFrame(frames, (at) => {
      this.frames++;
      const seen = this.#note(frames, at);
      const sequence = frames.doubles[(at >> 1) + F_MARKET_SEQUENCE];
      const whole = this.#whole.rowOf(sequence);
      if (whole === undefined) throw new Error(`the whole session has no frame ${sequence}`);
      const resumed = vectorAt(frames.words, at);
      for (let i = 0; i < FEATURE_COUNT; i++) this.#compare(i, whole, resumed, seen, sequence);
    });
  }

  #note({ words, doubles }: RingFollower, at: number): Seen {
    const instrument = words[at + F_INSTRUMENT];
    const recvNanos = doubles[(at >> 1) + F_RECV_NANOS];
    let seen = this.#seen.get(instrument);
    if (seen === undefined) {
      seen = { firstNanos: recvNanos, newestNanos: recvNanos, events: 0, buys: 0, sells: 0 };
      this.#seen.set(instrument, seen);
    }
    seen.newestNanos = Math.max(seen.newestNanos, recvNanos);
    seen.events++;
    // What traded before the first frame is its flow, and is not part of the resumed session's.
    seen.buys += words[at + F_BUY_TRADES];
    seen.sells += words[at + F_SELL_TRADES];
    return seen;
  }

  #compare(i: number, whole: Int32Array, resumed: Int32Array, seen: Seen, sequence: number): void {
    const { name, memory } = FEATURES[i];
    const ageNanos = seen.newestNanos - seen.firstNanos;
    // The first frame of a resumed session cannot be compared with the one before it.
    if (seen.events <= memory.events + 1 || ageNanos < memory.nanos) return;
    const wholeIsValid = isValid(whole, i);
    const isResumedValid = isValid(resumed, i);
    // A time since the last trade is not known before there was one.
    if (!isResumedValid && (seen.buys === 0 || seen.sells === 0)) return;
    this.compared[i]++;
    const equal = wholeIsValid === isResumedValid &&
      whole[MASK_WORDS + i] === resumed[MASK_WORDS + i];
    if (equal || this.differences.length >= 20) return;
    this.differences.push(
      `${name} at ${sequence}: whole ${valueText(whole, i)}, resumed ${valueText(resumed, i)}`,
    );
  }
}

function eachFrame(frames: RingFollower, visit: (at: number) => void): Agent {
  return {
    role: "inference",
    onStart() {},
    get done() {
      return frames.ended();
    },
    doWork() {
      const count = frames.available();
      for (let i = 0; i < count; i++) visit(frames.at(i));
      if (count > 0) frames.advance(count);
      return count;
    },
    onClose() {},
  };
}

function vectorAt(words: Int32Array, at: number): Int32Array {
  const row = new Int32Array(ROW_WORDS);
  row.set(words.subarray(at + F_MASK, at + F_MASK + MASK_WORDS));
  row.set(words.subarray(at + F_FEATURES, at + F_FEATURES + FEATURE_COUNT), MASK_WORDS);
  return row;
}

function isValid(row: Int32Array, i: number): boolean {
  return ((row[i >> 5] >>> (i & 31)) & 1) === 1;
}

function valueText(row: Int32Array, i: number): string {
  const floats = new Float32Array(row.buffer);
  return isValid(row, i) ? String(floats[MASK_WORDS + i]) : "invalid";
}
