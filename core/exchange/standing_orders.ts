/**
 * The ids of one side's orders, so that one can be picked at random. Orders that traded are not
 * taken out at once: whoever picks a dead id drops it, so the dead stay a small share.
 *
 * Hot path: no allocation (the list grows by doubling, and stays).
 */
import { assert } from "../base/assert.ts";

const FIRST_IDS = 1_024;

export class StandingOrders {
  #ids = new Int32Array(FIRST_IDS);
  #count = 0;

  /** Ids in the list, the dead among them included. */
  get count(): number {
    return this.#count;
  }

  at(index: number): number {
    return this.#ids[index];
  }

  add(id: number): void {
    if (this.#count === this.#ids.length) this.#grow();
    this.#ids[this.#count++] = id;
  }

  /** Takes an id out; the last one moves to its place. */
  drop(index: number): void {
    assert(index >= 0 && index < this.#count, "the list has this index");
    this.#ids[index] = this.#ids[--this.#count];
  }

  #grow(): void {
    const larger = new Int32Array(this.#ids.length * 2);
    larger.set(this.#ids);
    this.#ids = larger;
  }
}
