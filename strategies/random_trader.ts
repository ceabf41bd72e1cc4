/**
 * Baseline: changes its mind at random times to a random position. It pays what trading costs and
 * knows nothing, so what is no better than many of these is luck.
 *
 * Hot path: no allocation.
 */
import { Prng } from "../core/base/prng.ts";
import { NANOS_PER_SECOND } from "../core/base/units.ts";
import type { FrameView } from "../core/trading/frame_view.ts";
import { numberOf } from "../core/trading/parameters.ts";
import { defineStrategy } from "../core/trading/strategy.ts";
import {
  DIRECTION_PARAMETERS,
  type DirectionModel,
  followDirection,
  SHORT,
} from "./direction_trader.ts";

class RandomDirection implements DirectionModel {
  readonly #prng: Prng;
  readonly #meanNanos: number;
  /** −1 = not yet drawn. */
  #nextNanos = -1;

  constructor(seed: number, meanSeconds: number) {
    this.#prng = new Prng(seed);
    this.#meanNanos = meanSeconds * NANOS_PER_SECOND;
  }

  directionOf(frame: FrameView, current: number): number {
    const isDue = this.#nextNanos >= 0 && frame.nowNanos >= this.#nextNanos;
    if (this.#nextNanos < 0 || isDue) {
      this.#nextNanos = frame.nowNanos + this.#prng.nextExponential(this.#meanNanos);
    }
    return isDue ? SHORT + this.#prng.nextBelow(3) : current;
  }
}

/** Keeps the instruments' random numbers apart. */
const INSTRUMENT_STRIDE = 0x9e37_79b9;

export const strategy = defineStrategy({
  name: "random_trader",
  summary: "Baseline: long, flat or short at random.",
  source: "the null of White (2000), A Reality Check for Data Snooping",
  parameters: {
    ...DIRECTION_PARAMETERS,
    mean_interval_s: numberOf(60, 1e-3, 864_000, "mean seconds between two changes of mind"),
  },
  create: (setup) =>
    followDirection(setup, ({ id }) =>
      new RandomDirection(
        (setup.seed + Math.imul(id + 1, INSTRUMENT_STRIDE)) >>> 0,
        setup.parameters.mean_interval_s,
      )),
});
