/**
 * The newest items of a kind, numbered: what streams and pages read. Bounded; the oldest goes first.
 */

export class EventLog<T> {
  readonly #items: (T | undefined)[];
  readonly #capacity: number;
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#items = new Array(capacity);
  }

  /** Number that the next item will have. */
  get next(): number {
    return this.#next;
  }

  /** Number of the oldest item that is still here. */
  get oldest(): number {
    return Math.max(0, this.#next - this.#capacity);
  }

  push(item: T): void {
    this.#items[this.#next++ % this.#capacity] = item;
  }

  /** Items from number `from` on, oldest first; what has gone is left out. */
  since(from: number): T[] {
    const items: T[] = [];
    for (let i = Math.max(from, this.oldest); i < this.#next; i++) items.push(this.at(i));
    return items;
  }

  /** At most `limit` items before number `before`, newest first. */
  before(before: number, limit: number): T[] {
    const items: T[] = [];
    const from = Math.min(before, this.#next) - 1;
    for (let i = from; i >= this.oldest && items.length < limit; i--) items.push(this.at(i));
    return items;
  }

  at(number: number): T {
    return this.#items[number % this.#capacity] as T;
  }
}
