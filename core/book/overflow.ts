/**
 * Price levels too far from the best for the ladder's window: a small sorted array. The best of them
 * is at its end, which is where levels come from and go to when the window moves.
 *
 * Far levels come and go rarely: finding one costs a binary search, inserting and removing shift
 * what is nearer to the market, 16 bytes a level.
 *
 * Hot path: no allocation (the arrays grow by doubling, and stay).
 */
const FIRST_CAPACITY = 16;
/** Below this, a loop is quicker than a call into copyWithin. */
const LOOP_BELOW = 64;

export class Overflow {
  #keys = new Int32Array(FIRST_CAPACITY);
  #lots = new Float64Array(FIRST_CAPACITY);
  #tags = new Int32Array(FIRST_CAPACITY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Key number `index` in ascending order: the best has index size − 1. */
  keyAt(index: number): number {
    return this.#keys[index];
  }

  lotsAt(index: number): number {
    return this.#lots[index];
  }

  tagAt(index: number): number {
    return this.#tags[index];
  }

  /** Quantity of the level with this key, 0 = no level. */
  lotsOf(key: number): number {
    const index = this.lowerBound(key);
    return this.holds(key, index) ? this.#lots[index] : 0;
  }

  /** Tag of the level with this key, 0 = none. */
  tagOf(key: number): number {
    const index = this.lowerBound(key);
    return this.holds(key, index) ? this.#tags[index] : 0;
  }

  /** Tags the level with this key, if there is one. */
  setTag(key: number, tag: number): void {
    const index = this.lowerBound(key);
    if (this.holds(key, index)) this.#tags[index] = tag;
  }

  setLots(index: number, lots: number): void {
    this.#lots[index] = lots;
  }

  /** Position of a key if {@link holds} says so, otherwise where it would be inserted. */
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

  /** True when the level at this position has this key. */
  holds(key: number, index: number): boolean {
    return index < this.#size && this.#keys[index] === key;
  }

  insert(index: number, key: number, lots: number, tag: number): void {
    if (this.#size === this.#keys.length) this.#grow();
    shift(this.#keys, index + 1, index, this.#size);
    shift(this.#lots, index + 1, index, this.#size);
    shift(this.#tags, index + 1, index, this.#size);
    this.#keys[index] = key;
    this.#lots[index] = lots;
    this.#tags[index] = tag;
    this.#size++;
  }

  remove(index: number): void {
    shift(this.#keys, index, index + 1, this.#size);
    shift(this.#lots, index, index + 1, this.#size);
    shift(this.#tags, index, index + 1, this.#size);
    this.#size--;
  }

  /** Appends a level, which need not be the best: {@link reverseFrom} puts a run in order. */
  push(key: number, lots: number, tag: number): void {
    if (this.#size === this.#keys.length) this.#grow();
    this.#keys[this.#size] = key;
    this.#lots[this.#size] = lots;
    this.#tags[this.#size] = tag;
    this.#size++;
  }

  /** Removes the best level. */
  pop(): void {
    this.#size--;
  }

  /** Turns round the levels from position `from` to the end. */
  reverseFrom(from: number): void {
    reverse(this.#keys, from, this.#size);
    reverse(this.#lots, from, this.#size);
    reverse(this.#tags, from, this.#size);
  }

  clear(): void {
    this.#size = 0;
  }

  #grow(): void {
    const capacity = this.#keys.length * 2;
    const keys = new Int32Array(capacity);
    const lots = new Float64Array(capacity);
    const tags = new Int32Array(capacity);
    keys.set(this.#keys);
    lots.set(this.#lots);
    tags.set(this.#tags);
    this.#keys = keys;
    this.#lots = lots;
    this.#tags = tags;
  }
}

/** Moves array[from … end) so that it starts at `to`, one place up or down. */
function shift(array: Int32Array | Float64Array, to: number, from: number, end: number): void {
  if (end - from >= LOOP_BELOW) {
    array.copyWithin(to, from, end);
  } else if (to > from) {
    for (let i = end; i > from; i--) array[i] = array[i - 1];
  } else {
    for (let i = from; i < end; i++) array[i - 1] = array[i];
  }
}

/** Turns array[from … end) round. */
function reverse(array: Int32Array | Float64Array, from: number, end: number): void {
  for (let i = from, j = end - 1; i < j; i++, j--) {
    const value = array[i];
    array[i] = array[j];
    array[j] = value;
  }
}
