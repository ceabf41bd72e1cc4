/**
 * A reader that nobody waits for: dashboards and taps. When the producer laps it, it sees that,
 * counts what it missed and goes on from the newest slot.
 *
 * A slot is copied out first and believed afterwards, as with a sequence lock: the copy counts only
 * if the producer had not reserved the slot for its next lap by the time the copy was complete.
 */
import {
  AT_CLOSED,
  AT_PUBLISHED,
  AT_RESERVED,
  followerCursorAt,
  mapRing,
  type RingMemory,
} from "./layout.ts";

export const READ_EMPTY = 0;
export const READ_SLOT = 1;
/** Lapped: some slots are lost, the next read starts at the newest. */
export const READ_LAPPED = 2;
export type ReadOutcome = typeof READ_EMPTY | typeof READ_SLOT | typeof READ_LAPPED;

export class LossyFollower {
  readonly memory: RingMemory;
  readonly #cursorAt: number;
  /** Header word of what it must stay behind: the producer's cursor, or a stage's. */
  readonly #limitAt: number;
  #cursor: number;
  #lost = 0;

  /** @param after a follower to stay behind, because it still writes into the slots */
  constructor(buffer: SharedArrayBuffer, index: number, after?: number) {
    this.memory = mapRing(buffer);
    this.#cursorAt = followerCursorAt(index);
    this.#limitAt = after === undefined ? AT_PUBLISHED : followerCursorAt(after);
    this.#cursor = this.memory.header[this.#cursorAt];
  }

  /** Slots missed so far. */
  get lost(): number {
    return this.#lost;
  }

  /** Copies the next slot's words into `target`. */
  read(target: Int32Array): ReadOutcome {
    const { header, words, capacity, wordsPerSlot } = this.memory;
    const limit = Atomics.load(header, this.#limitAt);
    if (limit === this.#cursor) return READ_EMPTY;
    const from = (this.#cursor & (capacity - 1)) * wordsPerSlot;
    for (let i = 0; i < wordsPerSlot; i++) target[i] = words[from + i];
    // A read-modify-write fences: the copy above cannot drift past it.
    const reserved = Atomics.add(header, AT_RESERVED, 0);
    if (((reserved - this.#cursor) | 0) > capacity) return this.#skip(limit);
    this.#cursor = (this.#cursor + 1) | 0;
    Atomics.store(header, this.#cursorAt, this.#cursor);
    return READ_SLOT;
  }

  /** True once the producer has closed and everything it kept has been read. */
  ended(): boolean {
    const { header } = this.memory;
    return Atomics.load(header, AT_CLOSED) === 1 &&
      Atomics.load(header, this.#limitAt) === this.#cursor;
  }

  #skip(limit: number): ReadOutcome {
    this.#lost += (limit - this.#cursor) | 0;
    this.#cursor = limit;
    Atomics.store(this.memory.header, this.#cursorAt, limit);
    return READ_LAPPED;
  }
}
