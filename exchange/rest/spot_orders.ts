/** What the spot venue does with orders. The WebSocket API calls the same functions. */
import type { ClientOrder } from "../accounts/client_order.ts";
import * as errors from "./api_error.ts";
import { ApiError, malformed } from "./api_error.ts";
import { orderOf, ordersOf } from "./order_lookup.ts";
import { clientIdOf, ticketOf } from "./order_ticket.ts";
import { marketOf, optionalMarket, type RouteContext } from "./route.ts";
import { cancelledJson, orderJson, placedJson, tradeJson } from "./spot_order_json.ts";

const MAX_ID = Number.MAX_SAFE_INTEGER;

export function placeOrder(context: RouteContext): unknown {
  const { venue, account, nowMillis } = context;
  const detail = detailOf(context);
  return placedJson(venue.desk.place(account, ticketOf(context), nowMillis), detail);
}

/** Everything but the order itself: what would be refused is refused. */
export function testOrder(context: RouteContext): unknown {
  ticketOf(context);
  return {};
}

export function cancelOrder(context: RouteContext): unknown {
  const order = orderOf(context, errors.UNKNOWN_CANCEL);
  if (!order.isOpen) throw new ApiError(...errors.UNKNOWN_CANCEL);
  const { parameters } = context;
  const only = parameters.text("cancelRestrictions");
  const isBarred = only === "ONLY_NEW" && order.status !== "NEW" ||
    only === "ONLY_PARTIALLY_FILLED" && order.status !== "PARTIALLY_FILLED";
  if (isBarred) {
    throw new ApiError(-2011, "Order was not canceled due to cancel restrictions.");
  }
  return cancelled(context, order);
}

export function cancelAll(context: RouteContext): unknown {
  const { symbol } = marketOf(context).listing;
  const open = context.account.openOrdersOf(symbol);
  if (open.length === 0) throw new ApiError(...errors.UNKNOWN_CANCEL);
  return open.map((order) => cancelled(context, order));
}

export function queryOrder(context: RouteContext): unknown {
  return orderJson(orderOf(context));
}

export function openOrders(context: RouteContext): unknown {
  const market = optionalMarket(context);
  return context.account.openOrdersOf(market?.listing.symbol).map(orderJson);
}

export function allOrders(context: RouteContext): unknown {
  return ordersOf(context).map(orderJson);
}

export function myTrades(context: RouteContext): unknown {
  const { parameters, account } = context;
  const { symbol } = marketOf(context).listing;
  const fromId = parameters.integer("fromId", 0, MAX_ID, -1);
  const orderId = parameters.integer("orderId", 0, MAX_ID, -1);
  const start = parameters.integer("startTime", 0, MAX_ID, -1);
  const end = parameters.integer("endTime", 0, MAX_ID, MAX_ID);
  const limit = parameters.integer("limit", 1, 1_000, 500);
  const found = account.fills.filter(({ trade, order }) =>
    order.ticket.market.listing.symbol === symbol && trade.id >= fromId &&
    (orderId < 0 || order.id === orderId) &&
    trade.timeMillis >= start && trade.timeMillis <= end
  );
  return (fromId >= 0 || start >= 0 ? found.slice(0, limit) : found.slice(-limit)).map(tradeJson);
}

/** Cancels one order and places another, in one turn of the market. */
export function cancelReplace(context: RouteContext): unknown {
  const { parameters } = context;
  const mode = parameters.required("cancelReplaceMode");
  if (mode !== "STOP_ON_FAILURE" && mode !== "ALLOW_FAILURE") throw malformed("cancelReplaceMode");
  // What is wrong with the new order by itself ends the whole before anything is done.
  ticketOf(context);
  const cancel = attempt(() => {
    const order = orderOf(
      context,
      errors.UNKNOWN_CANCEL,
      "cancelOrderId",
      "cancelOrigClientOrderId",
    );
    if (!order.isOpen) throw new ApiError(...errors.UNKNOWN_CANCEL);
    return cancelled(context, order, "cancelNewClientOrderId");
  });
  const goesOn = cancel.error === undefined || mode === "ALLOW_FAILURE";
  const place = goesOn ? attempt(() => placeOrder(context)) : undefined;
  const data = {
    cancelResult: resultOf(cancel),
    newOrderResult: place === undefined ? "NOT_ATTEMPTED" : resultOf(place),
    cancelResponse: cancel.value ?? cancel.error?.body,
    newOrderResponse: place === undefined ? null : place.value ?? place.error?.body,
  };
  if (cancel.error === undefined && place?.error === undefined) return data;
  const isPartial = cancel.error === undefined || place !== undefined && place.error === undefined;
  throw new ReplaceFailure(isPartial, data);
}

/** One half, or both, of a cancel-replace failed: the answer says which. */
export class ReplaceFailure extends ApiError {
  readonly #data: unknown;

  constructor(isPartial: boolean, data: unknown) {
    super(
      isPartial ? -2021 : -2022,
      isPartial ? "Order cancel-replace partially failed." : "Order cancel-replace failed.",
      isPartial ? 409 : 400,
    );
    this.#data = data;
  }

  override get body(): { readonly code: number; readonly msg: string; readonly data: unknown } {
    return { ...super.body, data: this.#data };
  }
}

interface Attempt {
  readonly value?: unknown;
  readonly error?: ApiError;
}

function attempt(body: () => unknown): Attempt {
  try {
    return { value: body() };
  } catch (thrown) {
    if (thrown instanceof ApiError) return { error: thrown };
    throw thrown;
  }
}

function resultOf({ error }: Attempt): string {
  return error === undefined ? "SUCCESS" : "FAILURE";
}

function cancelled(context: RouteContext, order: ClientOrder, name = "newClientOrderId"): unknown {
  const { venue, nowMillis } = context;
  venue.desk.cancel(order, clientIdOf(context, name), nowMillis);
  return cancelledJson(order);
}

/** How much of the answer is asked for. */
function detailOf({ parameters }: RouteContext): string {
  const type = parameters.text("type");
  const isTaker = type === "LIMIT" || type === "MARKET";
  const detail = parameters.text("newOrderRespType") ?? (isTaker ? "FULL" : "ACK");
  if (!["ACK", "RESULT", "FULL"].includes(detail)) throw malformed("newOrderRespType");
  return detail;
}
