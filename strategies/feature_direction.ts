/**
 * A direction from one feature: its distance from a middle value, with hysteresis, followed or faded.
 * Says nothing new while the feature is not valid.
 *
 * Hot path: no allocation.
 */
import { assert } from "../core/base/assert.ts";
import { featureIndex } from "../core/features/table.ts";
import type { FrameView } from "../core/trading/frame_view.ts";
import { type DirectionModel, hysteresis } from "./direction_trader.ts";

/** How a feature becomes a direction. */
export interface FeatureRule {
  readonly feature: string;
  /** Where the feature says nothing either way. */
  readonly middle: number;
  /** 1 = long above the middle, −1 = long below it. */
  readonly sign: 1 | -1;
  /** Distance from the middle that is acted on. */
  readonly enter: number;
  /** Distance at which a position is given up; at most `enter` counts. */
  readonly exit: number;
}

export class FeatureDirection implements DirectionModel {
  readonly #feature: number;
  readonly #middle: number;
  readonly #sign: number;
  readonly #enter: number;
  readonly #exit: number;

  constructor({ feature, middle, sign, enter, exit }: FeatureRule) {
    this.#feature = featureIndex(feature);
    assert(this.#feature >= 0, "a strategy's feature is in the table");
    this.#middle = middle;
    this.#sign = sign;
    this.#enter = enter;
    this.#exit = Math.min(exit, enter);
  }

  directionOf(frame: FrameView, current: number): number {
    if (!frame.isValid(this.#feature)) return current;
    const signal = this.#sign * (frame.feature(this.#feature) - this.#middle);
    return hysteresis(signal, this.#enter, this.#exit, current);
  }
}
