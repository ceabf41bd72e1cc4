/**
 * What is wrong with a request in itself, whatever the market looks like.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../base/units.ts";
import {
  MAX_ACCOUNT,
  MAX_ICEBERG_PARTS,
  MAX_ORDER_LOTS,
  REJECT_ACCOUNT,
  REJECT_COMBINATION,
  REJECT_DISPLAY,
  REJECT_EXPIRY,
  REJECT_KIND,
  REJECT_PRICE,
  REJECT_QTY,
  REJECT_SELF_TRADE_MODE,
  REJECT_SIDE,
  REJECT_STOP_PRICE,
  REJECT_TIME_IN_FORCE,
} from "./codes.ts";
import {
  GOOD_TILL_CANCEL,
  GOOD_TILL_DATE,
  ORDER_LIMIT,
  ORDER_MARKET,
  ORDER_STOP_LIMIT,
  type OrderRequest,
  SELF_TRADE_ALLOW,
  SELF_TRADE_DECREMENT,
} from "./order_request.ts";

export function isPrice(priceTicks: number): boolean {
  return priceTicks === (priceTicks | 0) && priceTicks !== NO_PRICE_TICKS;
}

/** True for a whole number of lots that an order may have. */
export function isQuantity(qtyLots: number): boolean {
  return qtyLots > 0 && qtyLots <= MAX_ORDER_LOTS && qtyLots === Math.floor(qtyLots);
}

/** True for 0, or what an order of `qtyLots` may show at a time. */
export function isDisplay(displayLots: number, qtyLots: number): boolean {
  if (displayLots === 0) return true;
  return isQuantity(displayLots) && displayLots <= qtyLots &&
    displayLots * MAX_ICEBERG_PARTS >= qtyLots;
}

/** @returns the REJECT_* code of the first thing that is wrong, 0 = nothing */
export function requestRefusal(request: OrderRequest, nowNanos: number): number {
  const { kind, side, qtyLots, account, timeInForce } = request;
  if (side !== SIDE_BID && side !== SIDE_ASK) return REJECT_SIDE;
  if (!isWithin(kind, ORDER_LIMIT, ORDER_STOP_LIMIT)) return REJECT_KIND;
  if (!isQuantity(qtyLots)) return REJECT_QTY;
  if (!request.isMarket && !isPrice(request.priceTicks)) return REJECT_PRICE;
  if (request.isStop && !isPrice(request.stopTicks)) return REJECT_STOP_PRICE;
  if (!isWithin(timeInForce, GOOD_TILL_CANCEL, GOOD_TILL_DATE)) return REJECT_TIME_IN_FORCE;
  if (timeInForce === GOOD_TILL_DATE && !isDateAfter(request.expiryNanos, nowNanos)) {
    return REJECT_EXPIRY;
  }
  if (!isDisplay(request.displayLots, qtyLots)) return REJECT_DISPLAY;
  if (!isWithin(account, 0, MAX_ACCOUNT)) return REJECT_ACCOUNT;
  if (request.reduceOnly && account === 0) return REJECT_ACCOUNT;
  if (!isWithin(request.selfTrade, SELF_TRADE_ALLOW, SELF_TRADE_DECREMENT)) {
    return REJECT_SELF_TRADE_MODE;
  }
  return contradicts(request) ? REJECT_COMBINATION : 0;
}

/** True for wishes that exclude each other. */
function contradicts(request: OrderRequest): boolean {
  const isIceberg = request.displayLots > 0;
  if ((isIceberg || request.postOnly) && !request.mayRest) return true;
  // Cutting an iceberg to a position that changes with each of its slices has no simple meaning.
  if (isIceberg && request.reduceOnly) return true;
  return request.kind === ORDER_MARKET && request.timeInForce === GOOD_TILL_DATE;
}

function isWithin(value: number, low: number, high: number): boolean {
  return value === (value | 0) && value >= low && value <= high;
}

function isDateAfter(expiryNanos: number, nowNanos: number): boolean {
  return Number.isFinite(expiryNanos) && expiryNanos > nowNanos;
}
