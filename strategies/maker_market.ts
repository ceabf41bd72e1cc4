/**
 * What the makers with an intensity need to know of a market: σ, A and κ, each measured from the
 * frames so far or given.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND } from "../core/base/units.ts";
import type { FrameView } from "../core/trading/frame_view.ts";
import { numberOf, type ParameterValues } from "../core/trading/parameters.ts";
import { IntensityFit } from "./intensity_fit.ts";
import { MidVolatility } from "./mid_volatility.ts";

export const MARKET_PARAMETERS = {
  volatility_ticks: numberOf(0, 0, 1e6, "σ in ticks per √second; 0 = measured"),
  volatility_half_life_s: numberOf(60, 1, 86_400, "half-life of the measurement of σ in seconds"),
  kappa_per_tick: numberOf(0, 0, 1e3, "κ of the intensity A·e^(−κδ), δ in ticks; 0 = fitted"),
  rate_per_s: numberOf(0, 0, 1e6, "A of the intensity, per second and side; 0 = fitted"),
  intensity_window_s: numberOf(600, 1, 86_400, "seconds of trades that A and κ are fitted to"),
} as const;

export class MakerMarket {
  /** σ in ticks per √second. */
  volatilityTicks: number;
  /** κ per tick. */
  kappaPerTick: number;
  /** A per second and side. */
  ratePerSecond: number;
  readonly #measuresVolatility: boolean;
  readonly #fitsKappa: boolean;
  readonly #fitsRate: boolean;
  readonly #volatility: MidVolatility;
  readonly #intensity: IntensityFit;

  constructor(parameters: ParameterValues<typeof MARKET_PARAMETERS>) {
    this.volatilityTicks = parameters.volatility_ticks;
    this.kappaPerTick = parameters.kappa_per_tick;
    this.ratePerSecond = parameters.rate_per_s;
    this.#measuresVolatility = this.volatilityTicks === 0;
    this.#fitsKappa = this.kappaPerTick === 0;
    this.#fitsRate = this.ratePerSecond === 0;
    this.#volatility = new MidVolatility(parameters.volatility_half_life_s);
    this.#intensity = new IntensityFit(parameters.intensity_window_s * NANOS_PER_SECOND);
  }

  /** Takes a frame in. @returns whether σ, κ or A are others than before */
  observe(frame: FrameView): boolean {
    let isNew = false;
    if (this.#measuresVolatility && this.#volatility.observe(frame)) {
      this.volatilityTicks = this.#volatility.ticksPerRootSecond;
      isNew = true;
    }
    if ((this.#fitsKappa || this.#fitsRate) && this.#intensity.observe(frame)) {
      if (this.#fitsKappa) this.kappaPerTick = this.#intensity.kappaPerTick;
      if (this.#fitsRate) this.ratePerSecond = this.#intensity.ratePerSecond;
      isNew = true;
    }
    return isNew;
  }

  /** All three are known. */
  get isKnown(): boolean {
    return (!this.#measuresVolatility || this.#volatility.isWarm) && this.kappaPerTick > 0 &&
      this.ratePerSecond > 0;
  }
}
