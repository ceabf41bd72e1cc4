/**
 * Avellaneda and Stoikov: quotes around a reservation price that leans against the inventory q,
 *
 *     r = s − q·γ·σ²·(T − t)          δ⁺ + δ⁻ = γ·σ²·(T − t) + (2/γ)·ln(1 + γ/κ)
 *
 * Prices are in ticks, time in seconds, q in orders of its own size. The session of length T begins
 * anew when it is over, because a market that never closes has no T. It lies where the mid is not a
 * random walk: it knows nothing of the flow that its quotes are hit by.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND } from "../core/base/units.ts";
import type { FrameView } from "../core/trading/frame_view.ts";
import { numberOf, type ParameterValues } from "../core/trading/parameters.ts";
import { defineStrategy } from "../core/trading/strategy.ts";
import { makeMarket, MAKER_PARAMETERS, type QuoteModel } from "./maker.ts";
import { MakerMarket, MARKET_PARAMETERS } from "./maker_market.ts";

/** r. @param variance σ²·(T − t) */
export function reservationPrice(
  mid: number,
  inventory: number,
  riskAversion: number,
  variance: number,
): number {
  return mid - inventory * riskAversion * variance;
}

/** δ⁺ + δ⁻, the whole spread. @param variance σ²·(T − t) */
export function optimalSpread(riskAversion: number, variance: number, kappa: number): number {
  return riskAversion * variance + 2 / riskAversion * Math.log1p(riskAversion / kappa);
}

const PARAMETERS = {
  ...MAKER_PARAMETERS,
  ...MARKET_PARAMETERS,
  risk_aversion: numberOf(0.01, 1e-6, 1e3, "γ per tick and order held"),
  session_s: numberOf(60, 1e-3, 864_000, "T in seconds, again and again"),
} as const;

export class AvellanedaStoikov implements QuoteModel {
  bidTicks = 0;
  askTicks = 0;
  readonly #market: MakerMarket;
  readonly #riskAversion: number;
  readonly #sessionNanos: number;
  readonly #qtyLots: number;
  /** The spread's part that κ asks for: all of it when no time is left. */
  #leastSpread = 0;
  #firstNanos = -1;

  constructor(parameters: ParameterValues<typeof PARAMETERS>) {
    this.#market = new MakerMarket(parameters);
    this.#riskAversion = parameters.risk_aversion;
    this.#sessionNanos = parameters.session_s * NANOS_PER_SECOND;
    this.#qtyLots = parameters.qty_lots;
    this.#settle();
  }

  update(frame: FrameView, positionLots: number): boolean {
    const market = this.#market;
    if (market.observe(frame)) this.#settle();
    if (this.#firstNanos < 0) this.#firstNanos = frame.nowNanos;
    if (!market.isKnown) return false;
    const passedNanos = Math.max(0, frame.nowNanos - this.#firstNanos) % this.#sessionNanos;
    const leftSeconds = (this.#sessionNanos - passedNanos) / NANOS_PER_SECOND;
    const volatility = market.volatilityTicks;
    const variance = volatility * volatility * leftSeconds;
    const inventory = positionLots / this.#qtyLots;
    const mid = (frame.bidTicks + frame.askTicks) / 2;
    const price = reservationPrice(mid, inventory, this.#riskAversion, variance);
    const half = (this.#riskAversion * variance + this.#leastSpread) / 2;
    this.bidTicks = price - half;
    this.askTicks = price + half;
    return true;
  }

  #settle(): void {
    const { isKnown, kappaPerTick } = this.#market;
    if (isKnown) this.#leastSpread = optimalSpread(this.#riskAversion, 0, kappaPerTick);
  }
}

export const strategy = defineStrategy({
  name: "avellaneda_stoikov",
  summary: "Makes a market around a reservation price that leans against the inventory.",
  source: "Avellaneda and Stoikov (2008), High-frequency Trading in a Limit Order Book",
  parameters: PARAMETERS,
  create: (setup) => makeMarket(setup, () => new AvellanedaStoikov(setup.parameters)),
});
