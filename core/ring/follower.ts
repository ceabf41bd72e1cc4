/**
 * A gating reader of a ring: the producer waits for it, and it may write into the slots it holds,
 * because those behind it wait for its cursor in turn (the Disruptor's dependent sequences).
 *
 * ```text
 *   published ──▶ features' cursor ──▶ inference's cursor ──▶ producer's gate
 * ```
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";
import type { Doorbell } from "./doorbell.ts";
import {
  AT_CLOSED,
  AT_EPOCH_MILLIS,
  AT_PUBLISHED,
  followerCursorAt,
  mapRing,
  type RingMemory,
} from "./layout.ts";

export interface FollowerOptions {
  /** This follower's number in the ring. */
  readonly index: number;
  /** Followers that this one must stay behind; none = behind the producer. */
  readonly after?: readonly number[];
  /** Doorbells of workers that follow this one, rung on every advance. */
  readonly wakes?: readonly Doorbell[];
  /** Doorbell of the producer, rung once the ring is half empty again. */
  readonly wakesProducer?: Doorbell | undefined;
}

export class RingFollower {
  readonly memory: RingMemory;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly stamps: Float64Array;
  readonly #header: Int32Array;
  readonly #mask: number;
  readonly #wordsPerSlot: number;
  readonly #cursorAt: number;
  readonly #afterAts: Int32Array;
  readonly #wakes: readonly Doorbell[];
  readonly #producer: Doorbell | undefined;
  #cursor: number;
  #limit: number;

  constructor(buffer: SharedArrayBuffer, options: FollowerOptions) {
    const memory = mapRing(buffer);
    assert(options.index < memory.followers, "the ring has this follower");
    this.memory = memory;
    this.words = memory.words;
    this.doubles = memory.doubles;
    this.stamps = memory.stamps;
    this.#header = memory.header;
    this.#mask = memory.capacity - 1;
    this.#wordsPerSlot = memory.wordsPerSlot;
    this.#cursorAt = followerCursorAt(options.index);
    const after = options.after ?? [];
    this.#afterAts = after.length > 0
      ? Int32Array.from(after, followerCursorAt)
      : Int32Array.of(AT_PUBLISHED);
    this.#wakes = options.wakes ?? [];
    this.#producer = options.wakesProducer;
    this.#cursor = memory.header[this.#cursorAt];
    this.#limit = this.#cursor;
  }

  /** Slots released so far, modulo 2^32. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Slots ready to be read. Looks at the stage before only when its cached answer is used up. */
  available(): number {
    const ready = (this.#limit - this.#cursor) | 0;
    if (ready > 0) return ready;
    this.#limit = this.#upstream();
    return (this.#limit - this.#cursor) | 0;
  }

  /** Word index of the slot `offset` places after the cursor; below {@link available}. */
  at(offset: number): number {
    return ((this.#cursor + offset) & this.#mask) * this.#wordsPerSlot;
  }

  /** Publication time of that slot (rings with stamps). */
  stampAt(offset: number): number {
    return this.stamps[(this.#cursor + offset) & this.#mask];
  }

  /** Releases the first `count` slots to whoever is behind. */
  advance(count: number): void {
    this.#cursor = (this.#cursor + count) | 0;
    Atomics.store(this.#header, this.#cursorAt, this.#cursor);
    for (let i = 0; i < this.#wakes.length; i++) this.#wakes[i].ring();
    if (this.#producer !== undefined) this.#wakeProducer(this.#producer);
  }

  /** Slots published that this follower has not released yet, whether ready to be read or not. */
  pending(): number {
    return (Atomics.load(this.#header, AT_PUBLISHED) - this.#cursor) | 0;
  }

  /** True once the producer has closed and this follower has read everything. */
  ended(): boolean {
    if (this.available() > 0) return false;
    if (Atomics.load(this.#header, AT_CLOSED) === 0) return false;
    return Atomics.load(this.#header, AT_PUBLISHED) === this.#cursor;
  }

  /** The session's epoch, in whole milliseconds since 1970; valid once a slot is available. */
  get epochMillis(): number {
    return this.memory.headerDoubles[AT_EPOCH_MILLIS];
  }

  #upstream(): number {
    let behind = Atomics.load(this.#header, this.#afterAts[0]);
    for (let i = 1; i < this.#afterAts.length; i++) {
      const cursor = Atomics.load(this.#header, this.#afterAts[i]);
      if (((cursor - behind) | 0) < 0) behind = cursor;
    }
    return behind;
  }

  /** Waking on every advance would make the two play ping-pong for 10 µs a batch. */
  #wakeProducer(producer: Doorbell): void {
    const lag = (Atomics.load(this.#header, AT_PUBLISHED) - this.#cursor) | 0;
    if (lag <= (this.#mask + 1) >> 1) producer.ring();
  }
}
