/**
 * The only reader of a clock. Stages are functions of their input; time is read to stamp frames,
 * to pace a replay and to notice a worker that stopped, never to decide anything.
 *
 * `performance.now()` counts from each worker's own start, so a clock subtracts the difference of
 * the two `timeOrigin`s first: all workers of a session then share one axis. A reading costs about
 * 80 ns, so agents take one a batch and hand it down.
 */
import { NANOS_PER_MILLI } from "./units.ts";

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
