/**
 * Delays of round trips that were measured while the market data was recorded, interpolated linearly
 * between the two nearest; before the first and after the last they stay as they were there.
 *
 * Assumes that our orders would have travelled like those that were measured. Lies when the probes were
 * few (a burst between two of them is invisible), when they were sent at quiet times only, and when
 * clocks of sender and exchange differ: then entry and response are wrong by as much, their sum is not.
 *
 * Hot path: no allocation.
 */
import { UserError } from "../../../base/errors.ts";
import type { LatencyModel, Leg } from "./order_latency.ts";

const TRIP = 3;

export class RecordedLatency implements LatencyModel {
  readonly #startNanos: Float64Array;
  readonly #delayNanos: Float64Array;
  /** The trip last used: times ask for are nearly sorted. */
  #at = 0;

  /**
   * @param trips sent, at the exchange, answered; in order of time
   * @param originNanos what their nanoseconds count from, since the session's epoch
   * @throws UserError naming the first trip that goes back in time
   */
  constructor(trips: readonly number[], leg: Leg, originNanos = 0) {
    const from = leg === "entry" ? 0 : 1;
    const count = Math.floor(trips.length / TRIP);
    this.#startNanos = new Float64Array(count);
    this.#delayNanos = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const start = originNanos + trips[TRIP * i + from];
      const delay = trips[TRIP * i + from + 1] - trips[TRIP * i + from];
      const inOrder = i === 0 || start >= this.#startNanos[i - 1];
      if (!(delay >= 0) || !Number.isFinite(delay) || !inOrder) {
        throw new UserError(
          `recorded round trip ${i + 1}: ${leg} from ${start} takes ${delay} ns, ` +
            `must take 0 or more and not begin before the trip above it`,
        );
      }
      this.#startNanos[i] = start;
      this.#delayNanos[i] = delay;
    }
  }

  nanosAt(atNanos: number): number {
    const starts = this.#startNanos;
    const delays = this.#delayNanos;
    const last = starts.length - 1;
    let i = this.#at;
    while (i > 0 && starts[i] > atNanos) i--;
    while (i < last && starts[i + 1] <= atNanos) i++;
    this.#at = i;
    if (i === last || atNanos <= starts[i]) return delays[i];
    const share = (atNanos - starts[i]) / (starts[i + 1] - starts[i]);
    return Math.round(delays[i] + share * (delays[i + 1] - delays[i]));
  }
}
