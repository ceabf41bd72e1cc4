/** Frames of a source, copied out of the ring as the book stage wrote them: to be run over again. */
import type { Agent } from "../core/agent/agent.ts";
import { FRAME_BATCH } from "../core/base/limits.ts";
import { DEFAULT_FEATURE_SETTINGS } from "../core/features/feature_settings.ts";
import type { RingFollower } from "../core/ring/follower.ts";
import type { MarketSource } from "../core/venues/source.ts";
import { FRAME_WORDS } from "../core/wire/frame.ts";
import { runPipeline } from "./pipeline.ts";

/** Frame i begins at word {@link FRAME_WORDS} × i; both arrays are views of the same bytes. */
export interface RecordedFrames {
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly count: number;
}

/** The first frames of a source, without features. */
export async function recordFrames(source: MarketSource, most: number): Promise<RecordedFrames> {
  const words = new Int32Array(most * FRAME_WORDS);
  const stop = new AbortController();
  let recorder: FrameRecorder | undefined;
  const settings = { ...DEFAULT_FEATURE_SETTINGS, groups: [] };
  await runPipeline({ source, settings, signal: stop.signal }, (frames) => {
    recorder = new FrameRecorder(frames, words, () => stop.abort());
    return recorder;
  });
  return { words, doubles: new Float64Array(words.buffer), count: recorder!.count };
}

class FrameRecorder implements Agent {
  readonly role = "inference";
  readonly #frames: RingFollower;
  readonly #words: Int32Array;
  readonly #onFull: () => void;
  count = 0;

  constructor(frames: RingFollower, words: Int32Array, onFull: () => void) {
    this.#frames = frames;
    this.#words = words;
    this.#onFull = onFull;
  }

  get done(): boolean {
    return this.#frames.ended();
  }

  onStart(): void {}

  doWork(): number {
    const frames = this.#frames;
    const count = Math.min(frames.available(), FRAME_BATCH);
    for (let i = 0; i < count; i++) this.#keep(frames.at(i));
    if (count > 0) frames.advance(count);
    return count;
  }

  onClose(): void {}

  #keep(at: number): void {
    const to = this.count * FRAME_WORDS;
    if (to === this.#words.length) return this.#onFull();
    this.#words.set(this.#frames.words.subarray(at, at + FRAME_WORDS), to);
    this.count++;
  }
}
