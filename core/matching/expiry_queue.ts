/**
 * Good-till-date orders by when they go: a binary heap of terms, earliest first, of equal dates the
 * order accepted first. Terms know their place in the heap, so that an order that goes before its
 * time is taken out in a few steps.
 *
 * Hot path: no allocation (the heap grows by doubling, and stays).
 */
import type { OrderTerms } from "./order_terms.ts";

const FIRST_CAPACITY = 16;

export class ExpiryQueue {
  readonly #terms: OrderTerms;
  #heap = new Int32Array(FIRST_CAPACITY);
  #size = 0;

  constructor(terms: OrderTerms) {
    this.#terms = terms;
  }

  /** Terms of the order that goes next, 0 = none. */
  get first(): number {
    return this.#size === 0 ? 0 : this.#heap[0];
  }

  add(terms: number): void {
    if (this.#size === this.#heap.length) {
      const larger = new Int32Array(this.#size * 2);
      larger.set(this.#heap);
      this.#heap = larger;
    }
    this.#rise(this.#size++, terms);
  }

  /** Takes terms out, if they are in the queue. */
  delete(terms: number): void {
    const at = this.#terms.heapAt(terms);
    if (at < 0) return;
    const last = this.#heap[--this.#size];
    if (last === terms) return;
    if (at > 0 && this.#isBefore(last, this.#heap[(at - 1) >> 1])) this.#rise(at, last);
    else this.#sink(at, last);
  }

  #rise(from: number, terms: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(terms, this.#heap[parent])) break;
      this.#put(at, this.#heap[parent]);
      at = parent;
    }
    this.#put(at, terms);
  }

  #sink(from: number, terms: number): void {
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#isBefore(this.#heap[child + 1], this.#heap[child])) {
        child++;
      }
      if (!this.#isBefore(this.#heap[child], terms)) break;
      this.#put(at, this.#heap[child]);
      at = child;
    }
    this.#put(at, terms);
  }

  #put(at: number, terms: number): void {
    this.#heap[at] = terms;
    this.#terms.setHeapAt(terms, at);
  }

  #isBefore(a: number, b: number): boolean {
    const later = this.#terms.expiryNanos(a) - this.#terms.expiryNanos(b);
    return later < 0 || (later === 0 && this.#terms.sequence(a) < this.#terms.sequence(b));
  }
}
