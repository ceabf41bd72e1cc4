/** The WebSocket API's methods, and the routes that they are. */
import type { Route } from "../rest/route.ts";
import { FUTURES_ROUTES, SPOT_ROUTES } from "../rest/routes.ts";

const SPOT_METHODS: Readonly<Record<string, string>> = {
  "ping": "GET /api/v3/ping",
  "time": "GET /api/v3/time",
  "exchangeInfo": "GET /api/v3/exchangeInfo",
  "depth": "GET /api/v3/depth",
  "trades.recent": "GET /api/v3/trades",
  "trades.aggregate": "GET /api/v3/aggTrades",
  "klines": "GET /api/v3/klines",
  "avgPrice": "GET /api/v3/avgPrice",
  "ticker.24hr": "GET /api/v3/ticker/24hr",
  "ticker.price": "GET /api/v3/ticker/price",
  "ticker.book": "GET /api/v3/ticker/bookTicker",
  "order.place": "POST /api/v3/order",
  "order.test": "POST /api/v3/order/test",
  "order.status": "GET /api/v3/order",
  "order.cancel": "DELETE /api/v3/order",
  "order.cancelReplace": "POST /api/v3/order/cancelReplace",
  "openOrders.status": "GET /api/v3/openOrders",
  "openOrders.cancelAll": "DELETE /api/v3/openOrders",
  "allOrders": "GET /api/v3/allOrders",
  "myTrades": "GET /api/v3/myTrades",
  "account.status": "GET /api/v3/account",
  "userDataStream.start": "POST /api/v3/userDataStream",
  "userDataStream.ping": "PUT /api/v3/userDataStream",
  "userDataStream.stop": "DELETE /api/v3/userDataStream",
};

const FUTURES_METHODS: Readonly<Record<string, string>> = {
  "ping": "GET /fapi/v1/ping",
  "time": "GET /fapi/v1/time",
  "depth": "GET /fapi/v1/depth",
  "ticker.price": "GET /fapi/v1/ticker/price",
  "ticker.book": "GET /fapi/v1/ticker/bookTicker",
  "order.place": "POST /fapi/v1/order",
  "order.modify": "PUT /fapi/v1/order",
  "order.status": "GET /fapi/v1/order",
  "order.cancel": "DELETE /fapi/v1/order",
  "account.status": "GET /fapi/v2/account",
  "account.balance": "GET /fapi/v2/balance",
  "account.position": "GET /fapi/v2/positionRisk",
  "v2/account.status": "GET /fapi/v2/account",
  "v2/account.balance": "GET /fapi/v2/balance",
  "v2/account.position": "GET /fapi/v2/positionRisk",
  "userDataStream.start": "POST /fapi/v1/listenKey",
  "userDataStream.ping": "PUT /fapi/v1/listenKey",
  "userDataStream.stop": "DELETE /fapi/v1/listenKey",
};

export const SPOT_API: ReadonlyMap<string, Route> = routed(SPOT_METHODS, SPOT_ROUTES);
export const FUTURES_API: ReadonlyMap<string, Route> = routed(FUTURES_METHODS, FUTURES_ROUTES);

function routed(
  methods: Readonly<Record<string, string>>,
  routes: readonly Route[],
): ReadonlyMap<string, Route> {
  const byName = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
  return new Map(
    Object.entries(methods).flatMap(([method, name]) => {
      const route = byName.get(name);
      return route === undefined ? [] : [[method, route] as const];
    }),
  );
}
