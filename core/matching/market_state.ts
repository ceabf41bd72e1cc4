/**
 * All that a market is, shared by the parts of its engine: each of those has one task and no state.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS } from "../base/units.ts";
import { Accounts } from "./accounts.ts";
import { OUTCOME_REJECTED } from "./codes.ts";
import { ExpiryQueue } from "./expiry_queue.ts";
import { MATCH_REJECT, MatchEvents } from "./match_events.ts";
import { MatchingBook } from "./matching_book.ts";
import { OrderTerms } from "./order_terms.ts";

const NO_LOW = 0x7fff_ffff;
const NO_HIGH = -0x8000_0000;

export class MarketState {
  readonly book = new MatchingBook();
  readonly events = new MatchEvents();
  readonly terms = new OrderTerms();
  readonly accounts = new Accounts(this.terms);
  readonly expiries = new ExpiryQueue(this.terms);
  /** Price of the latest trade, NO_PRICE_TICKS before the first. */
  lastTicks: number = NO_PRICE_TICKS;
  /** Between which prices there were trades since stop orders were last looked at. */
  lowTicks = NO_LOW;
  highTicks = NO_HIGH;
  /** The market's time, as far as it was told. */
  readonly #nowNanos = new Float64Array(1);

  get nowNanos(): number {
    return this.#nowNanos[0];
  }

  /** Time only goes on: what is not later, or no time at all, changes nothing. */
  passTo(nowNanos: number): void {
    if (nowNanos > this.#nowNanos[0]) this.#nowNanos[0] = nowNanos;
  }

  /** Trades went from one price to another. */
  traded(fromTicks: number, toTicks: number): void {
    this.lastTicks = toTicks;
    const low = fromTicks < toTicks ? fromTicks : toTicks;
    const high = fromTicks < toTicks ? toTicks : fromTicks;
    if (low < this.lowTicks) this.lowTicks = low;
    if (high > this.highTicks) this.highTicks = high;
  }

  /** True when there were trades since stop orders were last looked at. */
  get hasTraded(): boolean {
    return this.lowTicks <= this.highTicks;
  }

  forgetTradedRange(): void {
    this.lowTicks = NO_LOW;
    this.highTicks = NO_HIGH;
  }

  /** All lots of an order, shown and hidden. */
  totalLots(order: number): number {
    const terms = this.book.queues.termsOf(order);
    const shown = this.book.queues.lotsOf(order);
    return terms === 0 ? shown : shown + this.terms.hiddenLots(terms);
  }

  /** The price of an order's events: what it rests at or waits for. */
  push(kind: number, code: number, order: number, qtyLots: number): void {
    const { book, events } = this;
    const { queues } = book;
    const low = queues.idLowOf(order);
    const high = queues.idHighOf(order);
    events.push(kind, code, low, high, book.sideOf(order), book.priceTicksOf(order), qtyLots);
  }

  /** Takes an order out of the market, with whatever the engine keeps about it. */
  remove(order: number): void {
    const terms = this.book.queues.termsOf(order);
    if (terms !== 0) this.#forget(terms);
    this.book.remove(order);
  }

  /** The one event of a command that is refused; nonsense in it is written as 0. */
  reject(
    code: number,
    idLow: number,
    idHigh: number,
    side: number,
    priceTicks: number,
    qtyLots: number,
  ): typeof OUTCOME_REJECTED {
    const lots = Number.isFinite(qtyLots) ? qtyLots : 0;
    this.events.push(MATCH_REJECT, code, idLow, idHigh, side & 0xff, priceTicks, lots);
    return OUTCOME_REJECTED;
  }

  #forget(terms: number): void {
    this.accounts.leave(terms);
    this.expiries.delete(terms);
    this.terms.close(terms);
  }
}
