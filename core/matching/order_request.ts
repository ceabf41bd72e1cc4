/**
 * What a trader asks for: one object, filled in anew for every command, so that orders with any mix
 * of wishes are entered without allocating.
 */
import { NO_PRICE_TICKS, SIDE_BID } from "../base/units.ts";

export const ORDER_LIMIT = 0;
/** At any price; what finds no counterparty is cancelled. */
export const ORDER_MARKET = 1;
/** A market order once a trade reaches its stop price. */
export const ORDER_STOP = 2;
/** A limit order once a trade reaches its stop price. */
export const ORDER_STOP_LIMIT = 3;

/** Rests until it is filled or cancelled. */
export const GOOD_TILL_CANCEL = 0;
/** What does not trade at once is cancelled. */
export const IMMEDIATE_OR_CANCEL = 1;
/** All of it trades at once, or it is refused. */
export const FILL_OR_KILL = 2;
/** Rests, or waits, until `expiryNanos`. */
export const GOOD_TILL_DATE = 3;

/** What happens when an order meets one of its own account: the incoming order decides. */
export const SELF_TRADE_ALLOW = 0;
/** The incoming order's rest is cancelled. */
export const SELF_TRADE_CANCEL_NEWEST = 1;
/** The resting order is cancelled. */
export const SELF_TRADE_CANCEL_OLDEST = 2;
export const SELF_TRADE_CANCEL_BOTH = 3;
/** Both become smaller by what would have traded. */
export const SELF_TRADE_DECREMENT = 4;

export class OrderRequest {
  idLow = 0;
  idHigh = 0;
  /** ORDER_* */
  kind = ORDER_LIMIT as number;
  /** SIDE_BID or SIDE_ASK. */
  side = SIDE_BID as number;
  /** The limit; not read for market and stop orders. */
  priceTicks = NO_PRICE_TICKS as number;
  /** Read for stop and stop-limit orders. */
  stopTicks = NO_PRICE_TICKS as number;
  qtyLots = 0;
  /** Lots that an iceberg shows at a time; 0 = all. */
  displayLots = 0;
  timeInForce = GOOD_TILL_CANCEL as number;
  /** Read for GOOD_TILL_DATE: the first moment at which the order is gone. */
  expiryNanos = 0;
  /** Refused rather than trade at once. */
  postOnly = false;
  /** Never more than the account's position on the other side. */
  reduceOnly = false;
  /** Whose order it is; 0 = nobody's that the engine needs to know. */
  account = 0;
  selfTrade = SELF_TRADE_ALLOW as number;

  constructor() {
    // Once a fraction, always a double: what is written later is stored in place.
    this.qtyLots = 0.5;
    this.displayLots = 0.5;
    this.expiryNanos = 0.5;
    this.reset();
  }

  /** Back to a plain limit order without price, quantity and id. */
  reset(): void {
    this.idLow = 0;
    this.idHigh = 0;
    this.kind = ORDER_LIMIT;
    this.side = SIDE_BID;
    this.priceTicks = NO_PRICE_TICKS;
    this.stopTicks = NO_PRICE_TICKS;
    this.qtyLots = 0;
    this.displayLots = 0;
    this.timeInForce = GOOD_TILL_CANCEL;
    this.expiryNanos = 0;
    this.postOnly = false;
    this.reduceOnly = false;
    this.account = 0;
    this.selfTrade = SELF_TRADE_ALLOW;
  }

  /** True for an order that takes any price once it is in the market. */
  get isMarket(): boolean {
    return this.kind === ORDER_MARKET || this.kind === ORDER_STOP;
  }

  get isStop(): boolean {
    return this.kind === ORDER_STOP || this.kind === ORDER_STOP_LIMIT;
  }

  /** True when what does not trade at once may rest. */
  get mayRest(): boolean {
    return !this.isMarket &&
      (this.timeInForce === GOOD_TILL_CANCEL || this.timeInForce === GOOD_TILL_DATE);
  }

  /** True when the order, once it rests, is more than price, quantity and id. */
  get hasTerms(): boolean {
    return this.account !== 0 || this.displayLots > 0 || this.postOnly ||
      this.timeInForce === GOOD_TILL_DATE;
  }
}
