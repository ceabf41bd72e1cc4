/** What a fill is worth and what it costs, of one instrument. */
import type { FeeRates } from "../models.ts";

const BPS = 1e-4;

export class Fees {
  readonly #rates: FeeRates;
  readonly #priceUnit: number;
  readonly #qtyUnit: number;

  /** @param priceUnit price of a tick; @param qtyUnit size of a lot */
  constructor(rates: FeeRates, priceUnit: number, qtyUnit: number) {
    this.#rates = rates;
    this.#priceUnit = priceUnit;
    this.#qtyUnit = qtyUnit;
  }

  /** In the currency that it is paid in: quote, or base of an inverse contract. */
  notionalQuote(priceTicks: number, qtyLots: number): number {
    const { inverseQuote, multiplier } = this.#rates;
    const units = qtyLots * this.#qtyUnit;
    const price = Math.abs(priceTicks) * this.#priceUnit;
    return inverseQuote > 0 ? units * inverseQuote / price : units * multiplier * price;
  }

  /** In the same currency; below 0 = a rebate. */
  feeQuote(priceTicks: number, qtyLots: number, maker: boolean): number {
    const rates = this.#rates;
    const bps = maker ? rates.makerBps : rates.takerBps;
    const perUnit = maker ? rates.makerPerUnit : rates.takerPerUnit;
    return this.notionalQuote(priceTicks, qtyLots) * bps * BPS + qtyLots * this.#qtyUnit * perUnit;
  }
}
