/** What the futures venue does with orders. The WebSocket API calls the same functions. */
import * as errors from "./api_error.ts";
import { ApiError, malformed } from "./api_error.ts";
import { changedJson, orderJson, tradeJson } from "./futures_order_json.ts";
import { orderOf, ordersOf } from "./order_lookup.ts";
import { amendmentOf, ticketOf } from "./order_ticket.ts";
import { marketOf, optionalMarket, type RouteContext } from "./route.ts";

const MAX_ID = Number.MAX_SAFE_INTEGER;
const MAX_BATCH = 10;

export function placeOrder(context: RouteContext): unknown {
  const { venue, account, parameters, nowMillis } = context;
  const side = parameters.text("positionSide");
  if (side !== undefined && side !== "BOTH") {
    throw new ApiError(-4061, "Order's position side does not match user's setting.");
  }
  const detail = parameters.text("newOrderRespType") ?? "ACK";
  if (detail !== "ACK" && detail !== "RESULT") throw malformed("newOrderRespType");
  return changedJson(venue.desk.place(account, ticketOf(context), nowMillis));
}

export function testOrder(context: RouteContext): unknown {
  ticketOf(context);
  return {};
}

export function cancelOrder(context: RouteContext): unknown {
  const { venue, nowMillis } = context;
  const order = orderOf(context, errors.UNKNOWN_CANCEL);
  if (!order.isOpen) throw new ApiError(...errors.UNKNOWN_CANCEL);
  venue.desk.cancel(order, "", nowMillis);
  return changedJson(order);
}

export function cancelAll(context: RouteContext): unknown {
  const { venue, account, nowMillis } = context;
  const { symbol } = marketOf(context).listing;
  for (const order of account.openOrdersOf(symbol)) venue.desk.cancel(order, "", nowMillis);
  return { code: 200, msg: "The operation of cancel all open order is done." };
}

/** Several cancels in one request; each has its own answer. */
export function cancelBatch(context: RouteContext): unknown {
  const { venue, account, parameters, nowMillis } = context;
  const { symbol } = marketOf(context).listing;
  const name = parameters.text("orderIdList") === undefined
    ? "origClientOrderIdList"
    : "orderIdList";
  return listIn(parameters.required(name), name).map((id) => {
    const order = typeof id === "number"
      ? account.orders.get(id)
      : account.byClientId.get(`${symbol}/${id}`);
    const isIt = order?.isOpen === true && order.ticket.market.listing.symbol === symbol;
    if (!isIt) return new ApiError(...errors.UNKNOWN_CANCEL).body;
    venue.desk.cancel(order, "", nowMillis);
    return changedJson(order);
  });
}

export function queryOrder(context: RouteContext): unknown {
  return orderJson(orderOf(context));
}

export function queryOpenOrder(context: RouteContext): unknown {
  const order = orderOf(context);
  if (!order.isOpen) throw new ApiError(...errors.NO_SUCH_ORDER);
  return orderJson(order);
}

export function openOrders(context: RouteContext): unknown {
  const market = optionalMarket(context);
  return context.account.openOrdersOf(market?.listing.symbol).map(orderJson);
}

export function allOrders(context: RouteContext): unknown {
  return ordersOf(context).map(orderJson);
}

export function userTrades(context: RouteContext): unknown {
  const { parameters, account } = context;
  const market = optionalMarket(context);
  const fromId = parameters.integer("fromId", 0, MAX_ID, -1);
  const orderId = parameters.integer("orderId", 0, MAX_ID, -1);
  const start = parameters.integer("startTime", 0, MAX_ID, -1);
  const end = parameters.integer("endTime", 0, MAX_ID, MAX_ID);
  const limit = parameters.integer("limit", 1, 1_000, 500);
  const found = account.fills.filter(({ trade, order }) =>
    (market === undefined || order.ticket.market === market) && trade.id >= fromId &&
    (orderId < 0 || order.id === orderId) &&
    trade.timeMillis >= start && trade.timeMillis <= end
  );
  return (fromId >= 0 || start >= 0 ? found.slice(0, limit) : found.slice(-limit)).map(tradeJson);
}

/**
 * The dead-man switch: unless it is called again in time, all open orders of a symbol are cancelled.
 * 0 turns it off.
 */
export function countdownCancelAll(context: RouteContext): unknown {
  const { parameters, account, nowMillis } = context;
  const { symbol } = marketOf(context).listing;
  parameters.required("countdownTime");
  const millis = parameters.integer("countdownTime", 0, 86_400_000, 0);
  if (millis === 0) account.countdowns.delete(symbol);
  else account.countdowns.set(symbol, nowMillis + millis);
  return { symbol, countdownTime: String(millis) };
}

/** Gives an order another price and quantity: it is cancelled and enters anew, under the same name. */
export function modifyOrder(context: RouteContext): unknown {
  const { venue, nowMillis } = context;
  const order = orderOf(context);
  if (!order.isOpen) throw new ApiError(...errors.NO_SUCH_ORDER);
  const { priceTicks, lots } = amendmentOf(context, order);
  if (lots <= order.filledLots) venue.desk.cancel(order, "", nowMillis);
  else venue.desk.amend(order, priceTicks, lots, nowMillis);
  return changedJson(order);
}

function listIn(text: string, name: string): (number | string)[] {
  try {
    const list = JSON.parse(text);
    const isList = Array.isArray(list) && list.length <= MAX_BATCH &&
      list.every((id) => typeof id === "number" || typeof id === "string");
    if (isList) return list;
  } catch {
    // What is no JSON is refused like any other list that is none.
  }
  throw malformed(name);
}
