/** Reads frames behind the features stage, one by one, for reports. */
import type { Agent } from "../core/agent/agent.ts";
import { FRAME_BATCH } from "../core/base/limits.ts";
import type { RingFollower } from "../core/ring/follower.ts";

/** What takes in the frame at word index `at` of the ring. */
export interface FrameSink {
  observe(at: number): void;
  /** Time of the first frame, nanoseconds since the session's epoch; 0 = there was none. */
  readonly firstNanos: number;
}

export class FeatureReader implements Agent {
  readonly role = "inference";
  readonly #frames: RingFollower;
  readonly #sink: FrameSink;

  constructor(frames: RingFollower, sink: FrameSink) {
    this.#frames = frames;
    this.#sink = sink;
  }

  get done(): boolean {
    return this.#frames.ended();
  }

  onStart(): void {}

  doWork(): number {
    const frames = this.#frames;
    const count = Math.min(frames.available(), FRAME_BATCH);
    for (let i = 0; i < count; i++) this.#sink.observe(frames.at(i));
    if (count > 0) frames.advance(count);
    return count;
  }

  onClose(): void {}
}
