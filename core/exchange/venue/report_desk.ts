/**
 * Writes execution reports and sends them on their way back, in order.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS } from "../../base/units.ts";
import {
  packReport,
  R_EXCH_NANOS,
  R_FEE,
  R_INSTRUMENT,
  R_KIND,
  R_LEAVES,
  R_ORDER_ID,
  R_PRICE,
  R_QTY,
  R_REASON,
  R_RECV_NANOS,
  REPORT_CANCELLED,
  REPORT_FILLED,
  REPORT_FLAG_MAKER,
  REPORT_FUNDING,
  REPORT_WORDS,
} from "../../wire/report.ts";
import type { LatencyModel } from "./latency/order_latency.ts";
import { SlotQueue } from "./slot_queue.ts";

const NOW = 0;
const ASKED = 1;

export class ReportDesk {
  /** The report that {@link next} gave. */
  readonly words = new Int32Array(REPORT_WORDS);
  readonly #doubles = new Float64Array(this.words.buffer);
  readonly #queue = new SlotQueue();
  readonly #latency: LatencyModel;
  readonly #nanos = new Float64Array([0, -Infinity]);

  constructor(latency: LatencyModel) {
    this.#latency = latency;
  }

  get doubles(): Float64Array {
    return this.#doubles;
  }

  /** The exchange's time of what happens now. */
  get nowNanos(): number {
    return this.#nanos[NOW];
  }

  set nowNanos(nanos: number) {
    this.#nanos[NOW] = nanos;
  }

  /** What became of an order, but for fills. */
  tell(
    kind: number,
    instrument: number,
    orderId: number,
    reason: number,
    qtyLots: number,
    leavesLots: number,
  ): void {
    const at = this.#open(packReport(kind, 0), instrument, orderId);
    this.#queue.words[at + R_REASON] = reason;
    this.#queue.doubles[(at >> 1) + R_QTY] = qtyLots;
    this.#queue.doubles[(at >> 1) + R_LEAVES] = leavesLots;
  }

  cancelled(instrument: number, orderId: number, reason: number, leftLots: number): void {
    this.tell(REPORT_CANCELLED, instrument, orderId, reason, leftLots, 0);
  }

  filled(
    instrument: number,
    orderId: number,
    priceTicks: number,
    qtyLots: number,
    leavesLots: number,
    feeQuote: number,
    maker: boolean,
  ): void {
    const flags = maker ? REPORT_FLAG_MAKER : 0;
    const at = this.#open(packReport(REPORT_FILLED, flags), instrument, orderId);
    const d = at >> 1;
    this.#queue.words[at + R_PRICE] = priceTicks;
    this.#queue.doubles[d + R_QTY] = qtyLots;
    this.#queue.doubles[d + R_LEAVES] = leavesLots;
    this.#queue.doubles[d + R_FEE] = feeQuote;
  }

  /** @param feeQuote what a lot of a long position pays */
  funding(instrument: number, markTicks: number, feeQuote: number): void {
    const at = this.#open(packReport(REPORT_FUNDING, 0), instrument, 0);
    this.#queue.words[at + R_PRICE] = markTicks;
    this.#queue.doubles[(at >> 1) + R_FEE] = feeQuote;
  }

  /** Gives the next report known by `localNanos`, if there is one. */
  next(localNanos: number): boolean {
    const queue = this.#queue;
    if (!queue.isEmpty && queue.nextNanos <= localNanos) {
      const from = queue.front;
      for (let i = 0; i < REPORT_WORDS; i++) this.words[i] = queue.words[from + i];
      queue.pop();
      return true;
    }
    if (localNanos > this.#nanos[ASKED]) this.#nanos[ASKED] = localNanos;
    return false;
  }

  /** What is told after somebody had asked in vain is known no earlier than then. */
  #open(kindWord: number, instrument: number, orderId: number): number {
    const queue = this.#queue;
    const now = this.#nanos[NOW];
    const known = now + this.#latency.nanosAt(now);
    const at = queue.push(known > this.#nanos[ASKED] ? known : this.#nanos[ASKED]);
    const d = at >> 1;
    queue.words[at + R_KIND] = kindWord;
    queue.words[at + R_INSTRUMENT] = instrument;
    queue.words[at + R_PRICE] = NO_PRICE_TICKS;
    queue.doubles[d + R_ORDER_ID] = orderId;
    queue.doubles[d + R_EXCH_NANOS] = now;
    queue.doubles[d + R_RECV_NANOS] = queue.lastNanos;
    return at;
  }
}
