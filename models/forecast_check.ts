/**
 * How well the micro-price forecasts the mid some frames later, beside the mid itself and the weighted
 * mid, on frames that its table was not made from.
 */
import type { MicroPriceTable } from "../core/features/calibration.ts";
import type { Levels } from "../core/features/inputs/levels.ts";
import { MicroPriceOffsets } from "../core/features/touch/micro_price_offsets.ts";

/** Root mean squared errors, in ticks. */
export interface ForecastReport {
  readonly horizonFrames: number;
  readonly forecasts: number;
  readonly midTicks: number;
  readonly weightedMidTicks: number;
  readonly microPriceTicks: number;
}

export class ForecastCheck {
  readonly #horizonFrames: number;
  readonly #offsets: MicroPriceOffsets;
  /** By frame modulo the horizon: the mid in half ticks, and what each forecast adds to it. */
  readonly #mids: Float64Array;
  readonly #weighted: Float64Array;
  readonly #micro: Float64Array;
  #frames = 0;
  #forecasts = 0;
  #midSquares = 0;
  #weightedSquares = 0;
  #microSquares = 0;

  constructor(table: MicroPriceTable, horizonFrames: number) {
    this.#horizonFrames = horizonFrames;
    this.#offsets = new MicroPriceOffsets(table);
    this.#mids = new Float64Array(horizonFrames).fill(NaN);
    this.#weighted = new Float64Array(horizonFrames).fill(NaN);
    this.#micro = new Float64Array(horizonFrames).fill(NaN);
  }

  /** What comes next does not follow what came last. */
  breakOff(): void {
    this.#mids.fill(NaN);
  }

  /** Takes the next frame's levels: settles one forecast, makes another. */
  observe(levels: Levels): void {
    const bidTicks = levels.bidTicks[0];
    const askTicks = levels.askTicks[0];
    const bidLots = levels.bidLots[0];
    const askLots = levels.askLots[0];
    const midHalfTicks = levels.isTwoSided ? bidTicks + askTicks : NaN;
    const slot = this.#frames++ % this.#horizonFrames;
    const moveTicks = (midHalfTicks - this.#mids[slot]) / 2;
    const weightedError = moveTicks - this.#weighted[slot];
    const microError = moveTicks - this.#micro[slot];
    if (!Number.isNaN(weightedError + microError)) {
      this.#forecasts++;
      this.#midSquares += moveTicks ** 2;
      this.#weightedSquares += weightedError ** 2;
      this.#microSquares += microError ** 2;
    }
    const spreadTicks = askTicks - bidTicks;
    this.#mids[slot] = midHalfTicks;
    this.#weighted[slot] = (bidLots / (bidLots + askLots) - 0.5) * spreadTicks;
    this.#offsets.read(levels, this.#micro, slot);
  }

  /** @returns undefined when no forecast was settled */
  report(): ForecastReport | undefined {
    const forecasts = this.#forecasts;
    if (forecasts === 0) return undefined;
    return {
      horizonFrames: this.#horizonFrames,
      forecasts,
      midTicks: Math.sqrt(this.#midSquares / forecasts),
      weightedMidTicks: Math.sqrt(this.#weightedSquares / forecasts),
      microPriceTicks: Math.sqrt(this.#microSquares / forecasts),
    };
  }
}
