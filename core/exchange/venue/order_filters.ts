/**
 * What an order must fit before the exchange looks at it: steps of price and quantity, least and most
 * lots, least notional.
 *
 * Wire prices are whole ticks already, so steps are for recordings whose scale is finer than the venue's.
 * A market order's notional is taken at the newest trade or, without one, is not checked. Lies by
 * leaving out: bands around the price, limits on the number of open orders, rates of messages.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS } from "../../base/units.ts";
import {
  REASON_BAD_PRICE,
  REASON_BAD_QUANTITY,
  REASON_NONE,
  REASON_OFF_LOT,
  REASON_OFF_TICK,
  REASON_TOO_LARGE,
  REASON_TOO_SMALL,
} from "../../wire/report.ts";
import type { Fees } from "./fees/fees.ts";
import type { FilterChoice } from "./models.ts";

export class OrderFilters {
  readonly #choice: FilterChoice;
  readonly #fees: Fees;

  constructor(choice: FilterChoice, fees: Fees) {
    this.#choice = choice;
    this.#fees = fees;
  }

  /** @param markTicks prices the order where it has no price of its own @returns REASON_* */
  quantityRefusal(qtyLots: number, markTicks: number): number {
    const { lotStep, leastLots, mostLots, leastNotionalQuote } = this.#choice;
    if (!(qtyLots > 0)) return REASON_BAD_QUANTITY;
    if (qtyLots > mostLots) return REASON_TOO_LARGE;
    if (qtyLots % lotStep !== 0) return REASON_OFF_LOT;
    if (qtyLots < leastLots) return REASON_TOO_SMALL;
    if (leastNotionalQuote === 0 || markTicks === NO_PRICE_TICKS) return REASON_NONE;
    const notionalQuote = this.#fees.notionalQuote(markTicks, qtyLots);
    return notionalQuote < leastNotionalQuote ? REASON_TOO_SMALL : REASON_NONE;
  }

  /** @returns REASON_* */
  priceRefusal(priceTicks: number): number {
    if (priceTicks === NO_PRICE_TICKS || priceTicks <= 0) return REASON_BAD_PRICE;
    return priceTicks % this.#choice.tickStep === 0 ? REASON_NONE : REASON_OFF_TICK;
  }
}
