/**
 * What reports do: each is applied to its order and, where it tells of money, to the portfolio.
 *
 * Hot path: no allocation.
 */
import {
  R_FEE,
  R_INSTRUMENT,
  R_KIND,
  R_LEAVES,
  R_ORDER_ID,
  R_PRICE,
  R_QTY,
  R_REASON,
  REPORT_ACCEPTED,
  REPORT_FILLED,
  REPORT_FLAG_MAKER,
  REPORT_FUNDING,
  REPORT_POSITION,
  REPORT_REJECTED,
  REPORT_UNKNOWN,
} from "../../wire/report.ts";
import type { Portfolio } from "../positions/portfolio.ts";
import { Refusals } from "../risk/refusals.ts";
import type { OrderTable } from "./order_table.ts";

export class OrderReports {
  /** Reports applied. */
  taken = 0;
  fills = 0;
  /** Orders that the venue rejected. */
  rejects = 0;
  /** Reports of orders that nobody knows, or of no known kind. */
  strayReports = 0;
  readonly venueRejects = new Refusals();
  readonly #orders: OrderTable;
  readonly #portfolio: Portfolio;

  constructor(orders: OrderTable, portfolio: Portfolio) {
    this.#orders = orders;
    this.#portfolio = portfolio;
  }

  /** Applies the report at word `at`. @returns the account that it is about; −1 = none */
  apply(words: Int32Array, doubles: Float64Array, at: number): number {
    this.taken++;
    const d = at >> 1;
    const kind = words[at + R_KIND] & 0xff;
    if (kind === REPORT_FUNDING) return this.#fund(words[at + R_INSTRUMENT], doubles[d + R_FEE]);
    const row = this.#orders.find(doubles[d + R_ORDER_ID]);
    if (kind === REPORT_POSITION) {
      const account = row < 0 ? -1 : this.#orders.accountOf(row);
      const instrumentId = words[at + R_INSTRUMENT];
      return this.#portfolio.adopt(account, instrumentId, doubles[d + R_QTY], words[at + R_PRICE]);
    }
    if (row < 0 || kind < REPORT_ACCEPTED || kind > REPORT_UNKNOWN) {
      this.strayReports++;
      return -1;
    }
    const account = this.#orders.accountOf(row);
    if (kind === REPORT_FILLED) {
      const isMaker = ((words[at + R_KIND] >>> 16) & REPORT_FLAG_MAKER) !== 0;
      const qtyLots = doubles[d + R_QTY];
      const lots = this.#orders.fill(row, qtyLots, doubles[d + R_LEAVES]);
      if (lots === 0) return account;
      const feeQuote = doubles[d + R_FEE] * (lots / qtyLots);
      const side = this.#orders.sideOf(row);
      this.#portfolio.fill(account, side, lots, words[at + R_PRICE], feeQuote, isMaker);
      this.fills++;
      return account;
    }
    if (kind === REPORT_REJECTED) {
      this.rejects++;
      this.venueRejects.add(this.#portfolio.strategyOf(account), words[at + R_REASON]);
    }
    this.#orders.apply(row, kind, doubles[d + R_QTY]);
    return account;
  }

  /** Whoever is long pays; the venue knows nothing of strategies. */
  #fund(instrumentId: number, feeQuote: number): number {
    const accounts = this.#portfolio.accountsIn(instrumentId);
    if (accounts === undefined) return -1;
    for (let i = 0; i < accounts.length; i++) {
      const position = this.#portfolio.positionLots(accounts[i]);
      if (position !== 0) this.#portfolio.fund(accounts[i], -feeQuote * position);
    }
    return -1;
  }
}
