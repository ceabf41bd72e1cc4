/**
 * Counts what happened within the last so many nanoseconds of event time, exactly: a ring of the
 * newest times, as many as are allowed.
 *
 * Hot path: no allocation.
 */
export class RateWindow {
  readonly #times: Float64Array;
  readonly #windowNanos: number;
  #count = 0;

  /** @param most allowed within the window; null = any number */
  constructor(most: number | null, windowNanos: number) {
    this.#times = new Float64Array(most ?? 0).fill(-Infinity);
    this.#windowNanos = windowNanos;
  }

  /** Whether one more at `nowNanos` would be too many. */
  isFull(nowNanos: number): boolean {
    const { length } = this.#times;
    return length > 0 && nowNanos - this.#times[this.#count % length] < this.#windowNanos;
  }

  /** One happened. */
  add(nowNanos: number): void {
    const { length } = this.#times;
    if (length === 0) return;
    this.#times[this.#count % length] = nowNanos;
    this.#count = (this.#count + 1) % length;
  }
}
