/**
 * Puts journal entries into their ring. A call of a strategy may bring more entries than the ring has
 * room for, and trading cannot wait in the middle of one: what does not fit waits here, and trading
 * takes no further input until it is through.
 *
 * ```text
 *   take() ─▶ ring ─▶ flush() ─▶ recorder (gating), control plane (lossy)
 *          ╰▶ spill ─▶ ring      when the recorder is behind
 * ```
 *
 * Hot path: no allocation (the spill grows by doubling, and stays).
 */
import { assert } from "../../base/assert.ts";
import type { RingProducer } from "../../ring/producer.ts";
import { JOURNAL_WORDS } from "../../wire/journal.ts";
import type { JournalSink } from "./journal.ts";

const FIRST_SPILL_SLOTS = 64;

export class JournalRing implements JournalSink {
  readonly #ring: RingProducer;
  #spill = new Int32Array(FIRST_SPILL_SLOTS * JOURNAL_WORDS);
  #spillFrom = 0;
  #spillTo = 0;

  readonly #isReplaced: () => boolean;

  /** @param isReplaced another worker writes into the ring now */
  constructor(ring: RingProducer, isReplaced: () => boolean = () => false) {
    this.#ring = ring;
    this.#isReplaced = isReplaced;
  }

  take(words: Int32Array): void {
    assert(!this.#isReplaced(), "a worker that was replaced keeps no journal");
    if (this.#spillTo > this.#spillFrom || this.#ring.room(1) < 1) return this.#spillOver(words);
    this.#copy(words, 0);
  }

  /** Makes entries visible. @returns false while some still wait for room */
  flush(nowNanos: number): boolean {
    while (this.#spillTo > this.#spillFrom && this.#ring.room(1) > 0) {
      this.#copy(this.#spill, this.#spillFrom++ * JOURNAL_WORDS);
    }
    this.#ring.publish(nowNanos);
    if (this.#spillTo > this.#spillFrom) return false;
    this.#spillFrom = 0;
    this.#spillTo = 0;
    return true;
  }

  /** The session is over: readers drain what is there. */
  close(): void {
    this.#ring.close();
  }

  #copy(words: Int32Array, from: number): void {
    const at = this.#ring.claim();
    for (let i = 0; i < JOURNAL_WORDS; i++) this.#ring.words[at + i] = words[from + i];
  }

  #spillOver(words: Int32Array): void {
    const to = this.#spillTo++ * JOURNAL_WORDS;
    if (to === this.#spill.length) {
      const spill = new Int32Array(2 * this.#spill.length);
      spill.set(this.#spill);
      this.#spill = spill;
    }
    for (let i = 0; i < JOURNAL_WORDS; i++) this.#spill[to + i] = words[i];
  }
}
