/**
 * Builds bars of one interval from the trades of frames, or from frames that are shorter bars.
 *
 * ```text
 *   interval      k−1       │        k          │      k+1
 *   trades     ×      ×  ×  │  ×          × ×   │             ×
 *                           ▲ begins            ▲ ends: closed by the first frame at or after it
 * ```
 *
 * Intervals lie at multiples of their length since the session's epoch, a midnight in UTC. A frame
 * at the border belongs to the interval that begins; a frame that is a bar tells of the time before
 * it, and so belongs to, and may close, the one that ends. Trades count when their frame arrives.
 *
 * The interval in which the session begins is left out, because trades before the first frame were
 * not seen. An interval without trades repeats the last close with no volume; after too many of
 * them the history is forgotten, and begins anew with the next trade.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND } from "../../base/units.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import type { BarInterval } from "./bar_interval.ts";
import { Bars } from "./bars.ts";
import { FillingBar } from "./filling_bar.ts";

export class BarBuilder {
  /** The bars that are closed. */
  readonly bars = new Bars();
  /** When the filling bar ends. */
  endNanos = -Infinity;
  readonly #intervalNanos: number;
  readonly #longestSilenceBars: number;
  readonly #filling = new FillingBar();
  /** Of the filling bar: bars since the session's epoch. */
  #number = 0;
  /** Bars that begin after this were seen from their beginning. */
  #unseenNanos = Infinity;
  #silentBars = 0;

  constructor(interval: BarInterval) {
    this.#intervalNanos = interval.seconds * NANOS_PER_SECOND;
    this.#longestSilenceBars = interval.longestSilenceBars;
  }

  /** Tells of the session's first frame. @param unseenNanos nothing up to then was seen */
  begin(unseenNanos: number): void {
    this.#unseenNanos = unseenNanos;
  }

  /** Adds the trades of a frame to the filling bar. */
  add(inputs: FrameInputs): void {
    this.#filling.add(inputs);
  }

  /**
   * Closes the filling bar and begins the next. To be called as long as {@link endNanos} is not
   * after `nanos`.
   * @param nanos now
   * @returns whether there is a new bar; if not, then there are none at all
   */
  close(nanos: number): boolean {
    const { bars } = this;
    const beginNanos = this.endNanos - this.#intervalNanos;
    const isKnown = this.#filling.hasTraded && beginNanos > this.#unseenNanos;
    if (isKnown) {
      bars.push(this.#filling, this.#number);
      this.#silentBars = 0;
    } else if (bars.count > 0 && this.#silentBars < this.#longestSilenceBars) {
      bars.pushSilence(this.#number);
      this.#silentBars++;
    } else {
      this.forget();
      this.#number = Math.floor(nanos / this.#intervalNanos);
      this.endNanos = (this.#number + 1) * this.#intervalNanos;
      return false;
    }
    this.#filling.clear();
    this.#number++;
    this.endNanos += this.#intervalNanos;
    return true;
  }

  /** Forgets all bars, the filling one too. */
  forget(): void {
    this.bars.clear();
    this.#filling.clear();
    this.#silentBars = 0;
  }
}
