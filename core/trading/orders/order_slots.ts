/**
 * From an order's id to its row in the table: open addressing with linear probing. Deleting shifts
 * later entries of the run back (Knuth, The Art of Computer Programming 3, 6.4, algorithm R).
 *
 * Hot path: no allocation (the table grows by doubling, and stays).
 */
const FIRST_ENTRIES = 256;

export class OrderSlots {
  /** 0 = empty; ids are above 0. */
  #ids = new Float64Array(FIRST_ENTRIES);
  #slots = new Int32Array(FIRST_ENTRIES);
  #size = 0;

  /** The row, −1 = none. */
  find(id: number): number {
    const mask = this.#ids.length - 1;
    for (let at = homeOf(id, mask);; at = (at + 1) & mask) {
      const there = this.#ids[at];
      if (there === 0) return -1;
      if (there === id) return this.#slots[at];
    }
  }

  /** Adds an id that is not there. */
  add(id: number, slot: number): void {
    if (++this.#size * 2 > this.#ids.length) this.#grow();
    this.#place(id, slot);
  }

  /** Deletes an id that is there. */
  delete(id: number): void {
    const ids = this.#ids;
    const mask = ids.length - 1;
    let gap = homeOf(id, mask);
    while (ids[gap] !== id) gap = (gap + 1) & mask;
    this.#size--;
    for (let at = (gap + 1) & mask; ids[at] !== 0; at = (at + 1) & mask) {
      const home = homeOf(ids[at], mask);
      // An entry may fill the gap unless its home lies after the gap, on the way to the entry.
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      ids[gap] = ids[at];
      this.#slots[gap] = this.#slots[at];
      gap = at;
    }
    ids[gap] = 0;
  }

  #place(id: number, slot: number): void {
    const mask = this.#ids.length - 1;
    let at = homeOf(id, mask);
    while (this.#ids[at] !== 0) at = (at + 1) & mask;
    this.#ids[at] = id;
    this.#slots[at] = slot;
  }

  #grow(): void {
    const ids = this.#ids;
    const slots = this.#slots;
    this.#ids = new Float64Array(ids.length * 2);
    this.#slots = new Int32Array(ids.length * 2);
    for (let at = 0; at < ids.length; at++) {
      if (ids[at] !== 0) this.#place(ids[at], slots[at]);
    }
  }
}

/**
 * Fibonacci hashing (Knuth 3, 6.4): ids that count up land as far from each other as they can. By
 * themselves they would make one run of all entries, and deleting would walk along all of it.
 */
function homeOf(id: number, mask: number): number {
  return (Math.imul(id, 0x9e37_79b1) >>> 8) & mask;
}
