/**
 * Frames as inference meets them, made from a seed, and a ring to drive an agent through them in
 * chunks of any size.
 */
import type { Agent } from "../../core/agent/agent.ts";
import { FRAME_SLOT_BYTES } from "../../core/base/limits.ts";
import { Prng } from "../../core/base/prng.ts";
import { RingFollower } from "../../core/ring/follower.ts";
import { createRing } from "../../core/ring/layout.ts";
import { RingProducer } from "../../core/ring/producer.ts";
import {
  F_ASK_LOTS,
  F_ASK_TICKS,
  F_BAR_SECONDS,
  F_BID_LOTS,
  F_BID_TICKS,
  F_FEATURES,
  F_FRAME_SEQUENCE,
  F_INSTRUMENT,
  F_MASK,
  F_RECV_NANOS,
  FRAME_WORDS,
} from "../../core/wire/frame.ts";

/** Features of a made-up frame; the first one leans to where the mid goes next. */
export const STREAM_FEATURES = ["lean", "noise", "late"];

export interface StreamFrame {
  readonly sequence: number;
  readonly instrument: number;
  readonly recvNanos: number;
  readonly bidTicks: number;
  readonly askTicks: number;
  readonly bidLots: number;
  readonly askLots: number;
  readonly features: readonly number[];
  /** Bit i: feature i is valid. */
  readonly mask: number;
}

/** `count` frames of `instruments` random walks; feature "late" is cold in an instrument's first 5. */
export function makeFrames(seed: number, count: number, instruments: number): StreamFrame[] {
  const prng = new Prng(seed);
  const mids = new Array<number>(instruments).fill(1_000);
  const leans = new Array<number>(instruments).fill(0);
  const seen = new Array<number>(instruments).fill(0);
  let recvNanos = 0;
  return Array.from({ length: count }, (_, i) => {
    const instrument = prng.nextBelow(instruments);
    recvNanos += prng.nextBelow(2_000_000);
    mids[instrument] += Math.sign(leans[instrument]) * prng.nextBelow(2) + prng.nextBelow(3) - 1;
    leans[instrument] = prng.nextUnit() * 2 - 1;
    return {
      sequence: i + 1,
      instrument,
      recvNanos,
      bidTicks: mids[instrument] - 1 - prng.nextBelow(2),
      askTicks: mids[instrument] + 1,
      bidLots: prng.nextBelow(20) + 1,
      askLots: prng.nextBelow(20) + 1,
      features: [leans[instrument], prng.nextUnit() * 6 - 3, 5 + prng.nextUnit()].map(Math.fround),
      mask: seen[instrument]++ < 5 ? 0b011 : 0b111,
    };
  });
}

/** A small ring, so that slots are used again and again. */
export class FrameRing {
  readonly producer: RingProducer;
  readonly follower: RingFollower;
  readonly #floats: Float32Array;

  constructor(capacity = 256) {
    const buffer = createRing({ slotBytes: FRAME_SLOT_BYTES, capacity, followers: 1 });
    this.producer = new RingProducer(buffer, { gating: [0] });
    this.follower = new RingFollower(buffer, { index: 0 });
    const { words } = this.producer;
    this.#floats = new Float32Array(words.buffer, words.byteOffset, words.length);
  }

  /** Publishes frames in chunks of the sizes that `nextSize` gives, and runs the agent after each. */
  async drive(agent: Agent, frames: readonly StreamFrame[], nextSize: () => number): Promise<void> {
    await agent.onStart();
    for (let from = 0; from < frames.length;) {
      const size = Math.min(nextSize(), frames.length - from, this.producer.room(1));
      for (let i = 0; i < size; i++) this.#write(frames[from + i]);
      this.producer.publish(0);
      from += size;
      while (this.follower.available() > 0) await agent.doWork(0);
    }
    this.producer.close();
    await agent.onClose();
  }

  /** Leaves the prediction fields as they were: cleaning them is inference's work. */
  #write(frame: StreamFrame): void {
    const { words, doubles } = this.producer;
    const at = this.producer.claim();
    const d = at >> 1;
    words[at + F_INSTRUMENT] = frame.instrument;
    doubles[d + F_FRAME_SEQUENCE] = frame.sequence;
    doubles[d + F_RECV_NANOS] = frame.recvNanos;
    words[at + F_BID_TICKS] = frame.bidTicks;
    words[at + F_ASK_TICKS] = frame.askTicks;
    doubles[d + F_BID_LOTS] = frame.bidLots;
    doubles[d + F_ASK_LOTS] = frame.askLots;
    words[at + F_MASK] = frame.mask;
    words[at + F_MASK + 1] = 0;
    words[at + F_BAR_SECONDS] = 0;
    frame.features.forEach((value, i) => this.#floats[at + F_FEATURES + i] = value);
  }

  /** Copies of the words of the last `count` frames, oldest first. */
  last(count: number, total: number): Int32Array[] {
    const capacity = this.producer.memory.capacity;
    return Array.from({ length: count }, (_, i) => {
      const at = ((total - count + i) % capacity) * FRAME_WORDS;
      return this.producer.words.slice(at, at + FRAME_WORDS);
    });
  }
}
