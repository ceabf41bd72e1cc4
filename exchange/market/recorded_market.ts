/**
 * A market that shows a recording. Its book is the recording's, whatever clients do; their orders are
 * filled by the models of core/exchange/venue: queues, what was taken stays taken, stops and all.
 *
 * ```text
 *   recording ─ messages ─┬─▶ shown book ─▶ book, trades ─▶ streams, REST
 *                         └─▶ ClientVenue, one an account ─▶ reports ─▶ clients
 * ```
 */
import { NO_PRICE_TICKS, SIDE_BID } from "../../core/base/units.ts";
import { ShownBook } from "../../core/exchange/venue/shown_book.ts";
import * as codes from "../../core/matching/codes.ts";
import { MatchingBook } from "../../core/matching/matching_book.ts";
import type { OrderRequest } from "../../core/matching/order_request.ts";
import * as wire from "../../core/wire/market.ts";
import * as reports from "../../core/wire/report.ts";
import type { Instrument, Scale } from "../../core/venues/instruments.ts";
import { gridOf } from "../listing/recorded_listing.ts";
import type { Listing } from "../listing/listing.ts";
import { ClientVenue, type OrderReport } from "./client_venue.ts";
import { Market } from "./market.ts";

/** The upper half of the ids of levels in the book: side and this. */
const LEVEL_ID_HIGH = 16;
const FIRST_UPDATE_ID = 1_000_000;
const NANOS_PER_MILLI = 1e6;

/** Why an order is refused, by the report's reason; what is not here is a nonsense order. */
const REFUSALS: Readonly<Record<number, number>> = {
  [reports.REASON_WOULD_TAKE]: codes.REJECT_WOULD_TAKE,
  [reports.REASON_WOULD_INCREASE]: codes.REJECT_WOULD_INCREASE,
  [reports.REASON_NOT_FILLABLE]: codes.REJECT_NOT_FILLABLE,
  [reports.REASON_NO_LIQUIDITY]: codes.REJECT_EMPTY_BOOK,
  [reports.REASON_HALTED]: codes.REJECT_EMPTY_BOOK,
  [reports.REASON_BAD_QUANTITY]: codes.REJECT_QTY,
  [reports.REASON_BAD_PRICE]: codes.REJECT_PRICE,
};
const ENDS: Readonly<Record<number, number>> = {
  [reports.REASON_BY_TRADER]: codes.CANCEL_REQUESTED,
  [reports.REASON_SELF_TRADE]: codes.CANCEL_SELF_TRADE,
  [reports.REASON_WOULD_INCREASE]: codes.CANCEL_POSITION,
};

export class RecordedMarket extends Market {
  /** What a client has taken stays taken for it, though the book still shows it. */
  override readonly overrunBps = 500;
  readonly #shown: ShownBook;
  /** By account number, from 1. */
  readonly #clients: readonly ClientVenue[];
  /** Reports of a request that was accepted, until {@link tell}. */
  #pending: OrderReport[] = [];

  constructor(listing: Listing, instrument: Instrument, accounts: number, nowMillis: number) {
    super(listing, new MatchingBook(), nowMillis, FIRST_UPDATE_ID);
    const { id } = instrument;
    this.#shown = new ShownBook(id);
    this.#clients = Array.from({ length: accounts }, (_, i) => new ClientVenue(id, i + 1));
  }

  /** True for the scale that it is listed with. */
  hasScale(scale: Scale): boolean {
    const { tickE8, lotE8 } = gridOf(scale);
    return tickE8 === this.listing.tickE8 && lotE8 === this.listing.lotE8;
  }

  /** Takes the market message at word `at`: of this instrument, in order. */
  onMarket(words: Int32Array, doubles: Float64Array, at: number, nowMillis: number): void {
    this.nowMillis = nowMillis;
    const recvNanos = doubles[(at >> 1) + wire.AT_RECV_NANOS];
    for (const client of this.#clients) client.onMarket(words, doubles, at, recvNanos);
    this.#show(words, doubles, at);
    if ((wire.flagsOf(words[at + wire.AT_KIND]) & wire.FLAG_LAST) === 0) return;
    for (const client of this.#clients) {
      if (client.open.size > 0) client.takeReports().forEach((report) => this.#play(report));
    }
    this.finish();
  }

  override submit(request: OrderRequest): number {
    const client = this.#clients[request.account - 1];
    const leftNanos = request.expiryNanos - this.nowMillis * NANOS_PER_MILLI;
    const [first, ...rest] = client.submit(request, client.nowNanos + Math.max(1, leftNanos));
    if (first?.kind !== reports.REPORT_REJECTED) {
      this.#pending = first === undefined ? [] : [first, ...rest];
      return 0;
    }
    client.open.delete(first.orderId);
    return REFUSALS[first.reason] ?? codes.REJECT_COMBINATION;
  }

  override modify(orderId: number, priceTicks: number, leavesLots: number): number {
    const client = this.#clients.find(({ open }) => open.has(orderId));
    const order = client?.open.get(orderId);
    if (client === undefined || order === undefined) return codes.REJECT_UNKNOWN_ID;
    const [first, ...rest] = client.modify(orderId, priceTicks, order.filledLots + leavesLots);
    if (first?.kind === reports.REPORT_CANCEL_REJECTED) {
      return REFUSALS[first.reason] ?? codes.REJECT_WAITING;
    }
    order.leavesLots = leavesLots;
    this.#pending = first === undefined ? [] : [first, ...rest];
    return 0;
  }

  override cancel(orderId: number, nowMillis: number): void {
    const client = this.#clients.find(({ open }) => open.has(orderId));
    if (client === undefined) return;
    this.#pending = client.cancel(orderId);
    this.tell(nowMillis);
  }

  /** Dates pass in the recording's time, with its messages. */
  override expire(): void {}

  override tell(nowMillis: number): void {
    this.nowMillis = Math.max(this.nowMillis, nowMillis);
    const pending = this.#pending;
    this.#pending = [];
    for (const report of pending) this.#play(report);
    this.finish();
  }

  #play(report: OrderReport): void {
    const { kind, orderId, leavesLots } = report;
    const client = this.#clients.find(({ open }) => open.has(orderId));
    const order = client?.open.get(orderId);
    if (client === undefined || order === undefined) return;
    if (kind === reports.REPORT_ACCEPTED || kind === reports.REPORT_CANCEL_REJECTED) return;
    const before = order.leavesLots;
    order.leavesLots = leavesLots;
    switch (kind) {
      case reports.REPORT_FILLED: {
        if (order.isWaiting) this.owner?.triggered(orderId);
        order.isWaiting = false;
        if (leavesLots === 0) client.open.delete(orderId);
        const { priceTicks, qtyLots, isMaker } = report;
        order.filledLots += qtyLots;
        const trade = this.traded(priceTicks, qtyLots, isMaker === order.isBuy);
        return this.owner?.filled(orderId, trade, isMaker);
      }
      case reports.REPORT_CANCELLED:
      case reports.REPORT_EXPIRED: {
        client.open.delete(orderId);
        const code = kind === reports.REPORT_EXPIRED
          ? codes.CANCEL_EXPIRED
          : ENDS[report.reason] ?? codes.CANCEL_UNFILLED;
        return this.owner?.ended(orderId, before, code, false);
      }
      case reports.REPORT_MODIFIED:
        if (before === leavesLots) return;
        return this.owner?.ended(orderId, before - leavesLots, codes.CANCEL_SELF_TRADE, true);
    }
  }

  #show(words: Int32Array, doubles: Float64Array, at: number): void {
    const flags = wire.flagsOf(words[at + wire.AT_KIND]);
    switch (wire.kindOf(words[at + wire.AT_KIND])) {
      case wire.MESSAGE_LEVEL:
        this.#shown.level(words, doubles, at);
        return this.#copyLevel(words[at + wire.AT_SIDE], words[at + wire.AT_PRICE]);
      case wire.MESSAGE_ORDER:
        return this.#order(words, doubles, at, flags);
      case wire.MESSAGE_TRADE: {
        const isBid = words[at + wire.AT_SIDE] === SIDE_BID;
        const lots = doubles[(at >> 1) + wire.AT_QTY];
        const ticks = words[at + wire.AT_PRICE];
        if (lots > 0 && ticks !== NO_PRICE_TICKS) this.traded(ticks, lots, !isBid);
        return;
      }
      case wire.MESSAGE_STATUS:
        if (words[at + wire.AT_STATUS] === wire.STATUS_CLEAR) this.#clear();
    }
  }

  #order(words: Int32Array, doubles: Float64Array, at: number, flags: number): void {
    const shown = this.#shown;
    const action = words[at + wire.AT_SIDE] >> 8;
    const side = words[at + wire.AT_SIDE] & 0xff;
    shown.order(words, doubles, at);
    if (shown.leftLots > 0) {
      this.#copyLevel(shown.leftSide, shown.leftTicks);
      // Without a trade of its own in the group, an execution is the trade.
      const isTrade = action === wire.ORDER_EXECUTE && (flags & wire.FLAG_BOOKED) === 0;
      if (isTrade) this.traded(shown.leftTicks, shown.leftLots, shown.leftSide === SIDE_BID);
    }
    const adds = action === wire.ORDER_ADD || action === wire.ORDER_REPLACE;
    if (adds) this.#copyLevel(side, words[at + wire.AT_PRICE]);
  }

  /** The book is about to be shown anew. */
  #clear(): void {
    const { queues } = this.book;
    this.#shown.clear();
    for (const ladder of [this.book.bids, this.book.asks]) {
      while (!ladder.isEmpty) {
        const order = queues.headOf(ladder.bestLevel);
        this.touch(this.book.sideOf(order), ladder.bestTicks);
        this.book.remove(order);
      }
    }
  }

  /** Brings one level of the book to what is shown. A level is one order, named by price and side. */
  #copyLevel(side: number, ticks: number): void {
    if (side > 1 || ticks < 1) return;
    const { book } = this;
    const lots = this.#shown.lotsAt(side, ticks);
    const order = book.find(ticks, LEVEL_ID_HIGH + side);
    if (order !== 0) {
      if (book.queues.lotsOf(order) === lots) return;
      book.remove(order);
    }
    this.touch(side, ticks);
    if (lots === 0) return;
    book.find(ticks, LEVEL_ID_HIGH + side);
    book.add(book.side(side), ticks, LEVEL_ID_HIGH + side, ticks, lots);
  }
}
