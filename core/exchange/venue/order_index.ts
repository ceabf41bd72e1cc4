/**
 * Our orders by id: a hash map from ids, which count up, to places in the pool. Open addressing with
 * linear probing; deleting shifts later entries back, so there are no tombstones.
 *
 * Hot path: no allocation (the table grows by doubling, and stays).
 */
const FIRST_ENTRIES = 128;

export class OrderIndex {
  #ids = new Float64Array(FIRST_ENTRIES);
  /** 0 = the entry is empty. */
  #orders = new Int32Array(FIRST_ENTRIES);
  #mask = FIRST_ENTRIES - 1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The order with this id, 0 = none. */
  find(id: number): number {
    const mask = this.#mask;
    for (let at = home(id, mask);; at = (at + 1) & mask) {
      const order = this.#orders[at];
      if (order === 0 || this.#ids[at] === id) return order;
    }
  }

  /** Adds an order whose id is new. */
  add(id: number, order: number): void {
    if (++this.#size * 4 > this.#mask) this.#grow();
    this.#put(id, order);
  }

  /** Deletes an order that is there. */
  delete(id: number): void {
    const mask = this.#mask;
    let gap = home(id, mask);
    while (this.#ids[gap] !== id) gap = (gap + 1) & mask;
    this.#size--;
    for (let at = (gap + 1) & mask; this.#orders[at] !== 0; at = (at + 1) & mask) {
      if (((at - home(this.#ids[at], mask)) & mask) < ((at - gap) & mask)) continue;
      this.#ids[gap] = this.#ids[at];
      this.#orders[gap] = this.#orders[at];
      gap = at;
    }
    this.#orders[gap] = 0;
    this.#ids[gap] = 0;
  }

  #put(id: number, order: number): void {
    let at = home(id, this.#mask);
    while (this.#orders[at] !== 0) at = (at + 1) & this.#mask;
    this.#ids[at] = id;
    this.#orders[at] = order;
  }

  #grow(): void {
    const ids = this.#ids;
    const orders = this.#orders;
    this.#ids = new Float64Array(ids.length * 2);
    this.#orders = new Int32Array(ids.length * 2);
    this.#mask = this.#orders.length - 1;
    for (let i = 0; i < orders.length; i++) {
      if (orders[i] !== 0) this.#put(ids[i], orders[i]);
    }
  }
}

function home(id: number, mask: number): number {
  return (Math.imul(id | 0, 0x9e37_79b1) >>> 7) & mask;
}
