/**
 * The checks that an order passes before it is let out, cheapest first. Each answers with a coded
 * reason, 0 = none.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND, NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import {
  ORDER_FLAG_REDUCE_ONLY,
  TYPE_LIMIT,
  TYPE_STOP,
  TYPE_STOP_LIMIT,
} from "../../wire/order.ts";
import {
  REASON_BAD_PRICE,
  REASON_BAD_QUANTITY,
  REASON_NONE,
  REASON_OFF_LOT,
  REASON_OFF_TICK,
  REASON_TOO_LARGE,
  REASON_WOULD_INCREASE,
} from "../../wire/report.ts";
import type { EventTime } from "../event_time.ts";
import type { InstrumentTable } from "../instrument_table.ts";
import type { OrderTable } from "../orders/order_table.ts";
import type { Portfolio } from "../positions/portfolio.ts";
import type { OrderRequest } from "../trader.ts";
import { Exposure } from "./exposure.ts";
import type { RiskLimits } from "./limits.ts";
import {
  RISK_COLLAR,
  RISK_CROSSED,
  RISK_GROSS,
  RISK_NET,
  RISK_NO_MARKET,
  RISK_OPEN_ORDERS,
  RISK_ORDER_NOTIONAL,
  RISK_ORDER_SIZE,
  RISK_POSITION,
  RISK_STALE,
} from "./reasons.ts";

/** Sums of a few of these are still exact. */
const MOST_LOTS = 2 ** 50;

export class PreTrade {
  readonly #limits: RiskLimits;
  readonly #instruments: InstrumentTable;
  readonly #orders: OrderTable;
  readonly #portfolio: Portfolio;
  readonly #exposure: Exposure;
  readonly #time: EventTime;

  constructor(
    limits: RiskLimits,
    instruments: InstrumentTable,
    orders: OrderTable,
    portfolio: Portfolio,
    time: EventTime,
  ) {
    this.#time = time;
    this.#limits = limits;
    this.#instruments = instruments;
    this.#orders = orders;
    this.#portfolio = portfolio;
    this.#exposure = new Exposure(instruments, orders, portfolio);
  }

  /** Whether the order is one at all: numbers that are numbers, on tick and lot. */
  wellFormed(order: OrderRequest): number {
    const { type, qtyLots } = order;
    const isKnown = (order.side === SIDE_BID || order.side === SIDE_ASK) && type >= TYPE_LIMIT &&
      type <= TYPE_STOP_LIMIT && order.timeInForce >= 0 && order.timeInForce <= 3;
    if (!isKnown) return REASON_BAD_PRICE;
    const quantity = quantityReason(qtyLots);
    if (quantity !== REASON_NONE) return quantity;
    if (!(order.displayLots >= 0 && order.displayLots <= qtyLots)) return REASON_BAD_QUANTITY;
    if (order.displayLots !== Math.floor(order.displayLots)) return REASON_OFF_LOT;
    const hasPrice = type === TYPE_LIMIT || type === TYPE_STOP_LIMIT;
    const price = hasPrice ? priceReason(order.priceTicks) : REASON_NONE;
    if (price !== REASON_NONE) return price;
    const hasStop = type === TYPE_STOP || type === TYPE_STOP_LIMIT;
    return hasStop ? priceReason(order.stopTicks) : REASON_NONE;
  }

  /** Whether a price and a total fit a modification. */
  wellFormedChange(priceTicks: number, qtyLots: number): number {
    const quantity = quantityReason(qtyLots);
    return quantity === REASON_NONE ? priceReason(priceTicks) : quantity;
  }

  /** Whether the market is known, fresh and in order. */
  market(instrumentId: number): number {
    const instruments = this.#instruments;
    if (!instruments.hasMarket(instrumentId)) return RISK_NO_MARKET;
    if (instruments.isStale(instrumentId)) return RISK_STALE;
    const { staleSeconds } = this.#limits;
    const age = this.#time.cell[0] - instruments.frameNanos(instrumentId);
    if (staleSeconds !== null && age > staleSeconds * NANOS_PER_SECOND) return RISK_STALE;
    const bid = instruments.bidTicks(instrumentId);
    return bid > instruments.askTicks(instrumentId) ? RISK_CROSSED : REASON_NONE;
  }

  /** Whether the order only makes the account's position smaller, its other orders included. */
  reduces(account: number, side: number, qtyLots: number): boolean {
    const position = this.#portfolio.positionLots(account);
    const closable = side === SIDE_BID ? -position : position;
    return qtyLots + this.#orders.openLots(account, side) <= closable;
  }

  /** Size, notional and price of one order. */
  order(
    account: number,
    side: number,
    priceTicks: number,
    qtyLots: number,
    flags: number,
    isReducing: boolean,
  ): number {
    const { maxOrderQty, maxOrderQuote, maxOpenOrders } = this.#limits;
    if ((flags & ORDER_FLAG_REDUCE_ONLY) !== 0 && !isReducing) return REASON_WOULD_INCREASE;
    const instrumentId = this.#portfolio.instrumentOf(account);
    if (maxOrderQty !== null) {
      const { qtyUnit } = this.#instruments.get(instrumentId)!;
      if (qtyLots * qtyUnit > maxOrderQty * (1 + 1e-12)) return RISK_ORDER_SIZE;
    }
    if (maxOrderQuote !== null) {
      const ticks = priceTicks === NO_PRICE_TICKS
        ? this.#touchTicks(instrumentId, side)
        : priceTicks;
      const quote = qtyLots * this.#instruments.lotQuote(instrumentId, ticks);
      if (quote > maxOrderQuote) return RISK_ORDER_NOTIONAL;
    }
    if (maxOpenOrders !== null && this.#orders.openOrders >= maxOpenOrders && !isReducing) {
      return RISK_OPEN_ORDERS;
    }
    return this.#collar(instrumentId, side, priceTicks);
  }

  /** Position and exposure, if all that is open and this order fill. */
  holdings(account: number, side: number, addedLots: number): number {
    const limits = this.#limits;
    const instruments = this.#instruments;
    const id = this.#portfolio.instrumentOf(account);
    const currency = instruments.currencyOf(id);
    const equityQuote = limits.capitalQuote + this.#portfolio.currencyPnl[currency];
    const position = this.#portfolio.positionLots(account);
    const signed = side === SIDE_BID ? position : -position;
    const worstLots = signed + this.#orders.openLots(account, side) + addedLots;
    if (limits.maxPositionQty !== null) {
      const { qtyUnit } = instruments.get(id)!;
      if (worstLots * qtyUnit > limits.maxPositionQty * (1 + 1e-12)) return RISK_POSITION;
    }
    if (limits.maxPositionFraction !== null) {
      const quote = worstLots * instruments.lotQuote(id, instruments.markTicks(id));
      if (quote > limits.maxPositionFraction * equityQuote) return RISK_POSITION;
    }
    if (limits.maxGrossFraction !== null) {
      this.#exposure.askGross(currency, id, side, addedLots);
      if (this.#exposure.quote[0] > limits.maxGrossFraction * equityQuote) return RISK_GROSS;
    }
    if (limits.maxNetFraction !== null) {
      this.#exposure.askNet(currency, id, side, addedLots);
      if (this.#exposure.quote[0] > limits.maxNetFraction * equityQuote) return RISK_NET;
    }
    return REASON_NONE;
  }

  #collar(instrumentId: number, side: number, priceTicks: number): number {
    const { collarBps } = this.#limits;
    if (collarBps === null || priceTicks === NO_PRICE_TICKS) return REASON_NONE;
    const mark = this.#instruments.markTicks(instrumentId);
    const through = side === SIDE_BID ? priceTicks - mark : mark - priceTicks;
    return through > mark * collarBps / 1e4 ? RISK_COLLAR : REASON_NONE;
  }

  #touchTicks(instrumentId: number, side: number): number {
    return side === SIDE_BID
      ? this.#instruments.askTicks(instrumentId)
      : this.#instruments.bidTicks(instrumentId);
  }
}

function quantityReason(qtyLots: number): number {
  if (!(qtyLots > 0)) return REASON_BAD_QUANTITY;
  if (qtyLots > MOST_LOTS) return REASON_TOO_LARGE;
  return qtyLots === Math.floor(qtyLots) ? REASON_NONE : REASON_OFF_LOT;
}

function priceReason(priceTicks: number): number {
  if (!(priceTicks > 0 && priceTicks < 0x8000_0000)) return REASON_BAD_PRICE;
  return priceTicks === Math.floor(priceTicks) ? REASON_NONE : REASON_OFF_TICK;
}
