/** From a client's ticket to the engine's request. */
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import * as wishes from "../../core/matching/order_request.ts";
import type { OrderRequest } from "../../core/matching/order_request.ts";
import { CLIENT_ID_HIGH } from "../market/market.ts";
import type { ClientOrder } from "./client_order.ts";

const KINDS: Readonly<Record<string, number>> = {
  LIMIT: wishes.ORDER_LIMIT,
  LIMIT_MAKER: wishes.ORDER_LIMIT,
  MARKET: wishes.ORDER_MARKET,
  STOP: wishes.ORDER_STOP_LIMIT,
  STOP_MARKET: wishes.ORDER_STOP,
  STOP_LOSS: wishes.ORDER_STOP,
  STOP_LOSS_LIMIT: wishes.ORDER_STOP_LIMIT,
};
const TIMES: Readonly<Record<string, number>> = {
  GTC: wishes.GOOD_TILL_CANCEL,
  GTX: wishes.GOOD_TILL_CANCEL,
  IOC: wishes.IMMEDIATE_OR_CANCEL,
  FOK: wishes.FILL_OR_KILL,
  GTD: wishes.GOOD_TILL_DATE,
};
const SELF_TRADES: Readonly<Record<string, number>> = {
  NONE: wishes.SELF_TRADE_ALLOW,
  EXPIRE_TAKER: wishes.SELF_TRADE_CANCEL_NEWEST,
  EXPIRE_MAKER: wishes.SELF_TRADE_CANCEL_OLDEST,
  EXPIRE_BOTH: wishes.SELF_TRADE_CANCEL_BOTH,
  DECREMENT: wishes.SELF_TRADE_DECREMENT,
};

export const SELF_TRADE_MODES: readonly string[] = Object.keys(SELF_TRADES);

/** Fills the request in anew. */
export function fillRequest(request: OrderRequest, order: ClientOrder): void {
  const { ticket } = order;
  request.reset();
  request.idLow = order.id | 0;
  request.idHigh = CLIENT_ID_HIGH;
  request.kind = KINDS[ticket.type];
  request.side = order.isBuy ? SIDE_BID : SIDE_ASK;
  if (ticket.priceTicks !== 0) request.priceTicks = ticket.priceTicks;
  if (ticket.stopTicks !== 0) request.stopTicks = ticket.stopTicks;
  request.qtyLots = ticket.lots;
  request.displayLots = ticket.icebergLots;
  request.timeInForce = request.kind === wishes.ORDER_MARKET
    ? wishes.GOOD_TILL_CANCEL
    : TIMES[ticket.timeInForce] ?? wishes.GOOD_TILL_CANCEL;
  request.expiryNanos = ticket.goodTillMillis * 1e6;
  request.postOnly = ticket.postOnly;
  request.reduceOnly = ticket.reduceOnly;
  request.account = order.account.number;
  request.selfTrade = SELF_TRADES[ticket.selfTrade] ?? wishes.SELF_TRADE_ALLOW;
}
