/**
 * The newest frame of every instrument, taken from the frame ring as its last, lossy follower.
 *
 * ```text
 *   frame ring ─▶ … ─▶ last stage's cursor ─▶ read() ─▶ one copy an instrument ─▶ API, streams
 *                                                   ╰─▶ onFrame, for trades
 * ```
 *
 * A frame is read when the last stage is done with it, so it is complete. Whoever reads here is
 * never waited for: what it is too slow for is lost and counted. Main thread; allocates once an
 * instrument.
 */
import { LossyFollower, READ_EMPTY, READ_LAPPED } from "../../ring/lossy_follower.ts";
import { AT_EPOCH_MILLIS } from "../../ring/layout.ts";
import { F_INSTRUMENT, FRAME_WORDS } from "../../wire/frame.ts";

/** Frames read in one poll: about a millisecond of the main thread. */
const MOST_A_POLL = 4_096;

/** A frame, copied out of the ring. */
export interface HeldFrame {
  readonly instrumentId: number;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly floats: Float32Array;
  /** Frames of this instrument that were seen. */
  seen: number;
  /** Grows with every frame of any instrument: tells a stream what is new. */
  version: number;
  /** Session clock when it was taken. */
  takenNanos: number;
}

export class NewestFrames {
  readonly #follower: LossyFollower;
  readonly #frames: HeldFrame[] = [];
  readonly #scratch = new Int32Array(FRAME_WORDS);
  readonly #onFrame: (frame: HeldFrame) => void;
  #version = 0;

  /**
   * @param after the last stage's follower number
   * @param onFrame sees every frame that is read
   */
  constructor(
    frames: SharedArrayBuffer,
    follower: number,
    after: number,
    onFrame: (frame: HeldFrame) => void,
  ) {
    this.#follower = new LossyFollower(frames, follower, after);
    this.#onFrame = onFrame;
  }

  /** Frames that passed unseen. */
  get lost(): number {
    return this.#follower.lost;
  }

  get version(): number {
    return this.#version;
  }

  /** ms since 1970; 0 = no frame yet. */
  get epochMillis(): number {
    return this.#follower.memory.headerDoubles[AT_EPOCH_MILLIS];
  }

  /** Sparse: by instrument number. */
  get all(): readonly (HeldFrame | undefined)[] {
    return this.#frames;
  }

  get(instrumentId: number): HeldFrame | undefined {
    return this.#frames[instrumentId];
  }

  poll(nowNanos: number): void {
    const scratch = this.#scratch;
    for (let i = 0; i < MOST_A_POLL; i++) {
      const outcome = this.#follower.read(scratch);
      if (outcome === READ_EMPTY) return;
      if (outcome === READ_LAPPED) continue;
      const instrumentId = scratch[F_INSTRUMENT];
      const frame = this.#frames[instrumentId] ?? this.#hold(instrumentId);
      frame.words.set(scratch);
      frame.seen++;
      frame.version = ++this.#version;
      frame.takenNanos = nowNanos;
      this.#onFrame(frame);
    }
  }

  #hold(instrumentId: number): HeldFrame {
    const words = new Int32Array(FRAME_WORDS);
    const frame: HeldFrame = {
      instrumentId,
      words,
      doubles: new Float64Array(words.buffer),
      floats: new Float32Array(words.buffer),
      seen: 0,
      version: 0,
      takenNanos: 0,
    };
    this.#frames[instrumentId] = frame;
    return frame;
  }
}
