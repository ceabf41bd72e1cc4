/**
 * Guéant, Lehalle and Fernandez-Tapia: the quotes of Avellaneda and Stoikov far from the end, with an
 * inventory limit, in closed form:
 *
 *     δᵇ(q) = ln(1 + γ/κ) / γ + (2q + 1)/2 · c        c = √(σ²γ / (2κA) · (1 + γ/κ)^(1 + κ/γ))
 *     δᵃ(q) = ln(1 + γ/κ) / γ − (2q − 1)/2 · c
 *
 * Prices are in ticks, time in seconds, q in orders of its own size. The form is near the exact one
 * where |q| is small against the limit. It lies where the mid is not a random walk.
 *
 * Hot path: no allocation.
 */
import type { FrameView } from "../core/trading/frame_view.ts";
import { numberOf, type ParameterValues } from "../core/trading/parameters.ts";
import { defineStrategy } from "../core/trading/strategy.ts";
import { makeMarket, MAKER_PARAMETERS, type QuoteModel } from "./maker.ts";
import { MakerMarket, MARKET_PARAMETERS } from "./maker_market.ts";

/** ln(1 + γ/κ) / γ: half the spread that no risk would ask for. */
export function glftHalfSpread(riskAversion: number, kappa: number): number {
  return Math.log1p(riskAversion / kappa) / riskAversion;
}

/** c: by how much an order held moves both quotes. */
export function glftSkew(
  riskAversion: number,
  volatility: number,
  kappa: number,
  rate: number,
): number {
  const growth = (1 + kappa / riskAversion) * Math.log1p(riskAversion / kappa);
  return volatility * Math.sqrt(riskAversion / (2 * kappa * rate) * Math.exp(growth));
}

const PARAMETERS = {
  ...MAKER_PARAMETERS,
  ...MARKET_PARAMETERS,
  risk_aversion: numberOf(0.01, 1e-6, 1e3, "γ per tick and order held"),
} as const;

export class Glft implements QuoteModel {
  bidTicks = 0;
  askTicks = 0;
  readonly #market: MakerMarket;
  readonly #riskAversion: number;
  readonly #qtyLots: number;
  #half = 0;
  #skew = 0;

  constructor(parameters: ParameterValues<typeof PARAMETERS>) {
    this.#market = new MakerMarket(parameters);
    this.#riskAversion = parameters.risk_aversion;
    this.#qtyLots = parameters.qty_lots;
    this.#settle();
  }

  update(frame: FrameView, positionLots: number): boolean {
    const market = this.#market;
    if (market.observe(frame)) this.#settle();
    if (!market.isKnown) return false;
    const inventory = positionLots / this.#qtyLots;
    const mid = (frame.bidTicks + frame.askTicks) / 2;
    this.bidTicks = mid - this.#half - (inventory + 0.5) * this.#skew;
    this.askTicks = mid + this.#half - (inventory - 0.5) * this.#skew;
    return true;
  }

  #settle(): void {
    const { volatilityTicks, kappaPerTick, ratePerSecond, isKnown } = this.#market;
    if (!isKnown) return;
    this.#half = glftHalfSpread(this.#riskAversion, kappaPerTick);
    this.#skew = glftSkew(this.#riskAversion, volatilityTicks, kappaPerTick, ratePerSecond);
  }
}

export const strategy = defineStrategy({
  name: "glft",
  summary: "Makes a market with the stationary quotes for a limited inventory.",
  source: "Guéant, Lehalle and Fernandez-Tapia (2013), Dealing with the Inventory Risk",
  parameters: PARAMETERS,
  create: (setup) => makeMarket(setup, () => new Glft(setup.parameters)),
});
