/**
 * Price levels too far from the best for a side's window: a small sorted array of keys and levels.
 * The best of them is at the end, which is where levels come from and go to when the window moves.
 *
 * Hot path: no allocation (the arrays grow by doubling, and stay).
 */
const FIRST_CAPACITY = 16;

export class FarLevels {
  #keys = new Int32Array(FIRST_CAPACITY);
  #levels = new Int32Array(FIRST_CAPACITY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Key number `index` in ascending order: the best has index size − 1. */
  keyAt(index: number): number {
    return this.#keys[index];
  }

  levelAt(index: number): number {
    return this.#levels[index];
  }

  /** The level with this key, 0 = none. */
  find(key: number): number {
    const index = this.lowerBound(key);
    return index < this.#size && this.#keys[index] === key ? this.#levels[index] : 0;
  }

  /** Position of a key if it is there, otherwise where it would be. */
  lowerBound(key: number): number {
    const keys = this.#keys;
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (keys[middle] < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  insert(key: number, level: number): void {
    const index = this.lowerBound(key);
    if (this.#size === this.#keys.length) this.#grow();
    this.#keys.copyWithin(index + 1, index, this.#size);
    this.#levels.copyWithin(index + 1, index, this.#size);
    this.#keys[index] = key;
    this.#levels[index] = level;
    this.#size++;
  }

  /** Removes a key that is there. */
  delete(key: number): void {
    const index = this.lowerBound(key);
    this.#keys.copyWithin(index, index + 1, this.#size);
    this.#levels.copyWithin(index, index + 1, this.#size);
    this.#size--;
  }

  /** Removes the best. */
  pop(): void {
    this.#size--;
  }

  #grow(): void {
    const keys = new Int32Array(this.#keys.length * 2);
    const levels = new Int32Array(keys.length);
    keys.set(this.#keys);
    levels.set(this.#levels);
    this.#keys = keys;
    this.#levels = levels;
  }
}
