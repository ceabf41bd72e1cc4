/**
 * The bars group: what traders compute from bars of time: returns, volatility estimators and
 * indicators, on bars that are built here from trades, or that the source brings.
 *
 * Values change when a bar closes, and stay in the vector until the next does; most frames cost one
 * comparison of times.
 *
 * Hot path: no allocation.
 */
import { assert } from "../../base/assert.ts";
import { NO_PRICE_TICKS } from "../../base/units.ts";
import { FIVE_MINUTE_BARS, MINUTE_BARS, SECOND_BARS } from "../bars/bar_interval.ts";
import { IntervalFeatures } from "../bars/interval_features.ts";
import type { FeatureDefinition } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";

const SECONDS = IntervalFeatures.definitions(SECOND_BARS);
const MINUTES = IntervalFeatures.definitions(MINUTE_BARS);
const FIVE_MINUTES = IntervalFeatures.definitions(FIVE_MINUTE_BARS);
/** Where each interval's features begin, from the group's first. */
const AT_MINUTES = SECONDS.length;
const AT_FIVE_MINUTES = AT_MINUTES + MINUTES.length;
const FEATURES = AT_FIVE_MINUTES + FIVE_MINUTES.length;
const NO_TRADE: number = NO_PRICE_TICKS;

export class BarFeatures implements FeatureFamily {
  static readonly definitions: readonly FeatureDefinition[] = [
    ...SECONDS,
    ...MINUTES,
    ...FIVE_MINUTES,
  ];

  readonly #seconds = new IntervalFeatures(SECOND_BARS, SECONDS.length);
  readonly #minutes = new IntervalFeatures(MINUTE_BARS, MINUTES.length);
  readonly #fiveMinutes = new IntervalFeatures(FIVE_MINUTE_BARS, FIVE_MINUTES.length);

  /** Values may be others than in the frame before. */
  hasNewBar = false;

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    this.hasNewBar = inputs.nowNanos >= this.#seconds.endNanos || inputs.barSeconds > 0;
    // Every longer bar ends when a bar of a second does.
    if (inputs.nowNanos >= this.#seconds.endNanos || inputs.firstTradeTicks !== NO_TRADE) {
      this.#seconds.update(inputs, vector, from);
      this.#minutes.update(inputs, vector, from + AT_MINUTES);
      this.#fiveMinutes.update(inputs, vector, from + AT_FIVE_MINUTES);
    }
    return from + FEATURES;
  }
}

assert(FEATURES === BarFeatures.definitions.length, "each interval has its place");
