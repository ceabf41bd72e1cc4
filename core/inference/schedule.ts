/**
 * When to predict. Decided by the frames alone (how many, or how much event time has passed), never
 * by what happens to be in the ring, so every placement predicts at the same frames.
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";
import { NANOS_PER_MILLI } from "../base/units.ts";

export type ScheduleOptions =
  /** Predict after this many frames, counted over all instruments. */
  | { readonly everyFrames: number }
  /** Predict at the first frame received in each period of this many event milliseconds. */
  | { readonly everyMillis: number };

/** Often enough that a forecast is fresh, seldom enough that a run of onnxruntime does not count. */
export const DEFAULT_SCHEDULE: ScheduleOptions = { everyFrames: 64 };

export class Schedule {
  readonly #everyFrames: number;
  readonly #periodNanos: number;
  #frames = 0;
  /** In an array, so that no number is boxed: the period of the last prediction. */
  readonly #period = new Float64Array([-1]);

  constructor(options: ScheduleOptions) {
    this.#everyFrames = "everyFrames" in options ? options.everyFrames : 0;
    this.#periodNanos = "everyMillis" in options ? options.everyMillis * NANOS_PER_MILLI : 0;
    assert(
      this.#everyFrames >= 1 || this.#periodNanos > 0,
      "a schedule counts frames or event milliseconds",
    );
  }

  /**
   * Takes note of one frame. Periods lie on a fixed grid of event time; time that runs backwards
   * starts none.
   * @returns true when the model is to run at this frame
   */
  due(recvNanos: number): boolean {
    if (this.#everyFrames > 0) {
      if (++this.#frames < this.#everyFrames) return false;
      this.#frames = 0;
      return true;
    }
    const period = Math.floor(recvNanos / this.#periodNanos);
    if (period <= this.#period[0]) return false;
    this.#period[0] = period;
    return true;
  }
}
