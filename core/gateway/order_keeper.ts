/**
 * What is said of orders, from wherever it comes, and what trading is told of it. Answers, the user
 * stream and lookups overtake and repeat each other; so an order only ever moves forward:
 *
 * ```text
 *   executed quantity    the largest that was told decides            never back
 *   fills                booked by trade id, each once                whoever tells them first
 *   the end              final, told to trading behind the last fill
 * ```
 */
import { NO_PRICE_TICKS } from "../base/units.ts";
import {
  REASON_BY_TRADER,
  REASON_BY_VENUE,
  REASON_FEE_IN_KIND,
  REASON_NONE,
  REASON_TOO_LATE,
  REPORT_ACCEPTED,
  REPORT_CANCEL_REJECTED,
  REPORT_CANCELLED,
  REPORT_EXPIRED,
  REPORT_FILLED,
  REPORT_FLAG_MAKER,
  REPORT_MODIFIED,
  REPORT_POSITION,
  REPORT_REJECTED,
  REPORT_UNKNOWN,
} from "../wire/report.ts";
import type { ExpectedHoldings } from "./expected_holdings.ts";
import type { FeeRates } from "./fee_rates.ts";
import type { GatewayCounters } from "./gateway_counters.ts";
import type { OrderLedger } from "./order_ledger.ts";
import type { VenueOrder, VenueTrade } from "./order_venue.ts";
import type { ReportWriter } from "./report_writer.ts";
import {
  WORKING_ENDING,
  WORKING_OPEN,
  WORKING_OVER,
  WORKING_SENT,
  WORKING_UNKNOWN,
  type WorkingOrder,
} from "./working_order.ts";

/** Fills usually come by the stream at once; only then are they asked for. */
const FILL_GRACE_MILLIS = 100;

export interface OrderKeeperOptions {
  readonly ledger: OrderLedger;
  readonly reports: ReportWriter;
  readonly holdings: ExpectedHoldings;
  readonly fees: FeeRates;
  readonly counters: GatewayCounters;
  /** Milliseconds since 1970. */
  readonly nowMillis: () => number;
  /** See OrderVenue. */
  readonly changesInPlace: boolean;
  /** A generation has ended and the next is wanted. @returns whether it will be sent */
  readonly goOn: (order: WorkingOrder) => boolean;
}

export class OrderKeeper {
  readonly #options: OrderKeeperOptions;

  constructor(options: OrderKeeperOptions) {
    this.#options = options;
  }

  /** Takes the venue's word on an order of ours. */
  apply(order: WorkingOrder, seen: VenueOrder): void {
    // Of an earlier name, or of an order that is over, only fills can be news.
    if (seen.clientId === order.clientId && !order.isOver) this.#confirm(order, seen);
    for (const trade of seen.trades) this.#book(order, trade);
    if (seen.clientId !== order.clientId || order.isOver) return;
    order.toldLots = Math.max(order.toldLots, seen.filledLots);
    if (seen.status !== "open" && order.end === undefined) {
      order.end = seen.status;
      order.endReason = seen.reason;
      order.endMillis = seen.exchMillis;
      order.state = WORKING_ENDING;
    }
    this.settle(order);
  }

  /** The venue has it, as it is wanted or as it was: told before any fill under these terms. */
  #confirm(order: WorkingOrder, seen: VenueOrder): void {
    order.misses = 0;
    if (seen.venueOrderId !== "") order.venueOrderId = seen.venueOrderId;
    if (seen.status !== "rejected") this.accept(order, seen.exchMillis);
    const [change] = order.changes;
    const isAsked = this.#options.changesInPlace && order.isChanging && change !== undefined &&
      seen.qtyLots === change.qtyLots && seen.priceTicks === change.priceTicks;
    if (isAsked) this.changed(order, seen.exchMillis);
  }

  /** The venue has it. */
  accept(order: WorkingOrder, exchMillis?: number): void {
    if (order.state === WORKING_SENT || order.state === WORKING_UNKNOWN) {
      order.state = WORKING_OPEN;
      order.tries = 0;
    }
    if (order.isReplacing && order.venueOrderId !== "") this.changed(order, exchMillis);
    if (order.isAccepted) return;
    order.isAccepted = true;
    this.#options.counters.add("accepted");
    this.#tell(order, REPORT_ACCEPTED, { exchMillis, leavesLots: order.qtyLots });
  }

  /** The venue never had it, or took it and threw it out. */
  reject(order: WorkingOrder, reason: number, exchMillis?: number): void {
    if (order.isOver) return;
    if (order.isAccepted) {
      // What took the place of an earlier generation was not accepted: nothing is left of the order.
      this.refuseChanges(order, reason);
      this.#end(order, REPORT_CANCELLED, reason, exchMillis);
      return;
    }
    this.#options.counters.add("rejected");
    this.#end(order, REPORT_REJECTED, reason, exchMillis);
  }

  /** Nobody knows what became of it. */
  unknown(order: WorkingOrder): void {
    if (order.state !== WORKING_SENT) return;
    order.state = WORKING_UNKNOWN;
    this.#tell(order, REPORT_UNKNOWN, { leavesLots: order.leavesLots });
  }

  /** The oldest wanted change is made. */
  changed(order: WorkingOrder, exchMillis?: number): void {
    const change = order.changes.shift();
    order.isChanging = false;
    order.isReplacing = false;
    if (change === undefined) return;
    order.priceTicks = change.priceTicks;
    order.qtyLots = change.qtyLots;
    this.#tell(order, REPORT_MODIFIED, {
      exchMillis,
      qtyLots: change.qtyLots,
      leavesLots: order.leavesLots,
    });
  }

  /** The oldest wanted change is not made; or none of them is. */
  refuseChange(order: WorkingOrder, reason: number): void {
    order.isChanging = false;
    order.isReplacing = false;
    if (order.changes.shift() === undefined) return;
    this.#tell(order, REPORT_CANCEL_REJECTED, { reason, leavesLots: order.leavesLots });
  }

  refuseChanges(order: WorkingOrder, reason: number): void {
    while (order.changes.length > 0) this.refuseChange(order, reason);
  }

  /** The cancel that trading waits for was refused. */
  refuseCancel(order: WorkingOrder, reason: number): void {
    if (!order.owesCancel) return;
    order.owesCancel = false;
    this.#tell(order, REPORT_CANCEL_REJECTED, { reason, leavesLots: order.leavesLots });
  }

  /** Books a fill that was looked up. */
  book(order: WorkingOrder, trade: VenueTrade): void {
    this.#book(order, trade);
  }

  /** Books a fill that trading has in its books already. */
  remember(order: WorkingOrder, trade: VenueTrade): void {
    if (!this.#options.ledger.book(order.instrument.id, trade.tradeId)) return;
    order.bookedLots += trade.qtyLots;
    order.toldLots = Math.max(order.toldLots, order.bookedLots - order.earlierLots);
  }

  /** Ends an order that the venue ended, once its fills are here; asks for those that are not. */
  settle(order: WorkingOrder): void {
    if (order.isOver) return;
    if (order.missingLots > 0) {
      order.needsTrades = true;
      order.dueAt(this.#options.nowMillis() + FILL_GRACE_MILLIS);
      return;
    }
    order.needsTrades = false;
    if (order.state !== WORKING_ENDING) return;
    const { end, endReason, endMillis } = order;
    if (end === "rejected") return this.reject(order, endReason || REASON_BY_VENUE, endMillis);
    if (end === "cancelled" && this.#options.goOn(order)) return;
    this.refuseChanges(order, REASON_TOO_LATE);
    if (end === "filled") {
      this.refuseCancel(order, REASON_TOO_LATE);
      return this.#over(order);
    }
    const isExpired = end === "expired" || order.isExpiring;
    const reason = order.isUnwanted && !order.isExpiring ? REASON_BY_TRADER : endReason;
    this.#end(order, isExpired ? REPORT_EXPIRED : REPORT_CANCELLED, reason, endMillis);
  }

  /** Tells trading what the venue holds in an instrument. */
  tellPosition(
    instrumentId: number,
    lots: number,
    priceTicks: number,
    reason: number,
    orderId = 0,
  ): void {
    this.#options.reports.write({
      kind: REPORT_POSITION,
      instrumentId,
      orderId,
      qtyLots: lots,
      priceTicks,
      reason,
    });
  }

  #book(order: WorkingOrder, trade: VenueTrade): void {
    const { ledger, holdings, fees, counters } = this.#options;
    const { instrument, wanted: { side } } = order;
    if (!ledger.book(instrument.id, trade.tradeId)) {
      counters.add("repeatedFills");
      return;
    }
    // A fill proves that the venue has the order, whatever else was heard.
    if (!order.isOver) this.accept(order, trade.exchMillis);
    const before = holdings.positionLots(instrument);
    holdings.fill(instrument, side, trade);
    order.bookedLots += trade.qtyLots;
    order.toldLots = Math.max(order.toldLots, order.bookedLots - order.earlierLots);
    counters.add("fills");
    this.#tell(order, REPORT_FILLED, {
      exchMillis: trade.exchMillis,
      priceTicks: trade.priceTicks,
      qtyLots: trade.qtyLots,
      leavesLots: order.leavesLots,
      feeQuote: fees.feeQuote(instrument, trade),
      flags: trade.isMaker ? REPORT_FLAG_MAKER : 0,
    });
    const after = holdings.positionLots(instrument);
    const signed = side === 0 ? trade.qtyLots : -trade.qtyLots;
    if (after === before + signed) return;
    const { priceTicks } = trade;
    this.tellPosition(instrument.id, after, priceTicks, REASON_FEE_IN_KIND, order.orderId);
  }

  #end(order: WorkingOrder, kind: number, reason: number, exchMillis?: number): void {
    this.refuseChanges(order, REASON_TOO_LATE);
    this.#tell(order, kind, { reason, exchMillis, leavesLots: order.leavesLots });
    this.#over(order);
  }

  #over(order: WorkingOrder): void {
    order.state = WORKING_OVER;
    order.owesCancel = false;
    order.dueMillis = Infinity;
    this.#options.ledger.end(order);
  }

  #tell(order: WorkingOrder, kind: number, what: Told): void {
    this.#options.reports.write({
      kind,
      instrumentId: order.instrument.id,
      orderId: order.orderId,
      priceTicks: what.priceTicks ?? NO_PRICE_TICKS,
      reason: what.reason ?? REASON_NONE,
      qtyLots: what.qtyLots ?? 0,
      leavesLots: what.leavesLots ?? 0,
      feeQuote: what.feeQuote ?? 0,
      flags: what.flags ?? 0,
      ...(what.exchMillis === undefined ? {} : { exchMillis: what.exchMillis }),
    });
  }
}

interface Told {
  readonly exchMillis?: number | undefined;
  readonly priceTicks?: number;
  readonly reason?: number;
  readonly qtyLots?: number;
  readonly leavesLots?: number;
  readonly feeQuote?: number;
  readonly flags?: number;
}
