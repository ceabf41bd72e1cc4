/**
 * At most one order at a time, followed by its reports from the moment it is sent until it is over.
 *
 * ```text
 *            send            accepted, filled        modify, cancel
 *   free ───────────▶ waits ──────────────────▶ open ──────────────▶ waits
 *    ▲                  │ rejected               │ filled, cancelled,  │ modified, refused: open
 *    ╰──────────────────┴────────────────────────┴── expired ──────────╯
 * ```
 *
 * While an answer is outstanding nothing more is asked, so no report is ever guessed at and nothing
 * floods. An order of which nobody knows anything counts as open until a report says otherwise.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS } from "../core/base/units.ts";
import type { ReportView } from "../core/trading/report_view.ts";
import type { Trader } from "../core/trading/trader.ts";
import {
  REASON_NONE,
  REASON_UNKNOWN_ORDER,
  REPORT_ACCEPTED,
  REPORT_CANCEL_REJECTED,
  REPORT_CANCELLED,
  REPORT_EXPIRED,
  REPORT_FILLED,
  REPORT_MODIFIED,
  REPORT_REJECTED,
} from "../core/wire/report.ts";

const NOTHING = 0;
const NEW = 1;
const MODIFY = 2;
const CANCEL = 3;

export class OrderSlot {
  readonly #trader: Trader;
  readonly #instrumentId: number;
  /** 0 = free. */
  #orderId = 0;
  #waitsFor = NOTHING;
  #priceTicks: number = NO_PRICE_TICKS;
  #askedTicks: number = NO_PRICE_TICKS;
  #leavesLots = 0;
  #filledLots = 0;

  constructor(trader: Trader, instrumentId: number) {
    this.#trader = trader;
    this.#instrumentId = instrumentId;
  }

  /** No order, none on its way. */
  get isFree(): boolean {
    return this.#orderId === 0;
  }

  /** There is an order, and nothing is outstanding about it. */
  get isSettled(): boolean {
    return this.#orderId !== 0 && this.#waitsFor === NOTHING;
  }

  /** Of the order as last confirmed; NO_PRICE_TICKS when free. */
  get priceTicks(): number {
    return this.#priceTicks;
  }

  /** What may still fill. */
  get leavesLots(): number {
    return this.#leavesLots;
  }

  /**
   * Sends an order when free.
   * @param priceTicks NO_PRICE_TICKS = a market order
   * @returns whether it was sent; the risk gate may refuse
   */
  send(
    side: number,
    priceTicks: number,
    qtyLots: number,
    flags: number,
    timeInForce: number,
  ): boolean {
    if (!this.isFree) return false;
    const trader = this.#trader;
    const id = priceTicks === NO_PRICE_TICKS
      ? trader.market(this.#instrumentId, side, qtyLots, flags)
      : trader.limit(this.#instrumentId, side, priceTicks, qtyLots, flags, timeInForce);
    if (id <= 0) return false;
    this.#orderId = id;
    this.#waitsFor = NEW;
    this.#priceTicks = priceTicks;
    this.#leavesLots = qtyLots;
    this.#filledLots = 0;
    return true;
  }

  /** Asks for another price and so much left to fill. @returns whether it was asked */
  modify(priceTicks: number, leavesLots: number): boolean {
    if (!this.isSettled) return false;
    // A total, so that a fill on its way is not filled again.
    const totalLots = this.#filledLots + leavesLots;
    if (this.#trader.modify(this.#orderId, priceTicks, totalLots) !== 0) return false;
    this.#waitsFor = MODIFY;
    this.#askedTicks = priceTicks;
    if (leavesLots > this.#leavesLots) this.#leavesLots = leavesLots;
    return true;
  }

  /** Asks to cancel. @returns whether it was asked, or there is nothing left to cancel */
  cancel(): boolean {
    if (!this.isSettled) return false;
    const refusal = this.#trader.cancel(this.#orderId);
    if (refusal === -REASON_UNKNOWN_ORDER) {
      this.#free();
      return true;
    }
    if (refusal !== 0) return false;
    this.#waitsFor = CANCEL;
    return true;
  }

  /** @returns whether the report is about this slot's order */
  onReport(report: ReportView): boolean {
    if (this.isFree || report.orderId !== this.#orderId) return false;
    switch (report.kind) {
      case REPORT_ACCEPTED:
        this.#answered(NEW);
        break;
      case REPORT_FILLED:
        this.#answered(NEW);
        this.#filledLots += report.qtyLots;
        this.#leave(report.leavesLots);
        break;
      case REPORT_MODIFIED:
        this.#onModified(report);
        break;
      case REPORT_REJECTED:
        // Of a change: the order lives on, unless the report says that nothing is left of it.
        this.#leave(this.#waitsFor === NEW ? 0 : this.#trader.leavesLots(this.#orderId));
        this.#waitsFor = NOTHING;
        break;
      case REPORT_CANCEL_REJECTED:
        this.#waitsFor = NOTHING;
        this.#leave(this.#trader.leavesLots(this.#orderId));
        break;
      case REPORT_CANCELLED:
      case REPORT_EXPIRED:
        this.#free();
        break;
    }
    return true;
  }

  /** A venue also reduces an order by itself, to prevent a trade with oneself: then with a reason. */
  #onModified(report: ReportView): void {
    if (this.#waitsFor === MODIFY && report.reason === REASON_NONE) {
      this.#waitsFor = NOTHING;
      this.#priceTicks = this.#askedTicks;
    }
    this.#leave(report.leavesLots);
  }

  #answered(question: number): void {
    if (this.#waitsFor === question) this.#waitsFor = NOTHING;
  }

  #leave(lots: number): void {
    if (lots > 0) this.#leavesLots = lots;
    else this.#free();
  }

  #free(): void {
    this.#orderId = 0;
    this.#waitsFor = NOTHING;
    this.#priceTicks = NO_PRICE_TICKS;
    this.#leavesLots = 0;
  }
}
