/** One instrument at the simulated exchange: its shown book, its rules, and how it stands. */
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import { VENUE_BARS } from "../../wire/market.ts";
import { feeRates } from "./fees/fee_table.ts";
import { Fees } from "./fees/fees.ts";
import type { ExchangeModels } from "./models.ts";
import { OrderFilters } from "./order_filters.ts";
import { ShownBook } from "./shown_book.ts";
import { SquareRootImpact } from "./square_root_impact.ts";

/** What an INSTRUMENT message says. */
export interface InstrumentTerms {
  readonly id: number;
  readonly venue: number;
  readonly symbol: string;
  readonly priceUnit: number;
  readonly qtyUnit: number;
}

export class VenueInstrument {
  readonly id: number;
  readonly shown: ShownBook;
  readonly impact: SquareRootImpact;
  fees: Fees;
  filters: OrderFilters;
  /** Its source tells bars, not a book. */
  hasBars: boolean;
  halted = false;
  /** The current group rebuilds the book. */
  rebuilding = false;
  lastTradeTicks: number = NO_PRICE_TICKS;
  /** Of the trades of the current group; NO_PRICE_TICKS = there was none. */
  highTicks: number = NO_PRICE_TICKS;
  lowTicks: number = NO_PRICE_TICKS;

  constructor(terms: InstrumentTerms, models: ExchangeModels) {
    this.id = terms.id;
    this.shown = new ShownBook(terms.id);
    this.impact = new SquareRootImpact(models.impact, terms.qtyUnit);
    this.hasBars = terms.venue === VENUE_BARS;
    this.fees = new Fees(
      feeRates(terms.venue, terms.symbol, models.fees),
      terms.priceUnit,
      terms.qtyUnit,
    );
    this.filters = new OrderFilters(models.filters, this.fees);
    this.shown.state.define(terms.priceUnit, terms.qtyUnit);
  }

  /** True when its book can be traded with: a stale one shows what may be long gone. */
  get isOpen(): boolean {
    return !this.halted && !this.rebuilding && !this.shown.state.stale;
  }

  /** The middle of the book, or the newest trade; NO_PRICE_TICKS where there is neither. */
  get markTicks(): number {
    const { bids, asks } = this.shown.state.book.depth;
    if (bids.isEmpty || asks.isEmpty) return this.lastTradeTicks;
    return (bids.bestTicks + asks.bestTicks) / 2;
  }

  /** Best available price on a side while the book can be traded with; NO_PRICE_TICKS = none. */
  bestTicks(side: number): number {
    return this.isOpen ? this.shown.bestTicks(side) : NO_PRICE_TICKS;
  }

  noteTrade(priceTicks: number): void {
    if (this.highTicks === NO_PRICE_TICKS || priceTicks > this.highTicks) {
      this.highTicks = priceTicks;
    }
    if (this.lowTicks === NO_PRICE_TICKS || priceTicks < this.lowTicks) this.lowTicks = priceTicks;
    this.lastTradeTicks = priceTicks;
  }

  /** True when trades from `lowTicks` to `highTicks` set off a stop at this price. */
  reached(side: number, stopTicks: number): boolean {
    if (this.highTicks === NO_PRICE_TICKS) return false;
    return side === SIDE_BID ? this.highTicks >= stopTicks : this.lowTicks <= stopTicks;
  }
}

/** The other side. */
export function opposite(side: number): number {
  return side === SIDE_BID ? SIDE_ASK : SIDE_BID;
}

/** True when an order on `side` with this limit may trade at a price; NO_PRICE_TICKS = any. */
export function allows(side: number, limitTicks: number, priceTicks: number): boolean {
  if (limitTicks === NO_PRICE_TICKS) return true;
  return side === SIDE_BID ? priceTicks <= limitTicks : priceTicks >= limitTicks;
}
