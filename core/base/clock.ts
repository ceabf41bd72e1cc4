/**
 * The only reader of a clock. Stages are functions of their input; time is read to stamp frames,
 * to pace a replay and to notice a worker that stopped, never to decide anything.
 *
 * `performance.now()` counts from each worker's own start, so a clock subtracts the difference of
 * the two `timeOrigin`s first: all workers of a session then share one axis. A reading costs about
 * 80 ns, so agents take one a batch and hand it down.
 */
import { NANOS_PER_MILLI } from "./units.ts";

/**
 * The time of day, for receipts from a venue: set once by the machine's clock and monotonic from
 * there, so that a clock which is set anew in the middle of a session tears no hole in it.
 */
export class WallClock {
  /** Whole milliseconds since 1970 at the origin of `performance.now()`. */
  readonly #originMillis = Math.floor(Date.now() - performance.now());

  /** Milliseconds since 1970, with a fraction. */
  nowMillis(): number {
    return this.#originMillis + performance.now();
  }

  /** Whole nanoseconds since an epoch, exact for 104 days. */
  nanosSince(epochMillis: number): number {
    return (this.#originMillis - epochMillis) * NANOS_PER_MILLI +
      Math.round(performance.now() * NANOS_PER_MILLI);
  }
}

/** Nanoseconds since the session's origin; monotonic. */
export class Clock {
  readonly #offsetMillis: number;

  /** @param originMillis `performance.timeOrigin` of the supervisor, the same for all workers. */
  constructor(originMillis: number = performance.timeOrigin) {
    this.#offsetMillis = performance.timeOrigin - originMillis;
  }

  nowNanos(): number {
    return (performance.now() + this.#offsetMillis) * NANOS_PER_MILLI;
  }
}

/** Wall time, whole milliseconds since 1970: for talking to venues, never for deciding anything. */
export function wallMillis(): number {
  return Date.now();
}
