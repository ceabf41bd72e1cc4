/**
 * The last few bests of a book with the update ids after which they held, oldest to newest.
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";

export class TopRing {
  readonly #mask: number;
  readonly #sequence: Float64Array;
  readonly #bidTicks: Int32Array;
  readonly #askTicks: Int32Array;
  readonly #bidLots: Float64Array;
  readonly #askLots: Float64Array;
  /** Entries are numbered from 0 for ever; those in [first, end) are kept. */
  #first = 0;
  #end = 0;

  constructor(capacity: number) {
    assert((capacity & (capacity - 1)) === 0, "top ring capacity: a power of two");
    this.#mask = capacity - 1;
    this.#sequence = new Float64Array(capacity);
    this.#bidTicks = new Int32Array(capacity);
    this.#askTicks = new Int32Array(capacity);
    this.#bidLots = new Float64Array(capacity);
    this.#askLots = new Float64Array(capacity);
  }

  /** Number of the oldest entry. */
  get first(): number {
    return this.#first;
  }

  /** One past the number of the newest entry. */
  get end(): number {
    return this.#end;
  }

  /** Update id of the newest entry, −1 when there is none. */
  get newestSequence(): number {
    return this.#end === this.#first ? -1 : this.#sequence[(this.#end - 1) & this.#mask];
  }

  sequenceOf(entry: number): number {
    return this.#sequence[entry & this.#mask];
  }

  /** Adds an entry, over the oldest when full. */
  push(
    sequence: number,
    bidTicks: number,
    bidLots: number,
    askTicks: number,
    askLots: number,
  ): void {
    const at = this.#end & this.#mask;
    this.#sequence[at] = sequence;
    this.#bidTicks[at] = bidTicks;
    this.#bidLots[at] = bidLots;
    this.#askTicks[at] = askTicks;
    this.#askLots[at] = askLots;
    this.#end++;
    if (this.#end - this.#first > this.#mask + 1) this.#first++;
  }

  dropOldest(): void {
    this.#first++;
  }

  dropNewest(): void {
    this.#end--;
  }

  clear(): void {
    this.#first = 0;
    this.#end = 0;
  }

  /** The newest entry whose update id is at most `sequence`, −1 = none. */
  newestAtOrBelow(sequence: number): number {
    for (let entry = this.#end - 1; entry >= this.#first; entry--) {
      if (this.#sequence[entry & this.#mask] <= sequence) return entry;
    }
    return -1;
  }

  /** True when an entry of this ring and one of another show the same prices and sizes. */
  equal(entry: number, other: TopRing, otherEntry: number): boolean {
    const at = entry & this.#mask;
    const otherAt = otherEntry & other.#mask;
    return this.#bidTicks[at] === other.#bidTicks[otherAt] &&
      this.#askTicks[at] === other.#askTicks[otherAt] &&
      this.#bidLots[at] === other.#bidLots[otherAt] &&
      this.#askLots[at] === other.#askLots[otherAt];
  }

  /** For reports: "bid 100 × 5, ask 101 × 3", in ticks and lots. */
  describe(entry: number): string {
    const at = entry & this.#mask;
    return `bid ${this.#bidTicks[at]} × ${this.#bidLots[at]}, ` +
      `ask ${this.#askTicks[at]} × ${this.#askLots[at]}`;
  }
}
