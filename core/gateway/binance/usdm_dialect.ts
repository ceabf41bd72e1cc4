/** Binance USD-M futures in one-way mode, as its APIs and its user data stream are documented. */
import { VENUE_BINANCE_USDM } from "../../wire/market.ts";
import {
  ORDER_FLAG_POST_ONLY,
  ORDER_FLAG_REDUCE_ONLY,
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

const ORDER = "/fapi/v1/order";

export const USDM_DIALECT: Dialect = {
  name: "binance-usdm",
  code: VENUE_BINANCE_USDM,
  isMargined: true,
  changesInPlace: true,
  weightPerMinute: 2_400,
  place: { method: "POST", path: ORDER, socketMethod: "order.place", weight: 0, kind: "order" },
  cancel: {
    method: "DELETE",
    path: ORDER,
    socketMethod: "order.cancel",
    weight: 1,
    kind: "cancel",
  },
  change: { method: "PUT", path: ORDER, socketMethod: "order.modify", weight: 1, kind: "order" },
  lookUp: { method: "GET", path: ORDER, weight: 1, kind: "query" },
  openOrders: { method: "GET", path: "/fapi/v1/openOrders", weight: 1, kind: "query" },
  trades: { method: "GET", path: "/fapi/v1/userTrades", weight: 5, kind: "query" },
  account: { method: "GET", path: "/fapi/v2/account", weight: 5, kind: "query" },
  countdown: { method: "POST", path: "/fapi/v1/countdownCancelAll", weight: 10, kind: "cancel" },
  timePath: "/fapi/v1/time",
  infoPath: "/fapi/v1/exchangeInfo",
  pricePath: "/fapi/v1/ticker/price",
  listenKeyPath: "/fapi/v1/listenKey",

  placeParams(order: NewOrder): Params {
    const { instrument, type } = order;
    const isPostOnly = (order.flags & ORDER_FLAG_POST_ONLY) !== 0;
    const selfTrade = selfTradeWord(order.selfTrade);
    const isPriced = type === TYPE_LIMIT || type === TYPE_STOP_LIMIT;
    return {
      symbol: instrument.symbol,
      side: sideWord(order.side),
      type: TYPES[type],
      quantity: instrument.qty.textOf(order.qtyLots),
      newClientOrderId: order.clientId,
      newOrderRespType: "RESULT",
      ...isPriced && {
        price: instrument.price.textOf(order.priceTicks),
        timeInForce: isPostOnly ? "GTX" : timeWord(order.timeInForce),
      },
      ...(type === TYPE_STOP || type === TYPE_STOP_LIMIT) && {
        stopPrice: instrument.price.textOf(order.stopTicks),
      },
      ...(order.flags & ORDER_FLAG_REDUCE_ONLY) !== 0 && { reduceOnly: "true" },
      ...selfTrade !== undefined && { selfTradePreventionMode: selfTrade },
    };
  },

  orderOf(instrument: VenueInstrument, fields: VenueFields): VenueOrder {
    requireFields(fields, "status", "executedQty", "origQty", "side", "clientOrderId");
    const status = fields.text("status");
    return {
      instrument,
      clientId: fields.text("clientOrderId"),
      venueOrderId: fields.text("orderId"),
      side: sideOf(fields.text("side")),
      status: statusOf(status),
      priceTicks: ticksOf(instrument, fields.text("price")),
      qtyLots: lotsOf(instrument, fields.text("origQty")),
      filledLots: lotsOf(instrument, fields.text("executedQty")),
      exchMillis: fields.number("updateTime"),
      // Answers of this venue never list fills: the stream does, or a lookup.
      trades: [],
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
      isMaker: fields.flag("maker"),
      exchMillis: fields.number("time"),
    };
  },

  holdingsOf(fields: VenueFields) {
    requireFields(fields, "assets", "positions");
    return {
      positions: new Map(
        fields.list("positions").map((position) => [position.text("symbol"), {
          units: position.number("positionAmt"),
          entryPrice: position.number("entryPrice"),
        }]),
      ),
      cash: new Map(
        fields.list("assets").map((asset) => [asset.text("asset"), asset.number("walletBalance")]),
      ),
    };
  },

  eventOf(fields: VenueFields): UserEvent | undefined {
    if (fields.text("e") !== "ORDER_TRADE_UPDATE") return undefined;
    const order = fields.fields("o");
    return { symbol: order.text("s"), orderOf: (instrument) => eventOrder(instrument, order) };
  },
};

const TYPES: Readonly<Record<number, string>> = {
  [TYPE_LIMIT]: "LIMIT",
  [TYPE_MARKET]: "MARKET",
  [TYPE_STOP]: "STOP_MARKET",
  [TYPE_STOP_LIMIT]: "STOP",
};

function eventOrder(instrument: VenueInstrument, fields: VenueFields): VenueOrder {
  requireFields(fields, "X", "z", "q", "S", "c");
  const isTrade = fields.text("x") === "TRADE";
  const status = fields.text("X");
  return {
    instrument,
    clientId: fields.text("c"),
    venueOrderId: fields.text("i"),
    side: sideOf(fields.text("S")),
    status: statusOf(status),
    priceTicks: ticksOf(instrument, fields.text("p")),
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
    reason: endReasonOf(status, fields.text("f"), fields.text("ot") || fields.text("o")),
  };
}
