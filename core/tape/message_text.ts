/** Market messages as plain objects, for people and for JSON. Cold. */
import { NO_PRICE_TICKS } from "../base/units.ts";
import {
  AT_ASK,
  AT_ASK_LOTS,
  AT_BAR_SECONDS,
  AT_BAR_TRADES,
  AT_BID,
  AT_BID_LOTS,
  AT_CHECKSUM,
  AT_CLOSE,
  AT_DETAIL,
  AT_EXCH_NANOS,
  AT_HIGH,
  AT_INSTRUMENT,
  AT_KIND,
  AT_LEVELS,
  AT_LOW,
  AT_NEW_HIGH,
  AT_NEW_LOW,
  AT_OPEN,
  AT_ORDER_HIGH,
  AT_ORDER_LOW,
  AT_PRICE,
  AT_QTY,
  AT_RECV_NANOS,
  AT_SEQUENCE,
  AT_SIDE,
  AT_STATUS,
  AT_TRADE_ID,
  AT_VALUE,
  AT_VOLUME,
  flagsOf,
  kindOf,
  MESSAGE_BAR,
  MESSAGE_CHECKSUM,
  MESSAGE_INSTRUMENT,
  MESSAGE_LEVEL,
  MESSAGE_ORDER,
  MESSAGE_QUOTE,
  MESSAGE_STATUS,
  MESSAGE_TRADE,
  ORDER_REPLACE,
} from "../wire/market.ts";
import { decodeInstrument } from "./taped_instrument.ts";

const KIND_NAMES: Readonly<Record<number, string>> = {
  [MESSAGE_LEVEL]: "level",
  [MESSAGE_TRADE]: "trade",
  [MESSAGE_ORDER]: "order",
  [MESSAGE_QUOTE]: "quote",
  [MESSAGE_CHECKSUM]: "checksum",
  [MESSAGE_STATUS]: "status",
  [MESSAGE_INSTRUMENT]: "instrument",
  [MESSAGE_BAR]: "bar",
};
/** By SIDE_* code. */
const SIDE_NAMES = ["bid", "ask", "none"];
/** By ORDER_* code. */
const ACTION_NAMES = ["", "add", "execute", "cancel", "delete", "replace"];
/** By STATUS_* code. */
const STATUS_NAMES = ["", "clear", "gap", "halted", "trading", "end", "bad record", "tick"];
/** By bit of FLAG_*. */
const FLAG_NAMES = ["last", "snapshot", "booked", "hidden", "revealed", "timed", "every change"];

/** A message, field by field; numbers are ticks, lots and nanoseconds as on the wire. */
export type PlainMessage = Record<string, string | number | null>;

/** The name of a MESSAGE_* code; codes of later versions go by their number. */
export function kindName(kind: number): string {
  return KIND_NAMES[kind] ?? `kind ${kind}`;
}

export function plainMessage(words: Int32Array, doubles: Float64Array, at: number): PlainMessage {
  const kind = kindOf(words[at + AT_KIND]);
  const d = at >> 1;
  return {
    kind: kindName(kind),
    flags: flagNames(flagsOf(words[at + AT_KIND])),
    instrumentId: words[at + AT_INSTRUMENT],
    exchNanos: doubles[d + AT_EXCH_NANOS],
    recvNanos: doubles[d + AT_RECV_NANOS],
    sequence: doubles[d + AT_SEQUENCE],
    ...bodyOf(kind, words, doubles, at),
  };
}

function bodyOf(
  kind: number,
  words: Int32Array,
  doubles: Float64Array,
  at: number,
): PlainMessage {
  const d = at >> 1;
  switch (kind) {
    case MESSAGE_LEVEL:
      return {
        side: sideName(words[at + AT_SIDE]),
        priceTicks: words[at + AT_PRICE],
        qtyLots: doubles[d + AT_QTY],
      };
    case MESSAGE_TRADE:
      return {
        aggressor: sideName(words[at + AT_SIDE]),
        priceTicks: words[at + AT_PRICE],
        qtyLots: doubles[d + AT_QTY],
        tradeId: doubles[d + AT_TRADE_ID],
      };
    case MESSAGE_ORDER:
      return orderBody(words, doubles, at);
    case MESSAGE_QUOTE:
      return {
        bidTicks: priceOf(words[at + AT_BID]),
        bidLots: doubles[d + AT_BID_LOTS],
        askTicks: priceOf(words[at + AT_ASK]),
        askLots: doubles[d + AT_ASK_LOTS],
      };
    case MESSAGE_CHECKSUM:
      return { levels: words[at + AT_LEVELS], checksum: words[at + AT_CHECKSUM] };
    case MESSAGE_STATUS:
      return {
        status: STATUS_NAMES[words[at + AT_STATUS]] ?? words[at + AT_STATUS],
        detail: words[at + AT_DETAIL],
        value: doubles[d + AT_VALUE],
      };
    case MESSAGE_BAR:
      return {
        openTicks: words[at + AT_OPEN],
        highTicks: words[at + AT_HIGH],
        lowTicks: words[at + AT_LOW],
        closeTicks: words[at + AT_CLOSE],
        volumeLots: doubles[d + AT_VOLUME],
        seconds: words[at + AT_BAR_SECONDS],
        trades: words[at + AT_BAR_TRADES],
      };
    case MESSAGE_INSTRUMENT: {
      const instrument = decodeInstrument(words, at);
      return { symbol: instrument?.symbol ?? null, ...instrument?.scale };
    }
    default:
      return {};
  }
}

function orderBody(words: Int32Array, doubles: Float64Array, at: number): PlainMessage {
  const action = words[at + AT_SIDE] >>> 8;
  const body: PlainMessage = {
    action: ACTION_NAMES[action] ?? `action ${action}`,
    side: sideName(words[at + AT_SIDE] & 0xff),
    priceTicks: words[at + AT_PRICE],
    qtyLots: doubles[(at >> 1) + AT_QTY],
    orderId: idText(words[at + AT_ORDER_LOW], words[at + AT_ORDER_HIGH]),
  };
  if (action === ORDER_REPLACE) {
    body.newOrderId = idText(words[at + AT_NEW_LOW], words[at + AT_NEW_HIGH]);
  }
  return body;
}

function sideName(side: number): string {
  return SIDE_NAMES[side] ?? `side ${side}`;
}

function priceOf(ticks: number): number | null {
  return ticks === NO_PRICE_TICKS ? null : ticks;
}

function idText(low: number, high: number): string {
  return ((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)).toString();
}

function flagNames(flags: number): string {
  return FLAG_NAMES.filter((_, bit) => (flags & (1 << bit)) !== 0).join(" ");
}
