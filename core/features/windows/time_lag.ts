/**
 * What a quantity was when a time window began: at the opening of the window's oldest bucket.
 *
 * Hot path: no allocation.
 */
import { BUCKETS } from "./time_window.ts";

export class TimeLag {
  readonly #openings = new Float64Array(BUCKETS).fill(NaN);
  #newest = 0;

  /** The quantity at the window's beginning; NaN until known. */
  get value(): number {
    return this.#openings[this.#newest + 1 === BUCKETS ? 0 : this.#newest + 1];
  }

  /**
   * @param steps buckets that began since the frame before, see TimeWindow.steps
   * @param before the quantity as of that frame, and so at each of those openings
   */
  push(steps: number, before: number): void {
    if (steps === BUCKETS) {
      for (let i = 0; i < BUCKETS; i++) this.#openings[i] = before;
      return;
    }
    for (let i = 0; i < steps; i++) {
      this.#newest = this.#newest + 1 === BUCKETS ? 0 : this.#newest + 1;
      this.#openings[this.#newest] = before;
    }
  }
}
