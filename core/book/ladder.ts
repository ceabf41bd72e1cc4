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
 * A level is a quantity above 0 and a tag, which belongs to the ladder's user (the queue of orders
 * behind the level; 0 = none). The window follows the best, which stays in its upper three quarters
 * while levels lie in overflow: raising `low` sends levels to overflow's end, lowering it takes them
 * back from there, and nothing else moves. When many levels gather in overflow, or go there at once,
 * within reach of a larger window, the window grows.
 *
 * Near the market a change is a few stores: whether the level was there before, which nobody can
 * predict, is not asked.
 *
 * Hot path: no allocation (the window grows by doubling, and stays).
 */
import * as units from "../base/units.ts";
import { Bitmap } from "./bitmap.ts";
import { Overflow } from "./overflow.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } = units;

/** A session may hold 9,000 books: start small. */
const FIRST_WINDOW = 512;
export const MAX_WINDOW = 131_072;
/** After so many levels went straight to overflow, the window thinks of growing. */
export const FAR_BOUND = 256;
/** A window has at most so many slots a level: a book of few, scattered levels stays small. */
const MAX_SLOTS_A_LEVEL = 64;
/** So many levels, if they are a quarter of all, are not to leave the window at once: it grows. */
const MASS_MOVE = 32;
const MIN_KEY = -0x8000_0000;
const KEYS_END = 0x8000_0000;

export class Ladder {
  /** Set by whatever changes a level; for the one who keeps what it read, and takes it back. */
  changed = true;
  /** 0 for bids, −1 for asks: (x ^ flip) − flip is x or −x. */
  readonly #flip: number;
  readonly #overflow = new Overflow();
  /** By slot; 0 = no level. */
  #lots = new Float64Array(FIRST_WINDOW);
  #tags = new Int32Array(FIRST_WINDOW);
  #occupied = new Bitmap(FIRST_WINDOW);
  #mask = FIRST_WINDOW - 1;
  #low = 0;
  /** MIN_KEY when empty: no price has it, and its price is NO_PRICE_TICKS on both sides. */
  #bestKey = MIN_KEY;
  /** Levels that went to overflow since the window last thought of growing. */
  #farInserts = 0;

  constructor(side: typeof SIDE_BID | typeof SIDE_ASK) {
    this.#flip = side === SIDE_ASK ? -1 : 0;
  }

  /** Number of levels. Cold: they are counted, because a count kept would cost every change. */
  get size(): number {
    return this.#occupied.count() + this.#overflow.size;
  }

  get isEmpty(): boolean {
    return this.#bestKey === MIN_KEY;
  }

  /** True when there are so many levels or more. */
  hasLevels(count: number): boolean {
    const overflow = this.#overflow.size;
    return count <= overflow || this.#occupied.holds(count - overflow, this.#bestKey & this.#mask);
  }

  /** The best price, NO_PRICE_TICKS when empty. */
  get bestTicks(): number {
    return ((this.#bestKey ^ this.#flip) - this.#flip) | 0;
  }

  /** Quantity at the best price, 0 when empty. */
  get bestLots(): number {
    return this.#lots[this.#bestKey & this.#mask];
  }

  /** True when the best price is this one or better. */
  reaches(priceTicks: number): boolean {
    return this.#bestKey >= (((priceTicks ^ this.#flip) - this.#flip) | 0);
  }

  /** Slots of the window, for tests and reports. */
  get windowTicks(): number {
    return this.#mask + 1;
  }

  /** Levels outside the window, for tests and reports. */
  get overflowSize(): number {
    return this.#overflow.size;
  }

  /** Quantity at a price, 0 = no level. */
  lotsAt(priceTicks: number): number {
    const key = ((priceTicks ^ this.#flip) - this.#flip) | 0;
    return this.#inWindow(key) ? this.#lots[key & this.#mask] : this.#overflow.lotsOf(key);
  }

  /** The tag of the level at a price, 0 = none. */
  tagAt(priceTicks: number): number {
    const key = ((priceTicks ^ this.#flip) - this.#flip) | 0;
    return this.#inWindow(key) ? this.#tags[key & this.#mask] : this.#overflow.tagOf(key);
  }

  /** Tags the level at a price, if there is one; set it to 0 before the level is removed. */
  setTag(priceTicks: number, tag: number): void {
    const key = ((priceTicks ^ this.#flip) - this.#flip) | 0;
    if (this.#inWindow(key)) this.#tags[key & this.#mask] = tag;
    else this.#overflow.setTag(key, tag);
  }

  /** Sets the quantity, 0 or more, at a price; 0 removes the level. */
  set(priceTicks: number, qtyLots: number): void {
    const key = ((priceTicks ^ this.#flip) - this.#flip) | 0;
    this.changed = true;
    if (this.#inWindow(key)) this.#setNear(key, qtyLots);
    else this.#setFar(key, qtyLots);
  }

  /** Adds to the quantity at a price; what falls to 0 or below is removed. */
  add(priceTicks: number, deltaLots: number): void {
    const key = ((priceTicks ^ this.#flip) - this.#flip) | 0;
    this.changed = true;
    if (this.#inWindow(key)) {
      const lots = this.#lots[key & this.#mask] + deltaLots;
      this.#setNear(key, lots > 0 ? lots : 0);
    } else {
      const lots = this.#overflow.lotsOf(key) + deltaLots;
      this.#setFar(key, lots > 0 ? lots : 0);
    }
  }

  /** The next worse price that has a level, NO_PRICE_TICKS = none. */
  nextTicks(priceTicks: number): number {
    const flip = this.#flip;
    const key = (priceTicks ^ flip) - flip;
    const overflow = this.#overflow;
    if (this.#inWindow(key)) {
      const slot = this.#occupied.downFrom((key - 1) & this.#mask);
      const below = this.#keyOf(slot);
      if (slot >= 0 && below < key) return (below ^ flip) - flip;
    }
    const index = overflow.lowerBound(key);
    return index === 0 ? NO_PRICE_TICKS : (overflow.keyAt(index - 1) ^ flip) - flip;
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
    const flip = this.#flip;
    const mask = this.#mask;
    const lots = this.#lots;
    const words = this.#occupied.words;
    const lastWord = words.length - 1;
    const bestKey = this.#bestKey;
    const bestSlot = bestKey & mask;
    const firstMask = -1 >>> (31 - (bestSlot & 31));
    let word = bestSlot >> 5;
    let bits = words[word] & firstMask;
    let i = 0;
    // Once round the circle; what the first word has above the best comes last.
    for (let left = words.length; i < count; i++) {
      while (bits === 0 && left > 0) {
        word = (word - 1) & lastWord;
        bits = --left > 0 ? words[word] : words[word] & ~firstMask;
      }
      if (bits === 0) break;
      const bit = 31 - Math.clz32(bits);
      bits ^= 1 << bit;
      const slot = (word << 5) | bit;
      outTicks[ticksAt + i] = ((bestKey - ((bestSlot - slot) & mask)) ^ flip) - flip;
      outLots[lotsAt + i] = lots[slot];
    }
    const overflow = this.#overflow;
    for (let far = overflow.size - 1; i < count && far >= 0; i++, far--) {
      outTicks[ticksAt + i] = (overflow.keyAt(far) ^ flip) - flip;
      outLots[lotsAt + i] = overflow.lotsAt(far);
    }
    const present = i;
    for (; i < count; i++) {
      outTicks[ticksAt + i] = NO_PRICE_TICKS;
      outLots[lotsAt + i] = 0;
    }
    return present;
  }

  /** Removes all levels; window and arrays keep their sizes. */
  clear(): void {
    if (this.isEmpty) return;
    this.changed = true;
    this.#lots.fill(0);
    this.#tags.fill(0);
    this.#occupied.clear();
    this.#overflow.clear();
    this.#bestKey = MIN_KEY;
  }

  #inWindow(key: number): boolean {
    return ((key - this.#low) >>> 0) <= this.#mask;
  }

  /** The key whose place in the window a slot is. */
  #keyOf(slot: number): number {
    return this.#low + ((slot - this.#low) & this.#mask);
  }

  #setNear(key: number, lots: number): void {
    const slot = key & this.#mask;
    this.#lots[slot] = lots;
    this.#occupied.put(slot, +(lots > 0));
    if (key >= this.#bestKey) this.#changeBest(key, lots);
  }

  /** A change at the best price or better. */
  #changeBest(key: number, lots: number): void {
    if (lots > 0) this.#bestKey = key;
    else if (key === this.#bestKey) this.#lowerBest(key & this.#mask);
  }

  #setFar(key: number, lots: number): void {
    const overflow = this.#overflow;
    if (key > this.#bestKey) {
      if (lots === 0) return;
      this.#moveWindow(key);
      this.#setNear(key, lots);
      return;
    }
    const index = overflow.lowerBound(key);
    if (overflow.holds(key, index)) {
      if (lots > 0) overflow.setLots(index, lots);
      else overflow.remove(index);
    } else if (lots > 0) {
      overflow.insert(index, key, lots, 0);
      if (this.#bestIsLow()) this.#moveWindow(this.#bestKey);
      else if (++this.#farInserts > FAR_BOUND) {
        this.#growWindow(this.#bestKey, (overflow.size + 1) >> 1);
      }
    }
  }

  /** Finds the best level after the one in `slot` was removed. */
  #lowerBest(slot: number): void {
    const overflow = this.#overflow;
    const below = this.#occupied.downFrom(slot);
    if (below >= 0) {
      this.#bestKey = this.#keyOf(below);
      if (this.#bestIsLow()) this.#moveWindow(this.#bestKey);
    } else if (overflow.size > 0) {
      this.#bestKey = overflow.keyAt(overflow.size - 1);
      this.#moveWindow(this.#bestKey);
    } else {
      this.#bestKey = MIN_KEY;
    }
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
    if (evicted >= MASS_MOVE && evicted * 4 > this.size) this.#growWindow(key, evicted);
  }

  /** Moves levels below `low` from the window to overflow. @returns how many */
  #evictBelow(low: number): number {
    const overflow = this.#overflow;
    const from = overflow.size;
    const top = Math.min(low - 1, this.#low + this.#mask);
    let slot = this.#occupied.downFrom(top & this.#mask);
    while (slot >= 0) {
      const key = this.#keyOf(slot);
      if (key >= low) break;
      overflow.push(key, this.#lots[slot], this.#tags[slot]);
      this.#lots[slot] = 0;
      this.#tags[slot] = 0;
      this.#occupied.put(slot, 0);
      slot = this.#occupied.downFrom(slot);
    }
    overflow.reverseFrom(from);
    return overflow.size - from;
  }

  /** Moves levels from overflow into the window as far as it reaches. */
  #admit(): void {
    const overflow = this.#overflow;
    for (let best = overflow.size - 1; best >= 0; best--) {
      const key = overflow.keyAt(best);
      if (key < this.#low) return;
      this.#place(key, overflow.lotsAt(best), overflow.tagAt(best));
      overflow.pop();
    }
  }

  #place(key: number, lots: number, tag: number): void {
    const slot = key & this.#mask;
    this.#lots[slot] = lots;
    this.#tags[slot] = tag;
    this.#occupied.put(slot, 1);
  }

  /** Doubles the window until it takes in `gain` levels, if any size up to the largest does. */
  #growWindow(bestKey: number, gain: number): void {
    this.#farInserts = 0;
    const wanted = this.#overflow.keyAt(this.#overflow.size - gain);
    const largest = Math.min(MAX_WINDOW, this.size * MAX_SLOTS_A_LEVEL);
    let window = (this.#mask + 1) * 2;
    while (window <= largest && lowFor(bestKey, window) > wanted) window *= 2;
    if (window > largest) return;
    const oldLots = this.#lots;
    const oldTags = this.#tags;
    const oldLow = this.#low;
    const oldMask = this.#mask;
    this.#lots = new Float64Array(window);
    this.#tags = new Int32Array(window);
    this.#occupied = new Bitmap(window);
    this.#mask = window - 1;
    this.#low = lowFor(bestKey, window);
    for (let slot = 0; slot <= oldMask; slot++) {
      if (oldLots[slot] === 0) continue;
      this.#place(oldLow + ((slot - oldLow) & oldMask), oldLots[slot], oldTags[slot]);
    }
    this.#admit();
  }
}

/** Where a window starts that has `key` at three quarters; no window wraps around the key range. */
function lowFor(key: number, window: number): number {
  const low = key - window + (window >> 2);
  return Math.max(MIN_KEY, Math.min(low, KEYS_END - window));
}
