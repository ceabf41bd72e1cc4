/**
 * New orders as commands tell them: whether they make sense, and taking them up.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS, SIDE_ASK } from "../../base/units.ts";
import {
  C_DISPLAY,
  C_EXPIRE,
  C_INSTRUMENT,
  C_KIND,
  C_ORDER_ID,
  C_PRICE,
  C_QTY,
  C_SIDE,
  C_STOP,
  C_STRATEGY,
  ORDER_FLAG_POST_ONLY,
  SELF_TRADE_DECREMENT,
  TIF_GTC,
  TIF_GTD,
  TYPE_LIMIT,
  TYPE_STOP,
  TYPE_STOP_LIMIT,
} from "../../wire/order.ts";
import {
  REASON_BAD_ORDER,
  REASON_DUPLICATE_ORDER,
  REASON_HALTED,
  REASON_NONE,
} from "../../wire/report.ts";
import type { OwnOrders } from "./own_orders.ts";
import type { VenueInstrument } from "./venue_instrument.ts";

/** Why a new order is refused for what it says, REASON_*; what it would do is not looked at. */
export function newRefusal(
  instrument: VenueInstrument,
  orders: OwnOrders,
  words: Int32Array,
  doubles: Float64Array,
  at: number,
): number {
  const d = at >> 1;
  const id = doubles[d + C_ORDER_ID];
  if (!(id >= 1) || !Number.isSafeInteger(id)) return REASON_BAD_ORDER;
  if (orders.index.find(id) !== 0) return REASON_DUPLICATE_ORDER;
  const what = words[at + C_SIDE];
  const type = (what >>> 8) & 0xff;
  const tif = (what >>> 16) & 0xff;
  if ((what & 0xff) > SIDE_ASK || type > TYPE_STOP_LIMIT || tif > TIF_GTD) {
    return REASON_BAD_ORDER;
  }
  if (what >>> 24 > SELF_TRADE_DECREMENT) return REASON_BAD_ORDER;
  const hasLimit = type === TYPE_LIMIT || type === TYPE_STOP_LIMIT;
  const rests = hasLimit && (tif === TIF_GTC || tif === TIF_GTD);
  const postOnly = (words[at + C_KIND] >>> 16 & ORDER_FLAG_POST_ONLY) !== 0;
  const qtyLots = doubles[d + C_QTY];
  const displayLots = doubles[d + C_DISPLAY];
  const showsPart = displayLots > 0 && displayLots < qtyLots;
  if ((postOnly || showsPart) && !rests) return REASON_BAD_ORDER;
  if (!(displayLots >= 0) || !Number.isInteger(displayLots)) return REASON_BAD_ORDER;
  if (instrument.halted) return REASON_HALTED;
  const { filters } = instrument;
  const limit = words[at + C_PRICE];
  const mark = hasLimit ? limit : instrument.lastTradeTicks;
  const price = hasLimit ? filters.priceRefusal(limit) : REASON_NONE;
  const stop = type >= TYPE_STOP ? filters.priceRefusal(words[at + C_STOP]) : REASON_NONE;
  return price || stop || filters.quantityRefusal(qtyLots, mark);
}

/** Takes up the order of a NEW command; it is in no list yet. @returns its place */
export function openOrder(
  orders: OwnOrders,
  words: Int32Array,
  doubles: Float64Array,
  at: number,
): number {
  const d = at >> 1;
  const what = words[at + C_SIDE];
  const type = (what >>> 8) & 0xff;
  const qtyLots = doubles[d + C_QTY];
  const displayLots = doubles[d + C_DISPLAY];
  const order = orders.open(doubles[d + C_ORDER_ID]);
  orders.instrument[order] = words[at + C_INSTRUMENT];
  orders.side[order] = what & 0xff;
  orders.type[order] = type;
  orders.timeInForce[order] = (what >>> 16) & 0xff;
  orders.selfTrade[order] = what >>> 24;
  orders.flags[order] = words[at + C_KIND] >>> 16;
  orders.strategy[order] = words[at + C_STRATEGY];
  const hasLimit = type === TYPE_LIMIT || type === TYPE_STOP_LIMIT;
  orders.priceTicks[order] = hasLimit ? words[at + C_PRICE] : NO_PRICE_TICKS;
  orders.stopTicks[order] = words[at + C_STOP];
  orders.totalLots[order] = qtyLots;
  orders.leavesLots[order] = qtyLots;
  orders.displayLots[order] = displayLots > 0 ? displayLots : Infinity;
  orders.shownLots[order] = qtyLots;
  const dated = orders.timeInForce[order] === TIF_GTD;
  orders.setExpiry(order, dated ? doubles[d + C_EXPIRE] : Infinity);
  return order;
}
