/**
 * Order ids to orders: a hash map from 64-bit ids, as two words each, to positive integers.
 *
 * Open addressing with linear probing; an entry's four words lie in one cache line. Deleting shifts
 * later entries of the run back (Knuth, The Art of Computer Programming 3, 6.4, algorithm R), so
 * there are no tombstones, and a map that has seen a billion orders is as quick as a new one.
 *
 * Hot path: no allocation (the table grows by doubling, and stays).
 */
const FIRST_ENTRIES = 32;
const ENTRY_WORDS = 4;
const AT_LOW = 0;
const AT_HIGH = 1;
/** 0 = the entry is empty. */
const AT_VALUE = 2;

export class OrderMap {
  #entries = new Int32Array(FIRST_ENTRIES * ENTRY_WORDS);
  #mask = FIRST_ENTRIES - 1;
  /** Hashes are 32 bits wide; the upper ones choose the entry. */
  #shift = 32 - Math.log2(FIRST_ENTRIES);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The value of an id, 0 = none. */
  get(low: number, high: number): number {
    return this.#entries[this.#find(low | 0, high | 0) + AT_VALUE];
  }

  /** Sets the value, above 0, of an id. */
  set(low: number, high: number, value: number): void {
    const at = this.#find(low | 0, high | 0);
    const entries = this.#entries;
    if (entries[at + AT_VALUE] === 0) {
      entries[at + AT_LOW] = low;
      entries[at + AT_HIGH] = high;
      this.#size++;
    }
    entries[at + AT_VALUE] = value;
    if (this.#size * 4 > this.#mask) this.#grow();
  }

  delete(low: number, high: number): void {
    const entries = this.#entries;
    const mask = this.#mask;
    let holeAt = this.#find(low | 0, high | 0);
    if (entries[holeAt + AT_VALUE] === 0) return;
    this.#size--;
    const hole = holeAt / ENTRY_WORDS;
    for (let gap = hole, entry = (hole + 1) & mask;; entry = (entry + 1) & mask) {
      const at = entry * ENTRY_WORDS;
      if (entries[at + AT_VALUE] === 0) break;
      const home = hashOf(entries[at + AT_LOW], entries[at + AT_HIGH]) >>> this.#shift;
      // An entry may fill the gap unless its home lies after the gap, on the way to the entry.
      if (((entry - home) & mask) < ((entry - gap) & mask)) continue;
      entries[holeAt + AT_LOW] = entries[at + AT_LOW];
      entries[holeAt + AT_HIGH] = entries[at + AT_HIGH];
      entries[holeAt + AT_VALUE] = entries[at + AT_VALUE];
      gap = entry;
      holeAt = at;
    }
    entries[holeAt + AT_VALUE] = 0;
  }

  clear(): void {
    if (this.#size === 0) return;
    this.#entries.fill(0);
    this.#size = 0;
  }

  /** Word index of the id's entry, or of the empty one where it belongs. */
  #find(low: number, high: number): number {
    const entries = this.#entries;
    const mask = this.#mask;
    let at = (hashOf(low, high) >>> this.#shift) * ENTRY_WORDS;
    while (entries[at + AT_VALUE] !== 0) {
      if (entries[at + AT_LOW] === low && entries[at + AT_HIGH] === high) return at;
      at = (at + ENTRY_WORDS) & (mask * ENTRY_WORDS);
    }
    return at;
  }

  #grow(): void {
    const old = this.#entries;
    this.#entries = new Int32Array(old.length * 2);
    this.#mask = this.#mask * 2 + 1;
    this.#shift--;
    for (let from = 0; from < old.length; from += ENTRY_WORDS) {
      if (old[from + AT_VALUE] === 0) continue;
      const at = this.#find(old[from + AT_LOW], old[from + AT_HIGH]);
      this.#entries[at + AT_LOW] = old[from + AT_LOW];
      this.#entries[at + AT_HIGH] = old[from + AT_HIGH];
      this.#entries[at + AT_VALUE] = old[from + AT_VALUE];
    }
  }
}

/**
 * Fibonacci hashing (Knuth 3, 6.4): the upper bits of id × 2^32 / φ. Ids that count up, as most do,
 * land as far from each other as they can, so that runs are short. The shifts and the second
 * multiplier bring in what differs in upper bits only.
 */
function hashOf(low: number, high: number): number {
  return Math.imul(low ^ (low >>> 16) ^ Math.imul(high, 0x85eb_ca6b), 0x9e37_79b1);
}
