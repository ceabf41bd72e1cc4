/**
 * Orders by id: a hash map from 64-bit ids, as two words each, to the numbers of orders, which know
 * their ids themselves.
 *
 * ```text
 *   entry, 8 bytes:   0 hash i32    4 order i32, 0 = the entry is empty
 * ```
 *
 * Open addressing with linear probing: the eight entries of a cache line are looked at for the price
 * of one, and a hash that is equal is all but the id itself. Deleting shifts later entries of the run
 * back (Knuth, The Art of Computer Programming 3, 6.4, algorithm R), so there are no tombstones, and
 * a map that has seen a billion orders is as quick as a new one.
 *
 * Hot path: no allocation (the table grows by doubling, and stays).
 */

/** Who knows the ids of orders. */
export interface KnownIds {
  /** True for the order with this id. */
  hasId(order: number, low: number, high: number): boolean;
}

const FIRST_ENTRIES = 32;
/** Of entries, at least; few entries with neighbours make the end of a run easy to foresee. */
const ENTRIES_AN_ORDER = 4;

export class OrderMap {
  readonly #orders: KnownIds;
  #entries = new Int32Array(FIRST_ENTRIES * 2);
  /** Over word indexes of entries. */
  #mask = FIRST_ENTRIES * 2 - 2;
  /** The upper bits of a hash choose the entry. */
  #shift = 31 - Math.log2(FIRST_ENTRIES);
  #size = 0;

  constructor(orders: KnownIds) {
    this.#orders = orders;
  }

  get size(): number {
    return this.#size;
  }

  /** The order with this id, 0 = none. */
  find(low: number, high: number): number {
    const entries = this.#entries;
    const mask = this.#mask;
    const hash = hashOf(low, high);
    for (let at = (hash >>> this.#shift) & mask;; at = (at + 2) & mask) {
      const order = entries[at + 1];
      if (order === 0) return 0;
      if (entries[at] === hash && this.#orders.hasId(order, low, high)) return order;
    }
  }

  /** Adds an order whose id is new. */
  add(low: number, high: number, order: number): void {
    const entries = this.#entries;
    const mask = this.#mask;
    const hash = hashOf(low, high);
    let at = (hash >>> this.#shift) & mask;
    while (entries[at + 1] !== 0) at = (at + 2) & mask;
    entries[at] = hash;
    entries[at + 1] = order;
    if (++this.#size * (2 * ENTRIES_AN_ORDER) > mask) this.#grow();
  }

  /** Deletes an order that is there. */
  delete(low: number, high: number, order: number): void {
    const entries = this.#entries;
    const mask = this.#mask;
    let gap = (hashOf(low, high) >>> this.#shift) & mask;
    while (entries[gap + 1] !== order) gap = (gap + 2) & mask;
    this.#size--;
    for (let at = (gap + 2) & mask; entries[at + 1] !== 0; at = (at + 2) & mask) {
      const home = (entries[at] >>> this.#shift) & mask;
      // An entry may fill the gap unless its home lies after the gap, on the way to the entry.
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      entries[gap] = entries[at];
      entries[gap + 1] = entries[at + 1];
      gap = at;
    }
    entries[gap + 1] = 0;
  }

  clear(): void {
    if (this.#size === 0) return;
    this.#entries.fill(0);
    this.#size = 0;
  }

  #grow(): void {
    const old = this.#entries;
    const entries = new Int32Array(old.length * 2);
    const mask = entries.length - 2;
    this.#shift--;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue;
      let at = (old[from] >>> this.#shift) & mask;
      while (entries[at + 1] !== 0) at = (at + 2) & mask;
      entries[at] = old[from];
      entries[at + 1] = old[from + 1];
    }
    this.#entries = entries;
    this.#mask = mask;
  }
}

/**
 * Fibonacci hashing (Knuth 3, 6.4): the upper bits of id × 2^32 / φ. Ids that count up, as most do,
 * land as far from each other as they can, so that runs are short. The shifts and the second
 * multiplier bring in what differs in upper bits only. Ids below 2^32 all have different hashes.
 */
function hashOf(low: number, high: number): number {
  return Math.imul(low ^ (low >>> 16) ^ Math.imul(high, 0x85eb_ca6b), 0x9e37_79b1);
}
