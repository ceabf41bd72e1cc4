/**
 * Quotes that carry a time but no update id. Such a quote describes the book somewhere around its
 * time, so it is held against the book as it arrives and after each group, up to the first group
 * that is later than the quote; one equality is agreement.
 *
 * Hot path: no allocation.
 */
import type { L2Book } from "./l2_book.ts";

/** Quotes that may wait at once; one more makes the oldest count as unmatched. */
const CAPACITY = 16;

export class TimedQuotes {
  readonly #exchNanos = new Float64Array(CAPACITY);
  readonly #bidTicks = new Int32Array(CAPACITY);
  readonly #askTicks = new Int32Array(CAPACITY);
  readonly #bidLots = new Float64Array(CAPACITY);
  readonly #askLots = new Float64Array(CAPACITY);
  #count = 0;
  #compared = 0;
  #unmatched = 0;

  /** Quotes decided so far. */
  get compared(): number {
    return this.#compared;
  }

  /** Of those, the ones that never agreed. */
  get unmatched(): number {
    return this.#unmatched;
  }

  /** A quote arrived. */
  push(
    depth: L2Book,
    exchNanos: number,
    bidTicks: number,
    bidLots: number,
    askTicks: number,
    askLots: number,
  ): void {
    if (this.#count === CAPACITY) this.#decide(0, false);
    const i = this.#count++;
    this.#exchNanos[i] = exchNanos;
    this.#bidTicks[i] = bidTicks;
    this.#bidLots[i] = bidLots;
    this.#askTicks[i] = askTicks;
    this.#askLots[i] = askLots;
    if (this.#agrees(i, depth)) this.#decide(i, true);
  }

  /** A group was applied at `exchNanos`. */
  onGroup(depth: L2Book, exchNanos: number): void {
    for (let i = this.#count - 1; i >= 0; i--) {
      if (this.#agrees(i, depth)) this.#decide(i, true);
      else if (exchNanos > this.#exchNanos[i]) this.#decide(i, false);
    }
  }

  /** Forgets the quotes that wait. */
  reset(): void {
    this.#count = 0;
  }

  #agrees(i: number, { bids, asks }: L2Book): boolean {
    return bids.bestTicks === this.#bidTicks[i] && asks.bestTicks === this.#askTicks[i] &&
      bids.bestLots === this.#bidLots[i] && asks.bestLots === this.#askLots[i];
  }

  #decide(i: number, agreed: boolean): void {
    this.#compared++;
    if (!agreed) this.#unmatched++;
    this.#count--;
    for (let at = i; at < this.#count; at++) {
      this.#exchNanos[at] = this.#exchNanos[at + 1];
      this.#bidTicks[at] = this.#bidTicks[at + 1];
      this.#bidLots[at] = this.#bidLots[at + 1];
      this.#askTicks[at] = this.#askTicks[at + 1];
      this.#askLots[at] = this.#askLots[at + 1];
    }
  }
}
