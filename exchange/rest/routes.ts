/** Every route of both venues: its path, its weight, and who may call it. */
import * as accounts from "./account_routes.ts";
import { futuresExchangeInfo, spotExchangeInfo } from "./exchange_info.ts";
import * as futures from "./futures_orders.ts";
import * as markets from "./market_routes.ts";
import type { Route, Security } from "./route.ts";
import * as spot from "./spot_orders.ts";
import type { Parameters } from "./parameters.ts";

type Handler = Route["handle"];

/** A ticker of one market is cheap, of all dear. */
function byCount(one: number, all: number): (parameters: Parameters) => number {
  return (parameters) => parameters.text("symbol") === undefined ? all : one;
}

function open(path: string, weight: Route["weight"], handle: Handler): Route {
  return { method: "GET", path, weight, security: "NONE", handle };
}

function signed(
  method: Route["method"],
  path: string,
  weight: Route["weight"],
  handle: Handler,
  isOrder = false,
): Route {
  return { method, path, weight, security: "SIGNED", handle, isOrder };
}

function keyed(method: Route["method"], path: string, weight: number, handle: Handler): Route {
  const security: Security = "KEY";
  return { method, path, weight, security, handle };
}

export const SPOT_ROUTES: readonly Route[] = [
  open("/api/v3/ping", 1, markets.ping),
  open("/api/v3/time", 1, markets.time),
  open("/api/v3/exchangeInfo", 20, spotExchangeInfo),
  open("/api/v3/depth", markets.spotDepthWeight, markets.depth),
  open("/api/v3/trades", 25, markets.trades),
  open("/api/v3/historicalTrades", 25, markets.trades),
  open("/api/v3/aggTrades", 4, markets.aggTrades),
  open("/api/v3/klines", 2, markets.klines),
  open("/api/v3/uiKlines", 2, markets.klines),
  open("/api/v3/avgPrice", 2, markets.averagePrice),
  open("/api/v3/ticker/bookTicker", byCount(2, 4), markets.bookTicker),
  open("/api/v3/ticker/price", byCount(2, 4), markets.priceTicker),
  open("/api/v3/ticker/24hr", byCount(2, 80), markets.dayTicker),
  signed("POST", "/api/v3/order", 1, spot.placeOrder, true),
  signed("POST", "/api/v3/order/test", 1, spot.testOrder),
  signed("DELETE", "/api/v3/order", 1, spot.cancelOrder),
  signed("GET", "/api/v3/order", 4, spot.queryOrder),
  signed("POST", "/api/v3/order/cancelReplace", 1, spot.cancelReplace, true),
  signed("GET", "/api/v3/openOrders", byCount(6, 80), spot.openOrders),
  signed("DELETE", "/api/v3/openOrders", 1, spot.cancelAll),
  signed("GET", "/api/v3/allOrders", 20, spot.allOrders),
  signed("GET", "/api/v3/myTrades", 20, spot.myTrades),
  signed("GET", "/api/v3/account", 20, accounts.spotAccount),
  keyed("POST", "/api/v3/userDataStream", 2, accounts.openListenKey),
  keyed("PUT", "/api/v3/userDataStream", 2, accounts.keepListenKey),
  keyed("DELETE", "/api/v3/userDataStream", 2, accounts.closeListenKey),
];

export const FUTURES_ROUTES: readonly Route[] = [
  open("/fapi/v1/ping", 1, markets.ping),
  open("/fapi/v1/time", 1, markets.time),
  open("/fapi/v1/exchangeInfo", 1, futuresExchangeInfo),
  open("/fapi/v1/depth", markets.futuresDepthWeight, markets.depth),
  open("/fapi/v1/trades", 5, markets.trades),
  open("/fapi/v1/historicalTrades", 20, markets.trades),
  open("/fapi/v1/aggTrades", 20, markets.aggTrades),
  open("/fapi/v1/klines", 5, markets.klines),
  open("/fapi/v1/premiumIndex", byCount(1, 10), markets.premiumIndex),
  open("/fapi/v1/fundingRate", 1, markets.fundingRates),
  open("/fapi/v1/ticker/bookTicker", byCount(2, 5), markets.bookTicker),
  open("/fapi/v1/ticker/price", byCount(1, 2), markets.priceTicker),
  open("/fapi/v2/ticker/price", byCount(1, 2), markets.priceTicker),
  open("/fapi/v1/ticker/24hr", byCount(1, 40), markets.dayTicker),
  signed("POST", "/fapi/v1/order", 0, futures.placeOrder, true),
  signed("POST", "/fapi/v1/order/test", 0, futures.testOrder),
  signed("PUT", "/fapi/v1/order", 1, futures.modifyOrder, true),
  signed("DELETE", "/fapi/v1/order", 1, futures.cancelOrder),
  signed("GET", "/fapi/v1/order", 1, futures.queryOrder),
  signed("GET", "/fapi/v1/openOrder", 1, futures.queryOpenOrder),
  signed("GET", "/fapi/v1/openOrders", byCount(1, 40), futures.openOrders),
  signed("DELETE", "/fapi/v1/allOpenOrders", 1, futures.cancelAll),
  signed("DELETE", "/fapi/v1/batchOrders", 1, futures.cancelBatch),
  signed("GET", "/fapi/v1/allOrders", 5, futures.allOrders),
  signed("GET", "/fapi/v1/userTrades", 5, futures.userTrades),
  signed("POST", "/fapi/v1/countdownCancelAll", 10, futures.countdownCancelAll),
  signed("POST", "/fapi/v1/leverage", 1, accounts.setLeverage),
  signed("POST", "/fapi/v1/marginType", 1, accounts.setMarginType),
  signed("GET", "/fapi/v1/positionSide/dual", 30, accounts.positionMode),
  signed("POST", "/fapi/v1/positionSide/dual", 1, accounts.setPositionMode),
  ...["v1", "v2", "v3"].flatMap((version) => [
    signed("GET", `/fapi/${version}/balance`, 5, accounts.futuresBalance),
    signed("GET", `/fapi/${version}/account`, 5, accounts.futuresAccount),
    signed("GET", `/fapi/${version}/positionRisk`, 5, accounts.positionRisk),
  ]),
  signed("GET", "/fapi/v1/leverageBracket", 1, accounts.leverageBrackets),
  signed("GET", "/fapi/v1/commissionRate", 20, accounts.commissionRate),
  signed("GET", "/fapi/v1/multiAssetsMargin", 30, accounts.multiAssetsMargin),
  keyed("POST", "/fapi/v1/listenKey", 1, accounts.openListenKey),
  keyed("PUT", "/fapi/v1/listenKey", 1, accounts.keepListenKey),
  keyed("DELETE", "/fapi/v1/listenKey", 1, accounts.closeListenKey),
];
