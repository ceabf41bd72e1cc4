/**
 * From parameters to a ticket: what every order has to say, on the listing's grid and within its
 * filters.
 */
import type { ClientOrder, OrderSide, OrderTicket } from "../accounts/client_order.ts";
import { SELF_TRADE_MODES } from "../accounts/order_wishes.ts";
import { lotsFor } from "../accounts/spot_ledger.ts";
import { MIN_NOTIONAL, PRICE_BAND } from "../listing/listing.ts";
import { ONE_E8 } from "../listing/fixed.ts";
import type { Market } from "../market/market.ts";
import * as errors from "./api_error.ts";
import { ApiError, filterFailure, illegal, malformed, missing } from "./api_error.ts";
import { FUTURES_ORDER_TYPES, MAX_PRICE_TICKS, SPOT_ORDER_TYPES } from "./exchange_info.ts";
import type { Parameters } from "./parameters.ts";
import { marketOf, type RouteContext } from "./route.ts";

const CLIENT_ID_SPOT = /^[a-zA-Z0-9-_.:/]{1,36}$/;
const SPOT_TIMES = ["GTC", "IOC", "FOK"];
const FUTURES_TIMES = ["GTC", "IOC", "FOK", "GTX", "GTD"];
const STOPS = new Set(["STOP_LOSS_LIMIT", "STOP", "STOP_MARKET"]);
const UNPRICED = new Set(["MARKET", "STOP_MARKET"]);
/** A good-till-date order lives at least this long. */
const MIN_LIFE_MILLIS = 600_000;

/** @throws ApiError naming what is wrong */
export function ticketOf(context: RouteContext): OrderTicket {
  const { parameters, venue, nowMillis } = context;
  const market = marketOf(context);
  const isSpot = venue.isSpot;
  const side = sideOf(parameters);
  const type = parameters.required("type");
  if (!(isSpot ? SPOT_ORDER_TYPES : FUTURES_ORDER_TYPES).includes(type)) {
    throw new ApiError(-1116, "Invalid orderType.");
  }
  const isMarket = type === "MARKET";
  const timeInForce = timeOf(parameters, type, isSpot);
  const priceTicks = UNPRICED.has(type)
    ? notSent(parameters, "price")
    : pricedAt(parameters, market, "price");
  const stopTicks = STOPS.has(type) ? pricedAt(parameters, market, "stopPrice") : 0;
  if (priceTicks !== 0) checkBand(market, side, priceTicks, isSpot);
  const quoteE8 = isSpot && isMarket ? parameters.decimalE8("quoteOrderQty") : undefined;
  const lots = quoteE8 === undefined
    ? lotsOf(parameters, market, "quantity", isMarket)
    : lotsFor(market, side, BigInt(quoteE8));
  if (quoteE8 !== undefined && parameters.text("quantity") !== undefined) {
    throw new ApiError(...errors.BAD_COMBINATION);
  }
  if (lots === 0) throw filterFailure(isSpot ? "NOTIONAL" : "LOT_SIZE");
  const reduceOnly = !isSpot && parameters.flag("reduceOnly");
  if (!reduceOnly) checkNotional(market, priceTicks || stopTicks || market.lastTicks, lots, isSpot);
  return {
    market,
    clientOrderId: clientIdOf(context),
    side,
    type,
    timeInForce,
    priceTicks,
    stopTicks,
    lots,
    quoteE8: BigInt(quoteE8 ?? 0),
    icebergLots: icebergOf(parameters, market, type, timeInForce),
    postOnly: type === "LIMIT_MAKER" || timeInForce === "GTX",
    reduceOnly,
    selfTrade: selfTradeOf(parameters, isSpot),
    goodTillMillis: timeInForce === "GTD" ? dateOf(parameters, nowMillis) : 0,
  };
}

/**
 * What an order is to become: a price and a total on the grid, everything else as it was.
 * @throws ApiError naming what is wrong
 */
export function amendmentOf(
  context: RouteContext,
  { ticket }: ClientOrder,
): { priceTicks: number; lots: number } {
  const { parameters, venue: { isSpot } } = context;
  const { market, side, reduceOnly } = ticket;
  if (sideOf(parameters) !== side) throw malformed("side");
  const priceTicks = pricedAt(parameters, market, "price");
  checkBand(market, side, priceTicks, isSpot);
  const lots = lotsOf(parameters, market, "quantity", false);
  if (!reduceOnly) checkNotional(market, priceTicks, lots, isSpot);
  return { priceTicks, lots };
}

/** What a client calls its order; one that it does not name gets a name. */
export function clientIdOf(
  { parameters, venue }: RouteContext,
  name = "newClientOrderId",
): string {
  const text = parameters.text(name);
  if (text === undefined) return venue.nextName();
  if (!CLIENT_ID_SPOT.test(text)) throw illegal(name, "^[a-zA-Z0-9-_.:/]{1,36}$");
  return text;
}

function sideOf(parameters: Parameters): OrderSide {
  const side = parameters.required("side");
  if (side === "BUY" || side === "SELL") return side;
  throw new ApiError(-1117, "Invalid side.");
}

function timeOf(parameters: Parameters, type: string, isSpot: boolean): string {
  const text = parameters.text("timeInForce");
  const isNeeded = type === "LIMIT" || type === "STOP_LOSS_LIMIT" || type === "STOP";
  if (text !== undefined && !(isSpot ? SPOT_TIMES : FUTURES_TIMES).includes(text)) {
    throw new ApiError(-1115, "Invalid timeInForce.");
  }
  if (isNeeded && text === undefined && (isSpot || type === "LIMIT")) throw missing("timeInForce");
  if (text !== undefined && (type === "MARKET" || type === "LIMIT_MAKER")) {
    if (isSpot) {
      throw new ApiError(-1106, "Parameter 'timeInForce' sent when not required.");
    }
  }
  return isNeeded ? text ?? "GTC" : "GTC";
}

function notSent(parameters: Parameters, name: string): 0 {
  if (parameters.text(name) === undefined) return 0;
  throw new ApiError(-1106, `Parameter '${name}' sent when not required.`);
}

/** A price on the grid. */
function pricedAt(parameters: Parameters, market: Market, name: string): number {
  const e8 = parameters.decimalE8(name);
  if (e8 === undefined) throw missing(name);
  const ticks = e8 / market.listing.tickE8;
  if (ticks < 1 || ticks > MAX_PRICE_TICKS || !Number.isInteger(ticks)) {
    if (market.listing.venue === "spot" || Number.isInteger(ticks)) {
      throw filterFailure("PRICE_FILTER");
    }
    throw new ApiError(-4014, "Price not increased by tick size.");
  }
  return ticks;
}

function lotsOf(parameters: Parameters, market: Market, name: string, isMarket: boolean): number {
  const e8 = parameters.decimalE8(name);
  if (e8 === undefined) throw missing(name);
  const { lotE8, maxLots } = market.listing;
  const lots = e8 / lotE8;
  if (lots < 1 || lots > maxLots || !Number.isInteger(lots)) {
    if (market.listing.venue === "spot") throw filterFailure("LOT_SIZE");
    if (lots === 0) throw new ApiError(-4003, "Quantity less than or equal to zero.");
    if (lots > maxLots) throw new ApiError(-4005, "Quantity greater than max quantity.");
    throw new ApiError(-1111, "Precision is over the maximum defined for this asset.");
  }
  if (isMarket && lots > maxLots / 10) throw filterFailure("MARKET_LOT_SIZE");
  return lots;
}

function checkBand(market: Market, side: OrderSide, ticks: number, isSpot: boolean): void {
  const factor = ticks / market.lastTicks;
  if (factor <= PRICE_BAND.up && factor >= PRICE_BAND.down) return;
  if (isSpot) throw filterFailure("PERCENT_PRICE_BY_SIDE");
  if (side === "BUY" && factor > 1) {
    throw new ApiError(-4016, "Limit price can't be higher than the price band.");
  }
  if (side === "SELL" && factor < 1) {
    throw new ApiError(-4024, "Limit price can't be lower than the price band.");
  }
}

function checkNotional(market: Market, ticks: number, lots: number, isSpot: boolean): void {
  if (market.listing.valueE8(ticks, lots) >= BigInt(MIN_NOTIONAL * ONE_E8)) return;
  if (isSpot) throw filterFailure("NOTIONAL");
  throw new ApiError(
    -4164,
    `Order's notional must be no smaller than ${MIN_NOTIONAL} (unless you choose reduce only).`,
  );
}

function icebergOf(
  parameters: Parameters,
  market: Market,
  type: string,
  timeInForce: string,
): number {
  if (parameters.text("icebergQty") === undefined) return 0;
  if (market.listing.venue !== "spot" || timeInForce !== "GTC" || type === "MARKET") {
    throw new ApiError(...errors.BAD_COMBINATION);
  }
  return lotsOf(parameters, market, "icebergQty", false);
}

function selfTradeOf(parameters: Parameters, isSpot: boolean): string {
  const mode = parameters.text("selfTradePreventionMode");
  if (mode === undefined) return "EXPIRE_MAKER";
  if (!SELF_TRADE_MODES.includes(mode) || (!isSpot && mode === "DECREMENT")) {
    throw malformed("selfTradePreventionMode");
  }
  return mode;
}

function dateOf(parameters: Parameters, nowMillis: number): number {
  const millis = parameters.integer("goodTillDate", 0, 253_402_300_799_000, 0);
  if (millis >= nowMillis + MIN_LIFE_MILLIS) return millis;
  throw new ApiError(-5040, "Good till date must be at least 600 seconds from now.");
}
