/**
 * Price levels too far from the best for the ladder's window: a small sorted array. The best of them
 * is at its end, which is where levels come from and go to when the window moves.
 *
 * Far levels come and go rarely: finding one costs a binary search, inserting and removing shift
 * what is nearer to the market, 4 + 4 bytes a level.
 *
 * Hot path: no allocation (the arrays grow by doubling, and stay).
 */
const FIRST_CAPACITY = 16;
/** Below this, a loop is quicker than a call into copyWithin. */
const LOOP_BELOW = 64;

export class Overflow {
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
    if (this.#size === 0) return 0;
    const at = this.#lowerBound(key);
    return at < this.#size && this.#keys[at] === key ? this.#levels[at] : 0;
  }

  /** Position of this key's level, −1 = none. */
  indexOf(key: number): number {
    const at = this.#lowerBound(key);
    return at < this.#size && this.#keys[at] === key ? at : -1;
  }

  insert(key: number, level: number): void {
    if (this.#size === this.#keys.length) this.#grow();
    const at = this.#lowerBound(key);
    shift(this.#keys, at + 1, at, this.#size);
    shift(this.#levels, at + 1, at, this.#size);
    this.#keys[at] = key;
    this.#levels[at] = level;
    this.#size++;
  }

  remove(key: number): void {
    const at = this.indexOf(key);
    if (at < 0) return;
    shift(this.#keys, at, at + 1, this.#size);
    shift(this.#levels, at, at + 1, this.#size);
    this.#size--;
  }

  /** Appends a level, which need not be the best: {@link reverseFrom} puts a run in order. */
  push(key: number, level: number): void {
    if (this.#size === this.#keys.length) this.#grow();
    this.#keys[this.#size] = key;
    this.#levels[this.#size] = level;
    this.#size++;
  }

  /** Removes the best level. */
  pop(): void {
    this.#size--;
  }

  /** Turns round the levels from position `from` to the end. */
  reverseFrom(from: number): void {
    for (let i = from, j = this.#size - 1; i < j; i++, j--) {
      const key = this.#keys[i];
      const level = this.#levels[i];
      this.#keys[i] = this.#keys[j];
      this.#levels[i] = this.#levels[j];
      this.#keys[j] = key;
      this.#levels[j] = level;
    }
  }

  clear(): void {
    this.#size = 0;
  }

  /** First position whose key is not below `key`. */
  #lowerBound(key: number): number {
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

  #grow(): void {
    this.#keys = doubled(this.#keys);
    this.#levels = doubled(this.#levels);
  }
}

/** Moves array[from … end) so that it starts at `to`, one place up or down. */
function shift(array: Int32Array, to: number, from: number, end: number): void {
  if (end - from >= LOOP_BELOW) {
    array.copyWithin(to, from, end);
  } else if (to > from) {
    for (let i = end; i > from; i--) array[i] = array[i - 1];
  } else {
    for (let i = from; i < end; i++) array[i - 1] = array[i];
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
