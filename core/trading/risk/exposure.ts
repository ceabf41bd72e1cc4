/**
 * What would be at stake if open orders filled: the worst case of each instrument, in quote currency.
 *
 * Hot path: no allocation.
 */
import { SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import type { InstrumentTable } from "../instrument_table.ts";
import type { OrderTable } from "../orders/order_table.ts";
import type { Portfolio } from "../positions/portfolio.ts";

export class Exposure {
  /** What the newest question came to; an array, so that no number is boxed. */
  readonly quote = new Float64Array(1);
  readonly #instruments: InstrumentTable;
  readonly #orders: OrderTable;
  readonly #portfolio: Portfolio;

  constructor(instruments: InstrumentTable, orders: OrderTable, portfolio: Portfolio) {
    this.#instruments = instruments;
    this.#orders = orders;
    this.#portfolio = portfolio;
  }

  /** Asks for Σ |position| of a currency with `addedLots` more of an instrument on a side. */
  askGross(currency: number, instrumentId: number, side: number, addedLots: number): void {
    let gross = 0;
    for (let id = 0; id < this.#portfolio.instrumentBound; id++) {
      if (!this.#counts(id, currency)) continue;
      const added = id === instrumentId ? addedLots : 0;
      const net = this.#portfolio.netLots(id);
      const long = net + this.#openLots(id, SIDE_BID) + (side === SIDE_BID ? added : 0);
      const short = net - this.#openLots(id, SIDE_ASK) - (side === SIDE_ASK ? added : 0);
      gross += Math.max(Math.abs(long), Math.abs(short)) * this.#lotQuote(id);
    }
    this.quote[0] = gross;
  }

  /** Asks for |Σ position| in the direction of `side`, the same way. */
  askNet(currency: number, instrumentId: number, side: number, addedLots: number): void {
    let net = 0;
    for (let id = 0; id < this.#portfolio.instrumentBound; id++) {
      if (!this.#counts(id, currency)) continue;
      const lots = this.#openLots(id, side) + (id === instrumentId ? addedLots : 0);
      const signed = side === SIDE_BID ? lots : -lots;
      net += (this.#portfolio.netLots(id) + signed) * this.#lotQuote(id);
    }
    this.quote[0] = Math.max(0, side === SIDE_BID ? net : -net);
  }

  #counts(id: number, currency: number): boolean {
    return this.#portfolio.accountsIn(id)!.length > 0 &&
      this.#instruments.currencyOf(id) === currency;
  }

  #openLots(id: number, side: number): number {
    const accounts = this.#portfolio.accountsIn(id)!;
    let lots = 0;
    for (let i = 0; i < accounts.length; i++) lots += this.#orders.openLots(accounts[i], side);
    return lots;
  }

  #lotQuote(id: number): number {
    return this.#instruments.lotQuote(id, this.#instruments.markTicks(id));
  }
}
