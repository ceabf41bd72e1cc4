/**
 * What the mid was when a time window began: at the opening of the window's oldest bucket.
 *
 * Hot path: no allocation.
 */
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { BUCKETS } from "./time_window.ts";

export class TimeLag {
  readonly #openings = new Float64Array(BUCKETS).fill(NaN);
  #newest = 0;

  /** Logarithm of the last known mid at the window's beginning; NaN until known. */
  get value(): number {
    return this.#openings[this.#newest + 1 === BUCKETS ? 0 : this.#newest + 1];
  }

  /**
   * Moves on to a frame. The mid of the frame before holds at every opening since then; it is not handed
   * over as a number, because one that goes through a call may have to be allocated.
   * @param steps buckets that began since the frame before, see TimeWindow.steps
   */
  push(steps: number, inputs: Pick<FrameInputs, "knownLogMidBefore">): void {
    const before = inputs.knownLogMidBefore;
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
