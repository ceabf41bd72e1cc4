/**
 * The price levels of one side in order, with constant-time access to any price near the market.
 *
 * ```text
 *   key = price, or −price where the lowest is best: the best level always has the greatest key
 *
 *        worse ◀────────────────────────────────────────────────────────▶ better
 *   far (sorted array)       │ low        window, W slots        best      low + W │ (nothing)
 *   o  o   o  oo  o          │ ·  · o · oo o ·  · o o o o ooooooo●  ·  ·  ·  ·  ·  │
 *                                    slot = key & (W − 1), a circle; holds the level's number
 * ```
 *
 * A level is a record of {@link OrderQueues}; the ladder only knows where it is. The window follows
 * the best level, which stays in its upper three quarters while levels are far: raising `low` sends
 * levels to the end of the far ones, lowering it takes them back from there. When many levels are
 * far, within reach of a larger window, the window doubles.
 *
 * Hot path: no allocation (the window grows by doubling, and stays).
 */
import { NO_PRICE_TICKS } from "../base/units.ts";
import { Overflow } from "../book/overflow.ts";
import { LevelSet } from "./level_set.ts";
import { LADDER_ASKS, LADDER_BUY_STOPS, type OrderQueues } from "./order_queues.ts";

const FIRST_WINDOW = 512;
export const MAX_WINDOW = 131_072;
/** With so many levels far, the window thinks of growing. */
export const FAR_BOUND = 64;
/** A window has at most so many slots a level: a book of few, scattered levels stays small. */
const MAX_SLOTS_A_LEVEL = 64;
const MIN_KEY = -0x8000_0000;
const KEYS_END = 0x8000_0000;

export class PriceLadder {
  readonly #queues: OrderQueues;
  readonly #ladder: number;
  /** 0 where the highest price is best, −1 where the lowest is: (x ^ flip) − flip is x or −x. */
  readonly #flip: number;
  /** Levels out of reach, tagged with their numbers. */
  readonly #far = new Overflow();
  /** Levels by slot; 0 = none. */
  #slots = new Int32Array(FIRST_WINDOW);
  #used = new LevelSet(FIRST_WINDOW);
  #mask = FIRST_WINDOW - 1;
  #low = 0;
  /** MIN_KEY when empty: no price has it, and its price is NO_PRICE_TICKS either way. */
  #bestKey = MIN_KEY;
  #bestLevel = 0;
  #size = 0;

  /** @param ladder LADDER_* */
  constructor(queues: OrderQueues, ladder: number) {
    this.#queues = queues;
    this.#ladder = ladder;
    this.#flip = ladder === LADDER_ASKS || ladder === LADDER_BUY_STOPS ? -1 : 0;
  }

  /** Number of levels. */
  get size(): number {
    return this.#size;
  }

  get isEmpty(): boolean {
    return this.#bestLevel === 0;
  }

  /** The best price, NO_PRICE_TICKS when empty. */
  get bestTicks(): number {
    return ((this.#bestKey ^ this.#flip) - this.#flip) | 0;
  }

  /** Quantity shown at the best price, 0 when empty. */
  get bestLots(): number {
    return this.#queues.levelLots(this.#bestLevel);
  }

  /** The best level, 0 when empty. */
  get bestLevel(): number {
    return this.#bestLevel;
  }

  /** True when the best price is this one or better. */
  reaches(priceTicks: number): boolean {
    return this.#bestKey >= (((priceTicks ^ this.#flip) - this.#flip) | 0);
  }

  /** True when a level is at this price or better. */
  isWithin(level: number, priceTicks: number): boolean {
    const flip = this.#flip;
    return ((this.#queues.levelTicks(level) ^ flip) - flip) >= (((priceTicks ^ flip) - flip) | 0);
  }

  /** Slots of the window, for tests and reports. */
  get windowTicks(): number {
    return this.#mask + 1;
  }

  /** Levels outside the window, for tests and reports. */
  get farSize(): number {
    return this.#far.size;
  }

  /** Quantity shown at a price, 0 = no level. */
  lotsAt(priceTicks: number): number {
    return this.#queues.levelLots(this.levelAt(priceTicks));
  }

  /** The level at a price, 0 = none. */
  levelAt(priceTicks: number): number {
    const key = ((priceTicks ^ this.#flip) - this.#flip) | 0;
    return this.#inWindow(key) ? this.#slots[key & this.#mask] : this.#far.tagOf(key);
  }

  /** The next worse level after one, 0 = none. */
  levelAfter(level: number): number {
    const flip = this.#flip;
    const key = ((this.#queues.levelTicks(level) ^ flip) - flip) | 0;
    const far = this.#far;
    if (this.#inWindow(key)) {
      const slot = this.#used.downFrom((key - 1) & this.#mask);
      if (this.#keyOf(slot) < key) return this.#slots[slot];
    }
    const index = far.lowerBound(key);
    return index === 0 ? 0 : far.tagAt(index - 1);
  }

  /**
   * Writes the best `count` levels, best first; absent ones as NO_PRICE_TICKS and 0 lots.
   * @returns how many levels are there
   */
  fillTop(count: number, outTicks: Int32Array, outLots: Float64Array): number {
    const queues = this.#queues;
    let level = this.#bestLevel;
    let present = 0;
    for (let i = 0; i < count; i++) {
      outTicks[i] = level === 0 ? NO_PRICE_TICKS : queues.levelTicks(level);
      outLots[i] = queues.levelLots(level);
      if (level === 0) continue;
      present++;
      level = this.levelAfter(level);
    }
    return present;
  }

  /** Opens the level of a price that has none. */
  open(priceTicks: number): number {
    const key = ((priceTicks ^ this.#flip) - this.#flip) | 0;
    const level = this.#queues.open(this.#ladder, priceTicks);
    this.#size++;
    if (this.#inWindow(key)) this.#place(key, level);
    else this.#placeFar(key, level);
    if (key > this.#bestKey) {
      this.#bestKey = key;
      this.#bestLevel = level;
    }
    return level;
  }

  /** Closes a level whose last order has gone. */
  close(level: number): void {
    const flip = this.#flip;
    const key = ((this.#queues.levelTicks(level) ^ flip) - flip) | 0;
    this.#queues.close(level);
    this.#size--;
    if (!this.#inWindow(key)) {
      this.#far.remove(this.#far.lowerBound(key));
      return;
    }
    const slot = key & this.#mask;
    this.#slots[slot] = 0;
    this.#used.delete(slot);
    if (key === this.#bestKey) this.#lowerBest(slot);
  }

  #inWindow(key: number): boolean {
    return ((key - this.#low) & ~this.#mask) === 0;
  }

  /** The key whose place in the window a slot is. */
  #keyOf(slot: number): number {
    return this.#low + ((slot - this.#low) & this.#mask);
  }

  #place(key: number, level: number): void {
    const slot = key & this.#mask;
    this.#slots[slot] = level;
    this.#used.add(slot);
  }

  #addFar(key: number, level: number): void {
    this.#far.insert(this.#far.lowerBound(key), key, 0, level);
  }

  #placeFar(key: number, level: number): void {
    if (key > this.#bestKey) {
      this.#moveWindow(key);
      this.#place(key, level);
      return;
    }
    this.#addFar(key, level);
    if (this.#bestIsLow()) this.#moveWindow(this.#bestKey);
    if (this.#far.size > FAR_BOUND) this.#growWindow();
  }

  /** Finds the best level after the one in `slot` has gone. */
  #lowerBest(slot: number): void {
    const far = this.#far;
    const below = this.#used.downFrom(slot);
    if (below >= 0) {
      this.#bestKey = this.#keyOf(below);
      this.#bestLevel = this.#slots[below];
      if (this.#bestIsLow()) this.#moveWindow(this.#bestKey);
    } else if (far.size > 0) {
      this.#bestKey = far.keyAt(far.size - 1);
      this.#bestLevel = far.tagAt(far.size - 1);
      this.#moveWindow(this.#bestKey);
    } else {
      this.#bestKey = MIN_KEY;
      this.#bestLevel = 0;
    }
  }

  /** True when far levels would be better placed in the window. */
  #bestIsLow(): boolean {
    return this.#far.size > 0 && this.#bestKey - this.#low < (this.#mask + 1) >> 2;
  }

  /** Puts the window where `key`, the best, has three quarters of it below. */
  #moveWindow(key: number): void {
    const low = lowFor(key, this.#mask + 1);
    if (low > this.#low) this.#evictBelow(low);
    this.#low = low;
    this.#admit();
  }

  /** Moves levels below `low` from the window to the far ones, worst first. */
  #evictBelow(low: number): void {
    const end = Math.min(low, this.#low + this.#mask + 1);
    for (let key = this.#low; key < end; key++) {
      const slot = key & this.#mask;
      if (this.#slots[slot] === 0) continue;
      this.#addFar(key, this.#slots[slot]);
      this.#slots[slot] = 0;
      this.#used.delete(slot);
    }
  }

  /** Moves far levels into the window as far as it reaches. */
  #admit(): void {
    const far = this.#far;
    for (let best = far.size - 1; best >= 0 && far.keyAt(best) >= this.#low; best--) {
      this.#place(far.keyAt(best), far.tagAt(best));
      far.pop();
    }
  }

  /** Doubles the window, unless its levels are too few for that. */
  #growWindow(): void {
    const window = (this.#mask + 1) * 2;
    if (window > MAX_WINDOW || window > this.#size * MAX_SLOTS_A_LEVEL) return;
    const oldSlots = this.#slots;
    const oldLow = this.#low;
    const oldMask = this.#mask;
    this.#slots = new Int32Array(window);
    this.#used = new LevelSet(window);
    this.#mask = window - 1;
    this.#low = lowFor(this.#bestKey, window);
    for (let slot = 0; slot <= oldMask; slot++) {
      if (oldSlots[slot] !== 0) this.#place(oldLow + ((slot - oldLow) & oldMask), oldSlots[slot]);
    }
    this.#admit();
  }
}

/** Where a window starts that has `key` at three quarters; no window wraps around the key range. */
function lowFor(key: number, window: number): number {
  const low = key - window + (window >> 2);
  return Math.max(MIN_KEY, Math.min(low, KEYS_END - window));
}
