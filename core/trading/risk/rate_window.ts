/**
 * Counts what happened within the last so many nanoseconds of event time, exactly: a ring of the
 * newest times, as many as are allowed.
 *
 * Hot path: no allocation.
 */
import type { EventTime } from "../event_time.ts";

export class RateWindow {
  readonly #time: EventTime;
  readonly #times: Float64Array;
  readonly #windowNanos: number;
  #count = 0;

  /** @param most allowed within the window; null = any number */
  constructor(time: EventTime, most: number | null, windowNanos: number) {
    this.#time = time;
    this.#times = new Float64Array(most ?? 0).fill(-Infinity);
    this.#windowNanos = windowNanos;
  }

  /** Whether one more now would be too many. */
  isFull(): boolean {
    const { length } = this.#times;
    return length > 0 && this.#time.cell[0] - this.#times[this.#count % length] < this.#windowNanos;
  }

  /** One happens now. */
  add(): void {
    const { length } = this.#times;
    if (length === 0) return;
    this.#times[this.#count % length] = this.#time.cell[0];
    this.#count = (this.#count + 1) % length;
  }
}
