/**
 * The orders of a run as columns. While an order is open, its row holds the market's sums at its
 * decision; when it ends they become the averages over its life.
 *
 * Hot path: allocates when it grows, at most ten times in a run, and in the map of open orders.
 */
import { C_ORDER_ID, C_PRICE, C_QTY, C_SENT_NANOS, C_SIDE } from "../core/wire/order.ts";
import { firstRows, growAll } from "./grown.ts";
import type { InstrumentWatch } from "./instrument_watch.ts";
import { END_OPEN, END_UNKNOWN, NO_MID_TICKS, type OrderColumns } from "./result.ts";

/** About 150 bytes each. */
export const MOST_ORDERS = 1_048_576;
const FIRST_ORDERS = 1_024;

export class OrderRows {
  count = 0;
  leftOut = 0;
  readonly columns = {
    orderIds: new Float64Array(FIRST_ORDERS),
    instruments: new Int32Array(FIRST_ORDERS),
    sides: new Uint8Array(FIRST_ORDERS),
    types: new Uint8Array(FIRST_ORDERS),
    timesInForce: new Uint8Array(FIRST_ORDERS),
    limitTicks: new Int32Array(FIRST_ORDERS),
    qtyLots: new Float64Array(FIRST_ORDERS),
    filledLots: new Float64Array(FIRST_ORDERS),
    averageTicks: new Float64Array(FIRST_ORDERS),
    feeQuote: new Float64Array(FIRST_ORDERS),
    sentNanos: new Float64Array(FIRST_ORDERS),
    arrivedNanos: new Float64Array(FIRST_ORDERS),
    answeredNanos: new Float64Array(FIRST_ORDERS),
    endNanos: new Float64Array(FIRST_ORDERS),
    decisionMidTicks: new Float64Array(FIRST_ORDERS),
    arrivalMidTicks: new Float64Array(FIRST_ORDERS),
    endMidTicks: new Float64Array(FIRST_ORDERS),
    twapTicks: new Float64Array(FIRST_ORDERS),
    vwapTicks: new Float64Array(FIRST_ORDERS),
    ends: new Uint8Array(FIRST_ORDERS),
    reasons: new Int32Array(FIRST_ORDERS),
  };
  /** Sums at the decision. */
  readonly #sums = {
    midTickNanos: new Float64Array(FIRST_ORDERS),
    watchedNanos: new Float64Array(FIRST_ORDERS),
    marketLots: new Float64Array(FIRST_ORDERS),
    marketTickLots: new Float64Array(FIRST_ORDERS),
  };
  /** Of open orders: the row, or −1 − side where there was no room for one. */
  readonly #rowOf = new Map<number, number>();
  /** Rows that arrived at the venue at a time which the market has not passed yet. */
  readonly #arriving: number[] = [];

  /** Opens a row for the NEW command at word `at`. */
  open(words: Int32Array, doubles: Float64Array, at: number, watch: InstrumentWatch): void {
    const orderId = doubles[(at >> 1) + C_ORDER_ID];
    const { columns } = this;
    if (this.count === MOST_ORDERS) {
      this.leftOut++;
      this.#rowOf.set(orderId, -1 - (words[at + C_SIDE] & 0xff));
      return;
    }
    if (this.count === columns.orderIds.length) {
      growAll(columns);
      growAll(this.#sums);
    }
    const row = this.count++;
    const terms = words[at + C_SIDE];
    const d = at >> 1;
    columns.orderIds[row] = orderId;
    columns.instruments[row] = watch.row;
    columns.sides[row] = terms & 0xff;
    columns.types[row] = (terms >>> 8) & 0xff;
    columns.timesInForce[row] = (terms >>> 16) & 0xff;
    columns.limitTicks[row] = words[at + C_PRICE];
    columns.qtyLots[row] = doubles[d + C_QTY];
    columns.sentNanos[row] = doubles[d + C_SENT_NANOS];
    columns.decisionMidTicks[row] = watch.midTicks;
    columns.arrivalMidTicks[row] = NO_MID_TICKS;
    this.#sums.midTickNanos[row] = watch.midTickNanos;
    this.#sums.watchedNanos[row] = watch.watchedNanos;
    this.#sums.marketLots[row] = watch.marketLots;
    this.#sums.marketTickLots[row] = watch.marketTickLots;
    this.#rowOf.set(orderId, row);
  }

  /** @returns an open order's row; −1 = left out */
  rowOf(orderId: number): number {
    return Math.max(-1, this.#rowOf.get(orderId) ?? -1);
  }

  /** @returns an open order's SIDE_*; −1 = it is over, or not the strategy's */
  sideOf(orderId: number): number {
    const row = this.#rowOf.get(orderId);
    if (row === undefined) return -1;
    return row >= 0 ? this.columns.sides[row] : -1 - row;
  }

  /** The first answer of the venue says when the order arrived there. */
  answer(row: number, venueNanos: number, nowNanos: number): void {
    if (this.columns.answeredNanos[row] !== 0) return;
    this.columns.arrivedNanos[row] = venueNanos;
    this.columns.answeredNanos[row] = nowNanos;
    this.#arriving.push(row);
  }

  fill(row: number, priceTicks: number, qtyLots: number, feeQuote: number): void {
    const { filledLots, averageTicks, feeQuote: fees } = this.columns;
    const before = filledLots[row];
    const after = before + qtyLots;
    if (after > 0) {
      averageTicks[row] = (averageTicks[row] * before + priceTicks * qtyLots) / after;
    }
    filledLots[row] = after;
    fees[row] += feeQuote;
  }

  /** @param end END_* */
  end(row: number, end: number, reason: number, nowNanos: number, watch: InstrumentWatch): void {
    const { columns } = this;
    columns.ends[row] = end;
    columns.reasons[row] = reason;
    columns.endNanos[row] = nowNanos;
    this.#average(row, watch);
    // What nobody knows may still be filled.
    if (end !== END_UNKNOWN) this.#rowOf.delete(columns.orderIds[row]);
  }

  /** Some order still waits for the mid at its arrival. */
  get isWaiting(): boolean {
    return this.#arriving.length > 0;
  }

  /** Looks up the arrival mids of all orders that arrived before a time of the venue. */
  resolve(venueNanos: number, watches: readonly InstrumentWatch[]): void {
    const { arrivedNanos, instruments, arrivalMidTicks } = this.columns;
    for (let i = this.#arriving.length - 1; i >= 0; i--) {
      const row = this.#arriving[i];
      if (arrivedNanos[row] >= venueNanos) continue;
      arrivalMidTicks[row] = watches[instruments[row]].history.at(arrivedNanos[row]);
      const last = this.#arriving.pop()!;
      if (i < this.#arriving.length) this.#arriving[i] = last;
    }
  }

  finish(watches: readonly InstrumentWatch[]): OrderColumns {
    const { columns, count, leftOut } = this;
    this.resolve(Infinity, watches);
    for (let row = 0; row < count; row++) {
      if (columns.ends[row] !== END_OPEN) continue;
      this.#average(row, watches[columns.instruments[row]]);
    }
    return { ...firstRows(columns, count), count, leftOut };
  }

  #average(row: number, watch: InstrumentWatch): void {
    const { columns } = this;
    const sums = this.#sums;
    const nanos = watch.watchedNanos - sums.watchedNanos[row];
    const lots = watch.marketLots - sums.marketLots[row];
    columns.endMidTicks[row] = watch.midTicks;
    columns.twapTicks[row] = nanos > 0
      ? (watch.midTickNanos - sums.midTickNanos[row]) / nanos
      : watch.midTicks;
    columns.vwapTicks[row] = lots > 0
      ? (watch.marketTickLots - sums.marketTickLots[row]) / lots
      : NO_MID_TICKS;
  }
}
