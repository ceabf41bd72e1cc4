/** Why an order that is well-formed is refused: by the account's state, or by the engine. */
import * as codes from "../../core/matching/codes.ts";
import { MAX_OPEN_ORDERS, MAX_OPEN_STOPS } from "../listing/listing.ts";
import * as errors from "../rest/api_error.ts";
import { ApiError, filterFailure } from "../rest/api_error.ts";
import type { Account } from "./account.ts";
import type { OrderTicket } from "./client_order.ts";

/** What speaks against a ticket before the market is asked; undefined = nothing. */
export function ticketRefusal(account: Account, ticket: OrderTicket): ApiError | undefined {
  const { market, clientOrderId, stopTicks, side } = ticket;
  const isSpot = market.listing.venue === "spot";
  const known = account.byClientId.get(`${market.listing.symbol}/${clientOrderId}`);
  if (known?.isOpen) {
    return new ApiError(...(isSpot ? errors.DUPLICATE_ORDER : errors.FUTURES_DUPLICATE));
  }
  const open = account.openOrdersOf(market.listing.symbol);
  if (open.length >= MAX_OPEN_ORDERS) return filterFailure("MAX_NUM_ORDERS");
  if (stopTicks === 0) return undefined;
  if (open.filter((order) => order.ticket.stopTicks !== 0).length >= MAX_OPEN_STOPS) {
    return filterFailure("MAX_NUM_ALGO_ORDERS");
  }
  const last = market.lastTicks;
  const isReached = side === "BUY" ? last >= stopTicks : last <= stopTicks;
  if (!isReached) return undefined;
  return new ApiError(...(isSpot ? errors.WOULD_TRIGGER : errors.FUTURES_WOULD_TRIGGER));
}

/** The engine's refusal; undefined = the order was accepted, and expired at once. */
export function refusalOf(code: number, ticket: OrderTicket): ApiError | undefined {
  const isSpot = ticket.market.listing.venue === "spot";
  switch (code) {
    case codes.REJECT_NOT_FILLABLE:
    case codes.REJECT_EMPTY_BOOK:
      return undefined;
    case codes.REJECT_WOULD_TAKE:
      return new ApiError(...(isSpot ? errors.WOULD_TAKE : errors.FUTURES_POST_ONLY));
    case codes.REJECT_WOULD_INCREASE:
      return new ApiError(...errors.REDUCE_ONLY_REFUSED);
    case codes.REJECT_DISPLAY:
      return filterFailure("ICEBERG_PARTS");
    case codes.REJECT_QTY:
      return filterFailure("LOT_SIZE");
    case codes.REJECT_PRICE:
    case codes.REJECT_STOP_PRICE:
      return filterFailure("PRICE_FILTER");
    default:
      return new ApiError(...errors.BAD_COMBINATION);
  }
}
