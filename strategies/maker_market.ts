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
  readonly #givenVolatility: number;
  readonly #givenKappa: number;
  readonly #givenRate: number;
  readonly #volatility: MidVolatility;
  readonly #intensity: IntensityFit;

  constructor(parameters: ParameterValues<typeof MARKET_PARAMETERS>) {
    this.#givenVolatility = parameters.volatility_ticks;
    this.#givenKappa = parameters.kappa_per_tick;
    this.#givenRate = parameters.rate_per_s;
    this.#volatility = new MidVolatility(parameters.volatility_half_life_s);
    this.#intensity = new IntensityFit(parameters.intensity_window_s * NANOS_PER_SECOND);
  }

  observe(frame: FrameView): void {
    this.#volatility.observe(frame);
    this.#intensity.observe(frame);
  }

  /** All three are known. */
  get isKnown(): boolean {
    return (this.#givenVolatility > 0 || this.#volatility.isWarm) &&
      ((this.#givenKappa > 0 && this.#givenRate > 0) || this.#intensity.isFitted);
  }

  /** σ in ticks per √second. */
  get volatilityTicks(): number {
    return this.#givenVolatility > 0 ? this.#givenVolatility : this.#volatility.ticksPerRootSecond;
  }

  /** κ per tick. */
  get kappaPerTick(): number {
    return this.#givenKappa > 0 ? this.#givenKappa : this.#intensity.kappaPerTick;
  }

  /** A per second and side. */
  get ratePerSecond(): number {
    return this.#givenRate > 0 ? this.#givenRate : this.#intensity.ratePerSecond;
  }
}
