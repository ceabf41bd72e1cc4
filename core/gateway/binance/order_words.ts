/** Words that spot and futures share: of orders, of how they stand, of prices and quantities. */
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import {
  SELF_TRADE_CANCEL_BOTH,
  SELF_TRADE_CANCEL_NEWEST,
  SELF_TRADE_CANCEL_OLDEST,
  SELF_TRADE_DECREMENT,
  TIF_FOK,
  TIF_IOC,
} from "../../wire/order.ts";
import {
  REASON_BY_VENUE,
  REASON_NO_LIQUIDITY,
  REASON_NONE,
  REASON_NOT_FILLABLE,
  REASON_SELF_TRADE,
  REASON_WOULD_TAKE,
} from "../../wire/report.ts";
import { type OrderStatus, VenueTrouble } from "../order_venue.ts";
import type { VenueFields } from "../venue_json.ts";
import type { VenueInstrument } from "../venue_instrument.ts";

const STATUSES: Readonly<Record<string, OrderStatus>> = {
  NEW: "open",
  PENDING_NEW: "open",
  PARTIALLY_FILLED: "open",
  PENDING_CANCEL: "open",
  FILLED: "filled",
  CANCELED: "cancelled",
  REJECTED: "rejected",
  EXPIRED: "expired",
  EXPIRED_IN_MATCH: "expired",
};

const SELF_TRADE_WORDS: Readonly<Record<number, string>> = {
  [SELF_TRADE_CANCEL_NEWEST]: "EXPIRE_TAKER",
  [SELF_TRADE_CANCEL_OLDEST]: "EXPIRE_MAKER",
  [SELF_TRADE_CANCEL_BOTH]: "EXPIRE_BOTH",
  [SELF_TRADE_DECREMENT]: "DECREMENT",
};

/** undefined = the venue's default. */
export function selfTradeWord(code: number): string | undefined {
  return SELF_TRADE_WORDS[code];
}

export function sideWord(side: number): string {
  return side === SIDE_BID ? "BUY" : "SELL";
}

export function sideOf(word: string): number {
  return word === "BUY" ? SIDE_BID : SIDE_ASK;
}

/** Good till cancelled, whatever the order says beside IOC and FOK: dates are kept by the gateway. */
export function timeWord(timeInForce: number): string {
  if (timeInForce === TIF_IOC) return "IOC";
  return timeInForce === TIF_FOK ? "FOK" : "GTC";
}

/** @throws VenueTrouble when the word is not known: nothing can be said of such an order */
export function statusOf(word: string): OrderStatus {
  const status = STATUSES[word];
  if (status === undefined) throw new VenueTrouble(`an order's status is "${word.slice(0, 20)}"`);
  return status;
}

/** Why an order is over that the venue ended. */
export function endReasonOf(statusWord: string, timeWord: string, typeWord: string): number {
  switch (statusWord) {
    case "EXPIRED_IN_MATCH":
      return REASON_SELF_TRADE;
    case "EXPIRED":
      if (timeWord === "FOK") return REASON_NOT_FILLABLE;
      if (timeWord === "GTX" || typeWord === "LIMIT_MAKER") return REASON_WOULD_TAKE;
      return timeWord === "IOC" || typeWord === "MARKET" ? REASON_NO_LIQUIDITY : REASON_BY_VENUE;
    case "CANCELED":
    case "REJECTED":
      return REASON_BY_VENUE;
    default:
      return REASON_NONE;
  }
}

/** @throws VenueTrouble when the text is no quantity in whole lots */
export function lotsOf(instrument: VenueInstrument, text: string): number {
  const lots = instrument.qty.stepsOf(text);
  if (lots >= 0) return lots;
  throw new VenueTrouble(`${instrument.symbol}: quantity "${text.slice(0, 30)}" is off the grid`);
}

/** A price, or none where the venue writes 0. @throws VenueTrouble when it is off the grid */
export function ticksOf(instrument: VenueInstrument, text: string): number {
  const ticks = instrument.price.stepsOf(text === "" ? "0" : text);
  if (ticks > 0) return ticks;
  if (ticks === 0) return NO_PRICE_TICKS;
  throw new VenueTrouble(`${instrument.symbol}: price "${text.slice(0, 30)}" is off the grid`);
}

/** @throws VenueTrouble when one of them is missing */
export function requireFields(fields: VenueFields, ...names: readonly string[]): void {
  for (const name of names) {
    if (!fields.has(name)) throw new VenueTrouble(`an answer without "${name}"`);
  }
}
