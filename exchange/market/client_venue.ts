/**
 * One client's orders in a recorded market: a simulated exchange of its own, so that clients of a
 * recording never meet, as desks of a backtest do not. It is told every message, and says what becomes
 * of orders; requests go in as commands, at once and without latency, because the real way from client
 * to server is there already.
 */
import { SIDE_BID } from "../../core/base/units.ts";
import { SimulatedExchange } from "../../core/exchange/venue/simulated_exchange.ts";
import type { OrderRequest } from "../../core/matching/order_request.ts";
import * as orders from "../../core/wire/order.ts";
import * as reports from "../../core/wire/report.ts";

/** What was reported of an order, as plain data. */
export interface OrderReport {
  readonly kind: number;
  readonly orderId: number;
  readonly reason: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly leavesLots: number;
  readonly isMaker: boolean;
}

/** An order that is open here. */
export interface VenueOrder {
  readonly isBuy: boolean;
  /** A stop order that has not been seen to trade. */
  isWaiting: boolean;
  leavesLots: number;
  filledLots: number;
}

const NO_LATENCY = { kind: "none" } as const;

export class ClientVenue {
  readonly open = new Map<number, VenueOrder>();
  readonly #instrumentId: number;
  readonly #exchange: SimulatedExchange;
  readonly #words = new Int32Array(orders.COMMAND_WORDS);
  readonly #doubles = new Float64Array(this.#words.buffer);
  /** The session's time as far as it is known here. */
  #nowNanos = 0;

  constructor(instrumentId: number, seed: number) {
    this.#instrumentId = instrumentId;
    this.#exchange = new SimulatedExchange({
      models: { seed, feed: NO_LATENCY, entry: NO_LATENCY, response: NO_LATENCY },
    });
  }

  onMarket(words: Int32Array, doubles: Float64Array, at: number, recvNanos: number): void {
    this.#exchange.onMarket(words, doubles, at);
    if (recvNanos > this.#nowNanos) this.#nowNanos = recvNanos;
  }

  /** @param expiryNanos in the session's time; read for good-till-date orders */
  submit(request: OrderRequest, expiryNanos: number): OrderReport[] {
    const { idLow, side, kind, timeInForce, selfTrade, qtyLots } = request;
    const flags = (request.postOnly ? orders.ORDER_FLAG_POST_ONLY : 0) |
      (request.reduceOnly ? orders.ORDER_FLAG_REDUCE_ONLY : 0);
    this.#command(orders.COMMAND_NEW, flags, idLow >>> 0);
    // Kinds, times in force and self-trade modes have the same numbers on the wire.
    this.#words[orders.C_SIDE] = orders.packOrder(side, kind, timeInForce, selfTrade);
    this.#words[orders.C_PRICE] = request.priceTicks;
    this.#words[orders.C_STOP] = request.stopTicks;
    this.#doubles[orders.C_QTY] = qtyLots;
    this.#doubles[orders.C_DISPLAY] = request.displayLots;
    this.#doubles[orders.C_EXPIRE] = expiryNanos;
    const isWaiting = request.isStop;
    this.open.set(idLow >>> 0, {
      isBuy: side === SIDE_BID,
      isWaiting,
      leavesLots: qtyLots,
      filledLots: 0,
    });
    return this.#send();
  }

  /** @param totalLots what has been filled of it included */
  modify(orderId: number, priceTicks: number, totalLots: number): OrderReport[] {
    this.#command(orders.COMMAND_MODIFY, 0, orderId);
    this.#words[orders.C_PRICE] = priceTicks;
    this.#doubles[orders.C_QTY] = totalLots;
    return this.#send();
  }

  cancel(orderId: number): OrderReport[] {
    this.#command(orders.COMMAND_CANCEL, 0, orderId);
    return this.#send();
  }

  get nowNanos(): number {
    return this.#nowNanos;
  }

  /** What has been reported since it was last asked. */
  takeReports(): OrderReport[] {
    const exchange = this.#exchange;
    const taken: OrderReport[] = [];
    while (exchange.nextReport(this.#nowNanos)) {
      const { reportWords: words, reportDoubles: doubles } = exchange;
      const kindWord = words[reports.R_KIND];
      taken.push({
        kind: kindWord & 0xff,
        orderId: doubles[reports.R_ORDER_ID],
        reason: words[reports.R_REASON],
        priceTicks: words[reports.R_PRICE],
        qtyLots: doubles[reports.R_QTY],
        leavesLots: doubles[reports.R_LEAVES],
        isMaker: (kindWord >>> 16 & reports.REPORT_FLAG_MAKER) !== 0,
      });
    }
    return taken;
  }

  #command(kind: number, flags: number, orderId: number): void {
    this.#words.fill(0);
    this.#words[orders.C_KIND] = orders.packCommand(kind, flags);
    this.#words[orders.C_INSTRUMENT] = this.#instrumentId;
    this.#doubles[orders.C_ORDER_ID] = orderId;
    this.#doubles[orders.C_SENT_NANOS] = this.#nowNanos;
  }

  /** The command arrives now, and is carried out before anything else happens. */
  #send(): OrderReport[] {
    this.#exchange.onCommand(this.#words, this.#doubles, 0);
    // A microsecond: in doubles that count nanoseconds of a session, less may be nothing.
    this.#nowNanos += 1_000;
    this.#exchange.advanceTo(this.#nowNanos);
    return this.takeReports();
  }
}
