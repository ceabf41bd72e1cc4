/**
 * The orders of one side by number, so that one can be picked at random. Orders that traded are not
 * taken out at once: whoever picks a dead one drops it, so the dead stay a small share.
 *
 * Hot path: no allocation (the list grows by doubling, and stays).
 */
import { assert } from "../base/assert.ts";

const FIRST_ORDERS = 1_024;

export class StandingOrders {
  #ids = new Int32Array(FIRST_ORDERS);
  #priceTicks = new Int32Array(FIRST_ORDERS);
  #count = 0;

  /** Orders in the list, the dead among them included. */
  get count(): number {
    return this.#count;
  }

  idAt(index: number): number {
    return this.#ids[index];
  }

  priceTicksAt(index: number): number {
    return this.#priceTicks[index];
  }

  add(id: number, priceTicks: number): void {
    if (this.#count === this.#ids.length) this.#grow();
    this.#ids[this.#count] = id;
    this.#priceTicks[this.#count++] = priceTicks;
  }

  /** Takes an order out; the last one moves to its place. */
  drop(index: number): void {
    assert(index >= 0 && index < this.#count, "the list has this index");
    const last = --this.#count;
    this.#ids[index] = this.#ids[last];
    this.#priceTicks[index] = this.#priceTicks[last];
  }

  #grow(): void {
    this.#ids = doubled(this.#ids);
    this.#priceTicks = doubled(this.#priceTicks);
  }
}

function doubled(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(values.length * 2);
  larger.set(values);
  return larger;
}
