/**
 * The last changes of one instrument's mid, to look up what it was when something happened that is
 * known only now: a fill is reported later than it happens.
 *
 * Hot path: no allocation.
 */
import { NO_MID_TICKS } from "./result.ts";

/** A power of two: at 1,000 changes a second it reaches back four seconds. */
const CHANGES = 4_096;
const WRAP = CHANGES - 1;

export class MidHistory {
  readonly #timesNanos = new Float64Array(CHANGES);
  readonly #midTicks = new Float64Array(CHANGES);
  #count = 0;

  /**
   * Times may stand still or go back a little, as stamps of venues do: they then count as the last.
   * @param from array that holds the time and the mid at the two places: numbers that are handed to a
   * function may be boxed
   */
  add(from: Float64Array, timeAt: number, midAt: number): void {
    const timeNanos = from[timeAt];
    const midTicks = from[midAt];
    const count = this.#count;
    if (count > 0) {
      const last = (count - 1) & WRAP;
      if (this.#midTicks[last] === midTicks) return;
      if (this.#timesNanos[last] >= timeNanos) {
        this.#midTicks[last] = midTicks;
        return;
      }
    }
    this.#timesNanos[count & WRAP] = timeNanos;
    this.#midTicks[count & WRAP] = midTicks;
    this.#count++;
  }

  /** The mid at a time, changes of that very time included. */
  at(timeNanos: number): number {
    return this.#midOf(this.#firstAfter(timeNanos, true) - 1);
  }

  /** The mid before a time, changes of that very time left out. */
  before(timeNanos: number): number {
    return this.#midOf(this.#firstAfter(timeNanos, false) - 1);
  }

  /** Older than what is kept: the oldest there is. */
  #midOf(change: number): number {
    if (this.#count === 0) return NO_MID_TICKS;
    const oldest = Math.max(0, this.#count - CHANGES);
    if (change < 0) return NO_MID_TICKS;
    return this.#midTicks[Math.max(change, oldest) & WRAP];
  }

  /** Number of the first change later than a time, or not earlier than it. */
  #firstAfter(timeNanos: number, orAt: boolean): number {
    let low = Math.max(0, this.#count - CHANGES);
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const time = this.#timesNanos[middle & WRAP];
      if (time < timeNanos || (orAt && time === timeNanos)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
