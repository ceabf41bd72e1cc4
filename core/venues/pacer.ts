/**
 * Replay speed: holds a record back until its time has come. The first record anchors the
 * recording's time to the session's clock; from there one second of recording takes 1/speed
 * seconds. Pacing decides *when* a record passes, never what comes of it.
 */
import { NANOS_PER_MILLI } from "../base/units.ts";

/** As fast as the pipeline goes. */
export const SPEED_MAX = 0;

export class Pacer {
  readonly #speed: number;
  #anchored = false;
  #anchorHeadNanos = 0;
  #anchorNowNanos = 0;
  #waitMillis = 0;

  /** @param speed recording seconds per second, or {@link SPEED_MAX} */
  constructor(speed: number) {
    this.#speed = speed;
  }

  /** True when a record of this time may pass now. */
  due(headNanos: number, nowNanos: number): boolean {
    if (this.#speed === SPEED_MAX) return true;
    if (!this.#anchored) {
      this.#anchored = true;
      this.#anchorHeadNanos = headNanos;
      this.#anchorNowNanos = nowNanos;
    }
    const dueNanos = this.#anchorNowNanos + (headNanos - this.#anchorHeadNanos) / this.#speed;
    this.#waitMillis = (dueNanos - nowNanos) / NANOS_PER_MILLI;
    return this.#waitMillis <= 0;
  }

  /** How long the record that was not due has to wait. */
  get waitMillis(): number {
    return this.#waitMillis;
  }
}
