/**
 * The features of bars of one interval: builds its bars, and asks its families whenever one closes.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND, NO_PRICE_TICKS } from "../../base/units.ts";
import { BarBands } from "../families/bar_bands.ts";
import { BarReturns } from "../families/bar_returns.ts";
import { BarTrend } from "../families/bar_trend.ts";
import { BarVolatility } from "../families/bar_volatility.ts";
import { BarVolume } from "../families/bar_volume.ts";
import { BarWilder } from "../families/bar_wilder.ts";
import type { FeatureDefinition } from "../feature_definition.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { BarBuilder } from "./bar_builder.ts";
import type { BarInterval } from "./bar_interval.ts";
import type { Bars } from "./bars.ts";

const NO_TRADE: number = NO_PRICE_TICKS;
/** A moment before a bar ends: not a nanosecond, which times of more than 104 days do not resolve. */
const MOMENT_NANOS = 1_000;

export class IntervalFeatures {
  /** In the order of the vector. */
  static definitions(interval: BarInterval): readonly FeatureDefinition[] {
    return [
      ...BarReturns.definitions(interval),
      ...BarVolatility.definitions(interval),
      ...BarWilder.definitions(interval),
      ...BarBands.definitions(interval),
      ...BarVolume.definitions(interval),
      ...(interval.hasTrend ? BarTrend.definitions(interval) : []),
    ];
  }

  readonly #interval: BarInterval;
  readonly #size: number;
  readonly #builder: BarBuilder;
  readonly #returns = new BarReturns();
  readonly #volatility = new BarVolatility();
  readonly #wilder = new BarWilder();
  readonly #bands = new BarBands();
  readonly #volume = new BarVolume();
  readonly #trend: BarTrend | undefined;

  /** @param size how many features it has, see {@link definitions} */
  constructor(interval: BarInterval, size: number) {
    this.#interval = interval;
    this.#size = size;
    this.#builder = new BarBuilder(interval);
    this.#trend = interval.hasTrend ? new BarTrend() : undefined;
  }

  /** When the next bar may close. */
  get endNanos(): number {
    return this.#builder.endNanos;
  }

  /** Takes a frame into account that has trades, or comes when a bar may close. */
  update(inputs: FrameInputs, vector: Float32Array, from: number): void {
    const { nowNanos } = inputs;
    if (inputs.barSeconds > 0) {
      this.#takeBar(inputs, vector, from);
      return;
    }
    if (inputs.isFirst) this.#builder.begin(nowNanos);
    if (nowNanos >= this.#builder.endNanos) this.#closeUntil(nowNanos, vector, from);
    if (inputs.firstTradeTicks !== NO_TRADE) this.#builder.add(inputs);
  }

  /** The frame is a bar: it tells of the time before its end. */
  #takeBar(inputs: FrameInputs, vector: Float32Array, from: number): void {
    const { barSeconds, elapsedNanos, isFirst, nowNanos } = inputs;
    const flowNanos = nowNanos - MOMENT_NANOS;
    if (isFirst) this.#builder.begin(flowNanos - barSeconds * NANOS_PER_SECOND);
    this.#closeUntil(flowNanos, vector, from);
    if (this.#interval.seconds % barSeconds !== 0) {
      this.#builder.forget();
      vector.fill(NaN, from, from + this.#size);
    } else if (isFirst || elapsedNanos > 0) {
      // A second bar of the same time would be counted twice.
      this.#builder.add(inputs);
    }
    this.#closeUntil(nowNanos, vector, from);
  }

  #closeUntil(nanos: number, vector: Float32Array, from: number): void {
    const builder = this.#builder;
    while (builder.endNanos <= nanos) {
      if (builder.close(nanos)) this.#compute(builder.bars, vector, from);
      else vector.fill(NaN, from, from + this.#size);
    }
  }

  #compute(bars: Bars, vector: Float32Array, from: number): void {
    let next = from;
    next = this.#returns.update(bars, vector, next);
    next = this.#volatility.update(bars, vector, next);
    next = this.#wilder.update(bars, vector, next);
    next = this.#bands.update(bars, vector, next);
    next = this.#volume.update(bars, vector, next);
    this.#trend?.update(bars, vector, next);
  }
}
