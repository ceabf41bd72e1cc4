/**
 * Orders by id, brought forward by commands and reports with the same table of states as trading's
 * own. At most {@link ORDERS_KEPT}; the oldest are forgotten.
 */
import { SIDE_BID } from "../../base/units.ts";
import {
  isOpen,
  nextState,
  ON_CANCEL_ASKED,
  ON_LAST_FILL,
  ORDER_NEW,
  ORDER_STATE_NAMES,
} from "../../trading/orders/order_states.ts";
import { reasonName } from "../../trading/risk/reasons.ts";
import {
  C_INSTRUMENT,
  C_KIND,
  C_ORDER_ID,
  C_PRICE,
  C_QTY,
  C_SIDE,
  C_STRATEGY,
  COMMAND_CANCEL,
  COMMAND_MODIFY,
  COMMAND_NEW,
  ORDER_FLAG_POST_ONLY,
  ORDER_FLAG_REDUCE_ONLY,
  TIF_GTC,
} from "../../wire/order.ts";
import {
  R_FEE,
  R_KIND,
  R_LEAVES,
  R_ORDER_ID,
  R_PRICE,
  R_QTY,
  R_REASON,
  REPORT_FILLED,
  REPORT_FLAG_MAKER,
  REPORT_FUNDING,
  REPORT_MODIFIED,
  REPORT_REJECTED,
} from "../../wire/report.ts";
import type { Fill, Order } from "../contract/trading.ts";
import type { EventLog } from "./event_log.ts";
import type { OrderNames } from "./order_names.ts";

const ORDERS_KEPT = 4_096;
const TYPES = ["limit", "market", "stop", "stop-limit"] as const;
const TIMES_IN_FORCE = ["gtc", "ioc", "fok", "gtd"] as const;

interface KeptOrder {
  readonly orderId: number;
  readonly strategyId: number;
  readonly instrumentId: number;
  readonly side: number;
  readonly type: number;
  readonly timeInForce: number;
  readonly flags: number;
  readonly sentNanos: number;
  /** Mid when it was sent, in ticks; null = not known. */
  readonly arrivalTicks: number | null;
  state: number;
  priceTicks: number;
  qtyLots: number;
  filledLots: number;
  filledTickLots: number;
  reason: number;
  changedNanos: number;
}

export class OrderBookkeeping {
  readonly #names: OrderNames;
  readonly #changes: EventLog<Order>;
  readonly #fills: EventLog<Fill>;
  /** In the order in which they were sent. */
  readonly #orders = new Map<number, KeptOrder>();
  /** Orders that a venue rejected, by reason. */
  readonly rejected = new Map<string, number>();
  #slippageQuote = 0;

  constructor(names: OrderNames, changes: EventLog<Order>, fills: EventLog<Fill>) {
    this.#names = names;
    this.#changes = changes;
    this.#fills = fills;
  }

  /** Σ (fill − mid when the order was sent) × quantity, against us, of fills whose mid is known. */
  get slippageQuote(): number {
    return this.#slippageQuote;
  }

  get(orderId: number): Order | undefined {
    const order = this.#orders.get(orderId);
    return order && this.#view(order);
  }

  /** Newest first, below `beforeId`. */
  newest(beforeId: number, limit: number): Order[] {
    const kept = [...this.#orders.values()].reverse().filter(({ orderId }) => orderId < beforeId);
    return kept.slice(0, limit).map((order) => this.#view(order));
  }

  command(words: Int32Array, doubles: Float64Array, at: number, d: number, nanos: number): void {
    const kind = words[at + C_KIND] & 0xff;
    const orderId = doubles[d + C_ORDER_ID];
    if (kind === COMMAND_NEW) {
      this.#open(words, doubles, at, d, nanos);
      return;
    }
    const order = this.#orders.get(orderId);
    if (order === undefined) return;
    if (kind === COMMAND_CANCEL) order.state = this.#after(order, ON_CANCEL_ASKED);
    if (kind === COMMAND_MODIFY) order.changedNanos = nanos;
    this.#change(order, nanos);
  }

  report(
    words: Int32Array,
    doubles: Float64Array,
    at: number,
    d: number,
    sequence: number,
    nanos: number,
  ): void {
    const kind = words[at + R_KIND] & 0xff;
    if (kind === REPORT_FUNDING) return;
    if (kind === REPORT_REJECTED) {
      const reason = reasonName(words[at + R_REASON]);
      this.rejected.set(reason, (this.rejected.get(reason) ?? 0) + 1);
    }
    const order = this.#orders.get(doubles[d + R_ORDER_ID]);
    if (order === undefined) return;
    const isLast = kind === REPORT_FILLED && doubles[d + R_LEAVES] <= 0;
    if (kind === REPORT_FILLED) this.#fill(order, words, doubles, at, d, sequence, nanos);
    if (kind === REPORT_MODIFIED) order.qtyLots = doubles[d + R_QTY];
    if (words[at + R_REASON] !== 0) order.reason = words[at + R_REASON];
    order.state = this.#after(order, isLast ? ON_LAST_FILL : kind);
    this.#change(order, nanos);
  }

  #open(words: Int32Array, doubles: Float64Array, at: number, d: number, nanos: number): void {
    const what = words[at + C_SIDE];
    const instrumentId = words[at + C_INSTRUMENT];
    const order: KeptOrder = {
      orderId: doubles[d + C_ORDER_ID],
      strategyId: words[at + C_STRATEGY],
      instrumentId,
      side: what & 0xff,
      type: (what >>> 8) & 0xff,
      timeInForce: (what >>> 16) & 0xff,
      flags: words[at + C_KIND] >>> 16,
      sentNanos: nanos,
      arrivalTicks: this.#names.midTicks(instrumentId),
      state: ORDER_NEW,
      priceTicks: words[at + C_PRICE],
      qtyLots: doubles[d + C_QTY],
      filledLots: 0,
      filledTickLots: 0,
      reason: 0,
      changedNanos: nanos,
    };
    this.#orders.set(order.orderId, order);
    if (this.#orders.size > ORDERS_KEPT) {
      const [oldest] = this.#orders.keys();
      this.#orders.delete(oldest);
    }
    this.#change(order, nanos);
  }

  #fill(
    order: KeptOrder,
    words: Int32Array,
    doubles: Float64Array,
    at: number,
    d: number,
    sequence: number,
    nanos: number,
  ): void {
    const { instruments } = this.#names;
    const { instrumentId, arrivalTicks } = order;
    const priceTicks = words[at + R_PRICE];
    const qtyLots = doubles[d + R_QTY];
    order.filledLots += qtyLots;
    order.filledTickLots += qtyLots * priceTicks;
    const worseTicks = arrivalTicks === null
      ? null
      : (priceTicks - arrivalTicks) * (order.side === SIDE_BID ? 1 : -1);
    const qty = instruments.qty(instrumentId, qtyLots);
    if (worseTicks !== null) {
      this.#slippageQuote += instruments.price(instrumentId, worseTicks) * qty;
    }
    this.#fills.push({
      sequence,
      orderId: order.orderId,
      strategyId: order.strategyId,
      strategy: this.#names.strategy(order.strategyId),
      instrumentId,
      symbol: instruments.symbol(instrumentId),
      side: sideName(order.side),
      price: instruments.price(instrumentId, priceTicks),
      priceTicks,
      qty,
      qtyLots,
      fee: doubles[d + R_FEE],
      maker: ((words[at + R_KIND] >>> 16) & REPORT_FLAG_MAKER) !== 0,
      time: this.#names.time(nanos),
      slippageBps: worseTicks === null || arrivalTicks === null || arrivalTicks === 0
        ? null
        : worseTicks / arrivalTicks * 1e4,
    });
  }

  #after(order: KeptOrder, event: number): number {
    return nextState(order.state, event, order.filledLots > 0);
  }

  #change(order: KeptOrder, nanos: number): void {
    order.changedNanos = nanos;
    this.#changes.push(this.#view(order));
  }

  #view(order: KeptOrder): Order {
    const { instruments } = this.#names;
    const { instrumentId, filledLots, flags } = order;
    const price = instruments.priceOrNull(instrumentId, order.priceTicks);
    return {
      orderId: order.orderId,
      strategyId: order.strategyId,
      strategy: this.#names.strategy(order.strategyId),
      instrumentId,
      symbol: instruments.symbol(instrumentId),
      side: sideName(order.side),
      type: TYPES[order.type] ?? null,
      timeInForce: TIMES_IN_FORCE[order.timeInForce] ?? TIMES_IN_FORCE[TIF_GTC],
      postOnly: (flags & ORDER_FLAG_POST_ONLY) !== 0,
      reduceOnly: (flags & ORDER_FLAG_REDUCE_ONLY) !== 0,
      state: ORDER_STATE_NAMES[order.state],
      open: isOpen(order.state),
      reason: order.reason === 0 ? null : reasonName(order.reason),
      price,
      priceTicks: price === null ? null : order.priceTicks,
      qty: instruments.qty(instrumentId, order.qtyLots),
      qtyLots: order.qtyLots,
      filledQty: instruments.qty(instrumentId, filledLots),
      filledLots,
      averagePrice: filledLots > 0
        ? instruments.price(instrumentId, order.filledTickLots / filledLots)
        : null,
      sentTime: this.#names.time(order.sentNanos),
      changedTime: this.#names.time(order.changedNanos),
    };
  }
}

export function sideName(side: number): "buy" | "sell" {
  return side === SIDE_BID ? "buy" : "sell";
}
