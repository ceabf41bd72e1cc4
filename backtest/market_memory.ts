/**
 * A market in memory: what passed through the market ring once, so that every run of a sweep reads it
 * again without decoding anything. Plain data over shared memory: posting it to a worker copies nothing.
 *
 * ```text
 *   source ─▶ ingest ─▶ market ring ─▶ MarketMemoryWriter ─▶ chunks of 65,536 slots
 *                                                              ├──▶ MemorySource (this thread)
 *                                                              └──▶ MemorySource (any worker)
 * ```
 *
 * Chunks are written by one thread and only read once they are finished.
 */
import { assert } from "../core/base/assert.ts";
import { MARKET_SLOT_BYTES } from "../core/base/limits.ts";
import { MARKET_WORDS } from "../core/wire/market.ts";

/** Slots of a chunk: 4 MiB. */
export const CHUNK_SLOTS = 65_536;

/** The recording, as plain data. */
export interface MarketMemory {
  /** What the source called itself. */
  readonly name: string;
  /** The session's epoch, ms since 1970. */
  readonly epochMillis: number;
  readonly slots: number;
  /** Full but for the last. */
  readonly chunks: readonly SharedArrayBuffer[];
  /** Receipt time of the first record; ns since the epoch. */
  readonly firstNanos: number;
}

export class MarketMemoryWriter {
  readonly #chunks: SharedArrayBuffer[] = [];
  readonly #mostSlots: number;
  #words = new Int32Array(new SharedArrayBuffer(0));
  #slots = 0;

  /** @param mostBytes room that the recording may take */
  constructor(mostBytes: number) {
    this.#mostSlots = Math.floor(mostBytes / MARKET_SLOT_BYTES);
  }

  get slots(): number {
    return this.#slots;
  }

  get chunks(): readonly SharedArrayBuffer[] {
    return this.#chunks;
  }

  /** Keeps the slot at word `at`. @returns false when the room is used up */
  append(words: Int32Array, at: number): boolean {
    if (this.#slots === this.#mostSlots) return this.#forget();
    const offset = this.#slots % CHUNK_SLOTS;
    if (offset === 0) this.#addChunk();
    const to = offset * MARKET_WORDS;
    for (let i = 0; i < MARKET_WORDS; i++) this.#words[to + i] = words[at + i];
    this.#slots++;
    return true;
  }

  /** Half a market is of no use. */
  #forget(): boolean {
    this.#chunks.length = 0;
    return false;
  }

  #addChunk(): void {
    const chunk = new SharedArrayBuffer(CHUNK_SLOTS * MARKET_SLOT_BYTES);
    this.#chunks.push(chunk);
    this.#words = new Int32Array(chunk);
    assert(this.#chunks.length * CHUNK_SLOTS > this.#slots, "a chunk takes the next slot");
  }
}
