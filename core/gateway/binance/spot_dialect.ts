/** Binance spot, as its REST and WebSocket APIs and its user data stream are documented. */
import { NO_PRICE_TICKS } from "../../base/units.ts";
import { VENUE_BINANCE } from "../../wire/market.ts";
import {
  ORDER_FLAG_POST_ONLY,
  TYPE_LIMIT,
  TYPE_MARKET,
  TYPE_STOP,
  TYPE_STOP_LIMIT,
} from "../../wire/order.ts";
import type { NewOrder, VenueOrder, VenueTrade } from "../order_venue.ts";
import type { VenueFields } from "../venue_json.ts";
import type { VenueInstrument } from "../venue_instrument.ts";
import type { Dialect, Params, UserEvent } from "./dialect.ts";
import {
  endReasonOf,
  lotsOf,
  requireFields,
  selfTradeWord,
  sideOf,
  sideWord,
  statusOf,
  ticksOf,
  timeWord,
} from "./order_words.ts";

const ORDER = "/api/v3/order";

export const SPOT_DIALECT: Dialect = {
  name: "binance",
  code: VENUE_BINANCE,
  isMargined: false,
  changesInPlace: false,
  weightPerMinute: 6_000,
  place: { method: "POST", path: ORDER, socketMethod: "order.place", weight: 1, kind: "order" },
  cancel: {
    method: "DELETE",
    path: ORDER,
    socketMethod: "order.cancel",
    weight: 1,
    kind: "cancel",
  },
  change: undefined,
  lookUp: { method: "GET", path: ORDER, weight: 4, kind: "query" },
  openOrders: { method: "GET", path: "/api/v3/openOrders", weight: 6, kind: "query" },
  trades: { method: "GET", path: "/api/v3/myTrades", weight: 20, kind: "query" },
  account: { method: "GET", path: "/api/v3/account", weight: 20, kind: "query" },
  countdown: undefined,
  timePath: "/api/v3/time",
  infoPath: "/api/v3/exchangeInfo",
  pricePath: "/api/v3/ticker/price",
  listenKeyPath: "/api/v3/userDataStream",

  placeParams(order: NewOrder): Params {
    const { instrument, type, displayLots } = order;
    const isPostOnly = type === TYPE_LIMIT && (order.flags & ORDER_FLAG_POST_ONLY) !== 0;
    const selfTrade = selfTradeWord(order.selfTrade);
    return {
      symbol: instrument.symbol,
      side: sideWord(order.side),
      type: isPostOnly ? "LIMIT_MAKER" : TYPES[type],
      quantity: instrument.qty.textOf(order.qtyLots),
      newClientOrderId: order.clientId,
      newOrderRespType: "FULL",
      ...hasPrice(type) && { price: instrument.price.textOf(order.priceTicks) },
      ...hasPrice(type) && !isPostOnly && { timeInForce: timeWord(order.timeInForce) },
      ...hasStop(type) && { stopPrice: instrument.price.textOf(order.stopTicks) },
      ...displayLots > 0 && { icebergQty: instrument.qty.textOf(displayLots) },
      ...selfTrade !== undefined && { selfTradePreventionMode: selfTrade },
    };
  },

  orderOf(instrument: VenueInstrument, fields: VenueFields): VenueOrder {
    requireFields(fields, "status", "executedQty", "origQty", "side");
    const millis = fields.number("transactTime") || fields.number("updateTime");
    const status = fields.text("status");
    return {
      instrument,
      // A cancel's answer has a name of its own, and the order's beside it.
      clientId: fields.text("origClientOrderId") || fields.text("clientOrderId"),
      venueOrderId: fields.text("orderId"),
      side: sideOf(fields.text("side")),
      status: statusOf(status),
      priceTicks: ticksOf(instrument, fields.text("price")),
      qtyLots: lotsOf(instrument, fields.text("origQty")),
      filledLots: lotsOf(instrument, fields.text("executedQty")),
      exchMillis: millis,
      trades: fields.list("fills").map((fill) => filledAtOnce(instrument, fill, millis)),
      reason: endReasonOf(status, fields.text("timeInForce"), fields.text("type")),
    };
  },

  tradeOf(instrument: VenueInstrument, fields: VenueFields): VenueTrade {
    requireFields(fields, "id", "price", "qty");
    return {
      tradeId: fields.text("id"),
      priceTicks: ticksOf(instrument, fields.text("price")),
      qtyLots: lotsOf(instrument, fields.text("qty")),
      fee: fields.number("commission"),
      feeAsset: fields.text("commissionAsset"),
      isMaker: fields.flag("isMaker"),
      exchMillis: fields.number("time"),
    };
  },

  holdingsOf(fields: VenueFields) {
    requireFields(fields, "balances");
    const positions = new Map<string, { units: number; entryPrice: number }>();
    const cash = new Map<string, number>();
    for (const balance of fields.list("balances")) {
      const units = balance.number("free") + balance.number("locked");
      positions.set(balance.text("asset"), { units, entryPrice: 0 });
      cash.set(balance.text("asset"), units);
    }
    return { positions, cash };
  },

  eventOf(fields: VenueFields): UserEvent | undefined {
    if (fields.text("e") !== "executionReport") return undefined;
    return { symbol: fields.text("s"), orderOf: (instrument) => eventOrder(instrument, fields) };
  },
};

const TYPES: Readonly<Record<number, string>> = {
  [TYPE_LIMIT]: "LIMIT",
  [TYPE_MARKET]: "MARKET",
  [TYPE_STOP]: "STOP_LOSS",
  [TYPE_STOP_LIMIT]: "STOP_LOSS_LIMIT",
};

function hasPrice(type: number): boolean {
  return type === TYPE_LIMIT || type === TYPE_STOP_LIMIT;
}

function hasStop(type: number): boolean {
  return type === TYPE_STOP || type === TYPE_STOP_LIMIT;
}

/** A fill in the answer to a new order: it took. */
function filledAtOnce(
  instrument: VenueInstrument,
  fields: VenueFields,
  exchMillis: number,
): VenueTrade {
  requireFields(fields, "tradeId", "price", "qty");
  return {
    tradeId: fields.text("tradeId"),
    priceTicks: ticksOf(instrument, fields.text("price")),
    qtyLots: lotsOf(instrument, fields.text("qty")),
    fee: fields.number("commission"),
    feeAsset: fields.text("commissionAsset"),
    isMaker: false,
    exchMillis,
  };
}

function eventOrder(instrument: VenueInstrument, fields: VenueFields): VenueOrder {
  requireFields(fields, "X", "z", "q", "S", "c");
  const isTrade = fields.text("x") === "TRADE";
  const status = fields.text("X");
  const price = ticksOf(instrument, fields.text("p"));
  return {
    instrument,
    clientId: fields.text("C") || fields.text("c"),
    venueOrderId: fields.text("i"),
    side: sideOf(fields.text("S")),
    status: statusOf(status),
    priceTicks: fields.text("o") === "MARKET" ? NO_PRICE_TICKS : price,
    qtyLots: lotsOf(instrument, fields.text("q")),
    filledLots: lotsOf(instrument, fields.text("z")),
    exchMillis: fields.number("T"),
    trades: isTrade
      ? [{
        tradeId: fields.text("t"),
        priceTicks: ticksOf(instrument, fields.text("L")),
        qtyLots: lotsOf(instrument, fields.text("l")),
        fee: fields.number("n"),
        feeAsset: fields.text("N"),
        isMaker: fields.flag("m"),
        exchMillis: fields.number("T"),
      }]
      : [],
    reason: endReasonOf(status, fields.text("f"), fields.text("o")),
  };
}
