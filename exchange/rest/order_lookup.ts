/** Finding orders of an account as requests name them: by the venue's id or by the client's. */
import type { ClientOrder } from "../accounts/client_order.ts";
import * as errors from "./api_error.ts";
import { ApiError, type ErrorWords } from "./api_error.ts";
import { marketOf, type RouteContext } from "./route.ts";

const MAX_ID = Number.MAX_SAFE_INTEGER;

/** @throws ApiError −1102 when neither id is sent, `otherwise` when there is no such order */
export function orderOf(
  context: RouteContext,
  otherwise: ErrorWords = errors.NO_SUCH_ORDER,
  idName = "orderId",
  clientIdName = "origClientOrderId",
): ClientOrder {
  const { parameters, account } = context;
  const { symbol } = marketOf(context).listing;
  const id = parameters.integer(idName, 0, MAX_ID, -1);
  const clientId = parameters.text(clientIdName);
  if (id < 0 && clientId === undefined) {
    throw new ApiError(
      -1102,
      `Param '${clientIdName}' or '${idName}' must be sent, but both were empty/null!`,
    );
  }
  const order = id >= 0 ? account.orders.get(id) : account.byClientId.get(`${symbol}/${clientId}`);
  const isIt = order !== undefined && order.ticket.market.listing.symbol === symbol &&
    (clientId === undefined || order.ticket.clientOrderId === clientId);
  if (!isIt) throw new ApiError(...otherwise);
  return order;
}

/** The account's orders in a market: the newest, or from an id or a time on; oldest first. */
export function ordersOf(context: RouteContext): ClientOrder[] {
  const { parameters, account } = context;
  const { symbol } = marketOf(context).listing;
  const fromId = parameters.integer("orderId", 0, MAX_ID, -1);
  const start = parameters.integer("startTime", 0, MAX_ID, -1);
  const end = parameters.integer("endTime", 0, MAX_ID, MAX_ID);
  const limit = parameters.integer("limit", 1, 1_000, 500);
  const found = [...account.orders.values()].filter((order) =>
    order.ticket.market.listing.symbol === symbol && order.id >= fromId &&
    order.createdMillis >= start && order.createdMillis <= end
  );
  return fromId >= 0 || start >= 0 ? found.slice(0, limit) : found.slice(-limit);
}
