/** Orders, fills and refusals in the words of Coinbase's Advanced Trade API. */
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import {
  ORDER_FLAG_POST_ONLY,
  TIF_FOK,
  TIF_IOC,
  TYPE_LIMIT,
  TYPE_MARKET,
  TYPE_STOP_LIMIT,
} from "../../wire/order.ts";
import {
  REASON_BAD_ORDER,
  REASON_BAD_PRICE,
  REASON_BY_VENUE,
  REASON_HALTED,
  REASON_NO_FUNDS,
  REASON_NONE,
  REASON_OFF_LOT,
  REASON_OFF_TICK,
  REASON_TOO_LARGE,
  REASON_TOO_SMALL,
  REASON_UNKNOWN_INSTRUMENT,
  REASON_WOULD_TAKE,
} from "../../wire/report.ts";
import {
  type NewOrder,
  type OrderStatus,
  type VenueOrder,
  type VenueTrade,
  VenueTrouble,
} from "../order_venue.ts";
import type { VenueFields } from "../venue_json.ts";
import type { VenueInstrument } from "../venue_instrument.ts";

const STATUSES: Readonly<Record<string, OrderStatus>> = {
  PENDING: "open",
  QUEUED: "open",
  OPEN: "open",
  CANCEL_QUEUED: "open",
  EDIT_QUEUED: "open",
  FILLED: "filled",
  CANCELLED: "cancelled",
  EXPIRED: "expired",
  FAILED: "rejected",
};

/** Parts of the venue's names for refusals. */
const REASONS: readonly (readonly [RegExp, number])[] = [
  [/INSUFFICIENT_FUND/, REASON_NO_FUNDS],
  [/POST_ONLY/, REASON_WOULD_TAKE],
  [/PRICE_PRECISION/, REASON_OFF_TICK],
  [/SIZE_PRECISION|BASE_SIZE_PRECISION/, REASON_OFF_LOT],
  [/SIZE_TOO_SMALL|BELOW_MIN/, REASON_TOO_SMALL],
  [/SIZE_TOO_LARGE|ABOVE_MAX/, REASON_TOO_LARGE],
  [/PRICE/, REASON_BAD_PRICE],
  [/PRODUCT/, REASON_UNKNOWN_INSTRUMENT],
  [/DISABLED|HALT/, REASON_HALTED],
];

/** undefined = the venue has no such order. */
export function configurationOf(order: NewOrder): Record<string, unknown> | undefined {
  const { instrument: { price, qty }, type, timeInForce } = order;
  const base_size = qty.textOf(order.qtyLots);
  if (type === TYPE_MARKET) return { market_market_ioc: { base_size } };
  if (type !== TYPE_LIMIT && type !== TYPE_STOP_LIMIT) return undefined;
  const limit_price = price.textOf(order.priceTicks);
  if (type === TYPE_STOP_LIMIT) {
    const stop_direction = order.side === SIDE_BID
      ? "STOP_DIRECTION_STOP_UP"
      : "STOP_DIRECTION_STOP_DOWN";
    const stop_price = price.textOf(order.stopTicks);
    return { stop_limit_stop_limit_gtc: { base_size, limit_price, stop_price, stop_direction } };
  }
  if (timeInForce === TIF_IOC) return { sor_limit_ioc: { base_size, limit_price } };
  if (timeInForce === TIF_FOK) return { limit_limit_fok: { base_size, limit_price } };
  const post_only = (order.flags & ORDER_FLAG_POST_ONLY) !== 0;
  return { limit_limit_gtc: { base_size, limit_price, post_only } };
}

export function sideWord(side: number): string {
  return side === SIDE_BID ? "BUY" : "SELL";
}

export function reasonOf(name: string): number {
  if (name === "") return REASON_BAD_ORDER;
  return REASONS.find(([words]) => words.test(name))?.[1] ?? REASON_BY_VENUE;
}

/** An order that was looked up. @throws VenueTrouble when it makes no sense */
export function orderOf(instrument: VenueInstrument, fields: VenueFields): VenueOrder {
  const terms = termsOf(fields.fields("order_configuration"));
  return order(instrument, fields, {
    side: fields.text("side"),
    filled: fields.text("filled_size"),
    size: terms.size,
    price: terms.price,
    millis: Date.parse(fields.text("last_fill_time") || fields.text("created_time")),
  });
}

/** An order as the user channel tells it. @throws VenueTrouble when it makes no sense */
export function toldOrder(
  instrument: VenueInstrument,
  fields: VenueFields,
  millis: number,
): VenueOrder {
  const filled = fields.text("cumulative_quantity");
  const lots = lotsOf(instrument, filled) + lotsOf(instrument, fields.text("leaves_quantity"));
  return order(instrument, fields, {
    side: fields.text("order_side"),
    filled,
    size: instrument.qty.textOf(lots),
    price: fields.text("limit_price"),
    millis,
  });
}

export function tradeOf(instrument: VenueInstrument, fields: VenueFields): VenueTrade {
  return {
    tradeId: fields.text("trade_id"),
    priceTicks: ticksOf(instrument, fields.text("price")),
    qtyLots: lotsOf(instrument, fields.text("size")),
    fee: fields.number("commission"),
    feeAsset: instrument.quote,
    isMaker: fields.text("liquidity_indicator") === "MAKER",
    exchMillis: Date.parse(fields.text("trade_time")) || 0,
    venueOrderId: fields.text("order_id"),
  };
}

interface Told {
  readonly side: string;
  readonly filled: string;
  readonly size: string;
  readonly price: string;
  readonly millis: number;
}

function order(instrument: VenueInstrument, fields: VenueFields, told: Told): VenueOrder {
  const word = fields.text("status");
  const status = STATUSES[word];
  if (status === undefined || fields.text("order_id") === "") {
    throw new VenueTrouble(`an order's status is "${word.slice(0, 20)}"`);
  }
  const name = fields.text("reject_reason") || fields.text("cancel_reason");
  return {
    instrument,
    clientId: fields.text("client_order_id"),
    venueOrderId: fields.text("order_id"),
    side: told.side === "BUY" ? SIDE_BID : SIDE_ASK,
    status,
    priceTicks: ticksOf(instrument, told.price),
    qtyLots: lotsOf(instrument, told.size),
    filledLots: lotsOf(instrument, told.filled),
    exchMillis: told.millis > 0 ? told.millis : 0,
    trades: [],
    reason: status === "open" || status === "filled" ? REASON_NONE : reasonOf(name),
  };
}

/** Size and price, whichever kind of order it is. */
function termsOf(configuration: VenueFields): { size: string; price: string } {
  for (const kind of configuration.names()) {
    const terms = configuration.fields(kind);
    return { size: terms.text("base_size"), price: terms.text("limit_price") };
  }
  return { size: "0", price: "" };
}

function lotsOf(instrument: VenueInstrument, text: string): number {
  const lots = instrument.qty.stepsOf(text === "" ? "0" : text);
  if (lots >= 0) return lots;
  throw new VenueTrouble(`${instrument.symbol}: quantity "${text.slice(0, 30)}" is off the grid`);
}

function ticksOf(instrument: VenueInstrument, text: string): number {
  const ticks = instrument.price.stepsOf(text === "" ? "0" : text);
  if (ticks > 0) return ticks;
  if (ticks === 0) return NO_PRICE_TICKS;
  throw new VenueTrouble(`${instrument.symbol}: price "${text.slice(0, 30)}" is off the grid`);
}
