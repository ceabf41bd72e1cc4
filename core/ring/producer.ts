/**
 * The single writer of a ring. It stays within one lap of every gating follower.
 *
 * ```text
 *   gate (slowest follower)      published           claimed
 *          │ ← ready to be read →    │ ← being written →  │ ← room →  gate + capacity
 * ```
 *
 * Claiming is private arithmetic; `publish` makes everything claimed visible with one store and
 * rings the doorbells of those who read it. Publish in batches: the store is what costs.
 *
 * Hot path: no allocation.
 */
import type { Doorbell } from "./doorbell.ts";
import {
  AT_CLOSED,
  AT_EPOCH_MILLIS,
  AT_PUBLISHED,
  AT_RESERVED,
  followerCursorAt,
  mapRing,
  type RingMemory,
} from "./layout.ts";

/** How far ahead of its publications a producer announces writes to lossy followers, in slots. */
const RESERVE_SLOTS = 256;

export interface ProducerOptions {
  /** Followers that must not be lapped; the others are lossy. */
  readonly gating: readonly number[];
  /** Doorbells of the workers that read this ring directly. */
  readonly wakes?: readonly Doorbell[];
}

export class RingProducer {
  readonly memory: RingMemory;
  /** All slots; index with what {@link claim} returns. */
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly #header: Int32Array;
  readonly #stamps: Float64Array;
  readonly #stamped: boolean;
  readonly #mask: number;
  readonly #capacity: number;
  readonly #wordsPerSlot: number;
  readonly #gateAts: Int32Array;
  readonly #wakes: readonly Doorbell[];
  readonly #lossy: boolean;
  #claimed: number;
  #published: number;
  #reserved: number;
  #gate: number;

  constructor(buffer: SharedArrayBuffer, options: ProducerOptions) {
    const memory = mapRing(buffer);
    this.memory = memory;
    this.words = memory.words;
    this.doubles = memory.doubles;
    this.#header = memory.header;
    this.#stamps = memory.stamps;
    this.#stamped = memory.stamps.length > 0;
    this.#mask = memory.capacity - 1;
    this.#capacity = memory.capacity;
    this.#wordsPerSlot = memory.wordsPerSlot;
    this.#gateAts = Int32Array.from(options.gating, followerCursorAt);
    this.#wakes = options.wakes ?? [];
    this.#lossy = options.gating.length < memory.followers;
    // A producer that replaces a dead one goes on behind what was published.
    const published = Atomics.load(memory.header, AT_PUBLISHED);
    this.#claimed = published;
    this.#published = published;
    this.#reserved = published;
    this.#gate = this.#slowest();
  }

  /** Free slots. Looks at the followers only when its cached answer is below `wanted`. */
  room(wanted: number): number {
    let free = this.#capacity - ((this.#claimed - this.#gate) | 0);
    if (free < wanted) {
      this.#gate = this.#slowest();
      free = this.#capacity - ((this.#claimed - this.#gate) | 0);
    }
    return free;
  }

  /** Word index of the next slot, whose old content is still in it. Check {@link room} first. */
  claim(): number {
    const claimed = this.#claimed;
    if (this.#lossy && ((claimed - this.#reserved) | 0) >= 0) this.#reserve(claimed);
    this.#claimed = (claimed + 1) | 0;
    return (claimed & this.#mask) * this.#wordsPerSlot;
  }

  /** Slots claimed and not yet published. */
  get unpublished(): number {
    return (this.#claimed - this.#published) | 0;
  }

  /** Word index of unpublished slot number `offset`, for a last look before publication. */
  unpublishedAt(offset: number): number {
    return ((this.#published + offset) & this.#mask) * this.#wordsPerSlot;
  }

  /** Makes all claimed slots visible, stamped with `stampNanos`, and wakes the readers. */
  publish(stampNanos: number): void {
    const claimed = this.#claimed;
    if (claimed === this.#published) return;
    if (this.#stamped) {
      for (let i = this.#published; i !== claimed; i = (i + 1) | 0) {
        this.#stamps[i & this.#mask] = stampNanos;
      }
    }
    this.#published = claimed;
    Atomics.store(this.#header, AT_PUBLISHED, claimed);
    this.#ring();
  }

  /** Says that nothing will follow; readers drain what is there and end. */
  close(): void {
    Atomics.store(this.#header, AT_CLOSED, 1);
    this.#ring();
  }

  /** 0 = not set yet. */
  get epochMillis(): number {
    return this.memory.headerDoubles[AT_EPOCH_MILLIS];
  }

  /** The session's epoch, in whole milliseconds since 1970; set it before the first publication. */
  set epochMillis(value: number) {
    this.memory.headerDoubles[AT_EPOCH_MILLIS] = value;
  }

  #ring(): void {
    for (let i = 0; i < this.#wakes.length; i++) this.#wakes[i].ring();
  }

  #slowest(): number {
    let slowest = this.#published;
    for (let i = 0; i < this.#gateAts.length; i++) {
      const cursor = Atomics.load(this.#header, this.#gateAts[i]);
      if (((cursor - slowest) | 0) < 0) slowest = cursor;
    }
    return slowest;
  }

  /** Tells lossy followers which slots may change under them. An exchange is a full fence. */
  #reserve(claimed: number): void {
    this.#reserved = (claimed + RESERVE_SLOTS) | 0;
    Atomics.exchange(this.#header, AT_RESERVED, this.#reserved);
  }
}
