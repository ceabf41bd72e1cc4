/**
 * One side of a book: price levels in order, with constant-time access to any price near the market.
 *
 * ```text
 *   key = price for bids, −price for asks: the best level always has the greatest key
 *
 *        worse ◀────────────────────────────────────────────────────────▶ better
 *   overflow (sorted array)  │ low        window, W slots        best      low + W │ (nothing)
 *   o  o   o  oo  o          │ ·  · o · oo o ·  · o o o o ooooooo●  ·  ·  ·  ·  ·  │
 *                                    slot = key & (W − 1), a circle
 * ```
 *
 * A level is an index into the level arrays and keeps it for as long as it lives; window and
 * overflow only hold indexes, so that moving the window moves four bytes a level and nothing else.
 * The window follows the best, which stays in its upper three quarters while levels lie in overflow:
 * raising `low` sends levels to overflow's end, lowering it takes them back from there. When many
 * levels gather in overflow, or go there at once, within reach of a larger window, it grows.
 *
 * Hot path: no allocation (levels and window grow by doubling, and stay).
 */
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../base/units.ts";
import { Bitmap } from "./bitmap.ts";
import { Overflow } from "./overflow.ts";

/** A session may hold 9,000 books: start small. */
const FIRST_WINDOW = 512;
export const MAX_WINDOW = 131_072;
/** Levels in overflow that make the window think of growing. */
export const OVERFLOW_BOUND = 256;
/** A larger window must take in this many of them; so growing costs little per level inserted. */
const GROWTH_GAIN = OVERFLOW_BOUND / 2;
/** So many levels, if they are a quarter of all, are not to leave the window at once: it grows. */
const MASS_MOVE = 32;
const FIRST_LEVELS = 32;
const MIN_KEY = -0x8000_0000;
const KEYS_END = 0x8000_0000;

export class Ladder {
  /** Price by level. */
  priceTicks = new Int32Array(FIRST_LEVELS);
  /** Quantity by level; change it freely while it stays above 0. */
  qtyLots = new Float64Array(FIRST_LEVELS);
  /** 0 for bids, −1 for asks: (x ^ flip) − flip is x or −x. */
  readonly #flip: number;
  readonly #overflow = new Overflow();
  #window = new Int32Array(FIRST_WINDOW);
  #occupied = new Bitmap(FIRST_WINDOW);
  #mask = FIRST_WINDOW - 1;
  #low = 0;
  #bestKey = MIN_KEY;
  #bestLevel = 0;
  #size = 0;
  /** Free levels are chained through their prices; 0 ends the chain. */
  #free = 0;
  #levelsUsed = 1;

  constructor(side: typeof SIDE_BID | typeof SIDE_ASK) {
    this.#flip = side === SIDE_ASK ? -1 : 0;
  }

  /** Number of levels. */
  get size(): number {
    return this.#size;
  }

  /** The best price, NO_PRICE_TICKS when empty. */
  get bestTicks(): number {
    return this.#size === 0 ? NO_PRICE_TICKS : this.priceTicks[this.#bestLevel];
  }

  /** The best level, 0 when empty. */
  get bestLevel(): number {
    return this.#bestLevel;
  }

  /** Quantity at the best price, 0 when empty. */
  get bestLots(): number {
    return this.#size === 0 ? 0 : this.qtyLots[this.#bestLevel];
  }

  /** Slots of the window, for tests and reports. */
  get windowTicks(): number {
    return this.#mask + 1;
  }

  /** Levels outside the window, for tests and reports. */
  get overflowSize(): number {
    return this.#overflow.size;
  }

  /** The level at a price, 0 = none. */
  find(priceTicks: number): number {
    const key = (priceTicks ^ this.#flip) - this.#flip;
    return this.#inWindow(key) ? this.#window[key & this.#mask] : this.#overflow.find(key);
  }

  /** The level at a price, made when it is not there yet: then give it a quantity. */
  open(priceTicks: number): number {
    const level = this.find(priceTicks);
    return level !== 0 ? level : this.#insert(priceTicks);
  }

  /** Removes a level. */
  close(level: number): void {
    const key = this.#keyOf(level);
    const slot = key & this.#mask;
    if (this.#inWindow(key)) {
      this.#window[slot] = 0;
      this.#occupied.remove(slot);
    } else {
      this.#overflow.remove(key);
    }
    this.qtyLots[level] = 0;
    this.priceTicks[level] = this.#free;
    this.#free = level;
    this.#size--;
    if (level === this.#bestLevel) this.#lowerBest(slot);
  }

  /** Sets the quantity at a price; 0 removes the level. */
  set(priceTicks: number, qtyLots: number): void {
    if (qtyLots > 0) {
      // First the level, then the array: making a level may replace the array by a larger one.
      const level = this.open(priceTicks);
      this.qtyLots[level] = qtyLots;
    } else {
      const level = this.find(priceTicks);
      if (level !== 0) this.close(level);
    }
  }

  /** Adds to the quantity at a price; what falls to 0 or below is removed. */
  add(priceTicks: number, deltaLots: number): void {
    const level = this.find(priceTicks);
    this.set(priceTicks, (level === 0 ? 0 : this.qtyLots[level]) + deltaLots);
  }

  /** The next worse level, 0 = none. */
  next(level: number): number {
    const key = this.#keyOf(level);
    const overflow = this.#overflow;
    if (!this.#inWindow(key)) {
      const index = overflow.indexOf(key);
      return index > 0 ? overflow.levelAt(index - 1) : 0;
    }
    const below = this.#window[this.#occupied.downFrom((key - 1) & this.#mask)];
    if (this.#keyOf(below) < key) return below;
    return overflow.size > 0 ? overflow.levelAt(overflow.size - 1) : 0;
  }

  /**
   * Writes the best `count` levels, best first; absent ones as NO_PRICE_TICKS and 0 lots.
   * @returns how many levels are there
   */
  fillTop(
    count: number,
    outTicks: Int32Array,
    ticksAt: number,
    outLots: Float64Array,
    lotsAt: number,
  ): number {
    const overflow = this.#overflow;
    const present = Math.min(count, this.#size);
    const near = Math.min(present, this.#size - overflow.size);
    const { priceTicks, qtyLots } = this;
    const window = this.#window;
    const words = this.#occupied.words;
    const bestSlot = this.#bestKey & this.#mask;
    let word = bestSlot >> 5;
    let bits = words[word] & (-1 >>> (31 - (bestSlot & 31)));
    let i = 0;
    for (; i < near; i++) {
      if (bits === 0) {
        word = this.#occupied.wordBelow(word);
        bits = words[word];
      }
      const bit = 31 - Math.clz32(bits);
      bits ^= 1 << bit;
      const level = window[(word << 5) | bit];
      outTicks[ticksAt + i] = priceTicks[level];
      outLots[lotsAt + i] = qtyLots[level];
    }
    for (let far = overflow.size - 1; i < present; i++, far--) {
      const level = overflow.levelAt(far);
      outTicks[ticksAt + i] = priceTicks[level];
      outLots[lotsAt + i] = qtyLots[level];
    }
    for (; i < count; i++) {
      outTicks[ticksAt + i] = NO_PRICE_TICKS;
      outLots[lotsAt + i] = 0;
    }
    return present;
  }

  /** Removes all levels; window and arrays keep their sizes. */
  clear(): void {
    if (this.#size === 0) return;
    this.#window.fill(0);
    this.#occupied.clear();
    this.#overflow.clear();
    this.qtyLots.fill(0);
    this.#bestKey = MIN_KEY;
    this.#bestLevel = 0;
    this.#size = 0;
    this.#free = 0;
    this.#levelsUsed = 1;
  }

  #inWindow(key: number): boolean {
    return ((key - this.#low) >>> 0) <= this.#mask;
  }

  #keyOf(level: number): number {
    return (this.priceTicks[level] ^ this.#flip) - this.#flip;
  }

  #insert(priceTicks: number): number {
    const key = (priceTicks ^ this.#flip) - this.#flip;
    const level = this.#takeLevel();
    this.priceTicks[level] = priceTicks;
    if (key > this.#bestKey) {
      if (!this.#inWindow(key)) this.#moveWindow(key);
      this.#bestKey = key;
      this.#bestLevel = level;
    }
    this.#size++;
    if (this.#inWindow(key)) this.#place(key, level);
    else this.#insertFar(key, level);
    return level;
  }

  #insertFar(key: number, level: number): void {
    this.#overflow.insert(key, level);
    if (this.#bestIsLow()) this.#moveWindow(this.#bestKey);
    else if (this.#overflow.size > OVERFLOW_BOUND) this.#growWindow(this.#bestKey, GROWTH_GAIN);
  }

  #place(key: number, level: number): void {
    const slot = key & this.#mask;
    this.#window[slot] = level;
    this.#occupied.add(slot);
  }

  /** Finds the best level after the one in `slot` was removed. */
  #lowerBest(slot: number): void {
    if (this.#size === 0) {
      this.#bestKey = MIN_KEY;
      this.#bestLevel = 0;
      return;
    }
    const below = this.#occupied.downFrom(slot);
    const overflow = this.#overflow;
    this.#bestLevel = below < 0 ? overflow.levelAt(overflow.size - 1) : this.#window[below];
    this.#bestKey = this.#keyOf(this.#bestLevel);
    if (below < 0 || this.#bestIsLow()) this.#moveWindow(this.#bestKey);
  }

  /** True when levels in overflow would be better placed in the window. */
  #bestIsLow(): boolean {
    return this.#overflow.size > 0 && this.#bestKey - this.#low < (this.#mask + 1) >> 2;
  }

  /** Puts the window where `key`, the best, has three quarters of it below. */
  #moveWindow(key: number): void {
    const low = lowFor(key, this.#mask + 1);
    const evicted = low > this.#low ? this.#evictBelow(low) : 0;
    this.#low = low;
    this.#admit();
    if (evicted >= MASS_MOVE && evicted * 4 > this.#size) this.#growWindow(key, evicted);
  }

  /** Moves levels below `low` from the window to overflow. @returns how many */
  #evictBelow(low: number): number {
    const overflow = this.#overflow;
    const from = overflow.size;
    const top = Math.min(low - 1, this.#low + this.#mask);
    let slot = this.#occupied.downFrom(top & this.#mask);
    while (slot >= 0) {
      const level = this.#window[slot];
      const key = this.#keyOf(level);
      if (key >= low) break;
      this.#window[slot] = 0;
      this.#occupied.remove(slot);
      overflow.push(key, level);
      slot = this.#occupied.downFrom(slot);
    }
    overflow.reverseFrom(from);
    return overflow.size - from;
  }

  /** Moves levels from overflow into the window as far as it reaches. */
  #admit(): void {
    const overflow = this.#overflow;
    while (overflow.size > 0 && overflow.keyAt(overflow.size - 1) >= this.#low) {
      this.#place(overflow.keyAt(overflow.size - 1), overflow.levelAt(overflow.size - 1));
      overflow.pop();
    }
  }

  /** Doubles the window until it takes in `gain` levels, if any size up to the largest does. */
  #growWindow(bestKey: number, gain: number): void {
    const wanted = this.#overflow.keyAt(this.#overflow.size - gain);
    let window = (this.#mask + 1) * 2;
    while (window <= MAX_WINDOW && lowFor(bestKey, window) > wanted) window *= 2;
    if (window > MAX_WINDOW) return;
    const old = this.#window;
    this.#window = new Int32Array(window);
    this.#occupied = new Bitmap(window);
    this.#mask = window - 1;
    this.#low = lowFor(bestKey, window);
    for (let slot = 0; slot < old.length; slot++) {
      if (old[slot] !== 0) this.#place(this.#keyOf(old[slot]), old[slot]);
    }
    this.#admit();
  }

  #takeLevel(): number {
    const free = this.#free;
    if (free !== 0) {
      this.#free = this.priceTicks[free];
      return free;
    }
    if (this.#levelsUsed === this.priceTicks.length) this.#growLevels();
    return this.#levelsUsed++;
  }

  #growLevels(): void {
    const priceTicks = new Int32Array(this.priceTicks.length * 2);
    priceTicks.set(this.priceTicks);
    this.priceTicks = priceTicks;
    const qtyLots = new Float64Array(priceTicks.length);
    qtyLots.set(this.qtyLots);
    this.qtyLots = qtyLots;
  }
}

/** Where a window starts that has `key` at three quarters; no window wraps around the key range. */
function lowFor(key: number, window: number): number {
  const low = key - window + (window >> 2);
  return Math.max(MIN_KEY, Math.min(low, KEYS_END - window));
}
