/**
 * The market message: what passes from ingest to book, and what a tape holds. One slot of 64 bytes,
 * little-endian, fields naturally aligned, reserved bytes zero, fields only appended.
 *
 * ```text
 * offset  field          type   unit, sentinel                                        since
 *      0  kind           u8     template id, MESSAGE_*                                1
 *      1  version        u8     MARKET_VERSION                                        1
 *      2  flags          u16    FLAG_* bits                                           1
 *      4  instrumentId   i32    0-based, order of definition                          1
 *      8  exchNanos      f64    venue's time, ns since the session's epoch            1
 *     16  recvNanos      f64    time of receipt, ns since the session's epoch         1
 *     24  sequence       f64    venue's update id; 0 = the venue gives none           1
 *
 *  LEVEL: absolute quantity at a price
 *     32  priceTicks     i32    ticks                                                 1
 *     36  side           i32    SIDE_*                                                1
 *     40  qtyLots        f64    lots; 0 removes the level                             1
 *
 *  TRADE: an execution
 *     32  priceTicks     i32    ticks                                                 1
 *     36  side           i32    the aggressor's: SIDE_BID = a buyer took              1
 *     40  qtyLots        f64    lots                                                  1
 *     48  tradeId        f64    venue's id; 0 = none                                  1
 *
 *  ORDER: one order of a full-depth feed
 *     32  priceTicks     i32    ticks                                                 1
 *     36  sideAction     i32    SIDE_* | ORDER_* << 8                                 1
 *     40  qtyLots        f64    ADD, REPLACE: the order's; EXECUTE, CANCEL: taken off 1
 *     48  orderIdLow     u32                                                          1
 *     52  orderIdHigh    u32                                                          1
 *     56  newIdLow       u32    REPLACE only                                          1
 *     60  newIdHigh      u32    REPLACE only                                          1
 *
 *  QUOTE: the venue's own best bid and offer; checks the book, never builds it
 *     32  bidTicks       i32    ticks; NO_PRICE_TICKS = empty side                    1
 *     36  askTicks       i32    ticks; NO_PRICE_TICKS = empty side                    1
 *     40  bidLots        f64    lots                                                  1
 *     48  askLots        f64    lots                                                  1
 *
 *  CHECKSUM: the venue's or the file's own view of the first levels, hashed
 *     32  levels         i32    levels a side that went in                            1
 *     36  checksum       i32    see core/wire/checksum.ts                             1
 *
 *  STATUS: the state of an instrument or of the session
 *     32  status         i32    STATUS_*                                              1
 *     36  detail         i32    meaning depends on status; 0 = none                   1
 *     40  value          f64    meaning depends on status; 0 = none                   1
 *
 *  INSTRUMENT: defines an instrument, or opens a new epoch of one
 *     24  (sequence)     f64    0                                                     1
 *     32  tickUnits      i32    tick size = tickUnits × 10^−priceDecimals             1
 *     36  lotUnits       i32    lot size = lotUnits × 10^−lotDecimals                 1
 *     40  priceDecimals  u8                                                           1
 *     41  lotDecimals    u8                                                           1
 *     42  venue          u8     VENUE_*                                               1
 *     43  symbolLength   u8     bytes                                                 1
 *     44  symbol         20×u8  ASCII                                                 1
 *
 *  BAR: what traded in the time that ends at recvNanos, of a source without a book; its own group
 *     32  openTicks      i32    ticks                                                 1
 *     36  highTicks      i32    ticks                                                 1
 *     40  lowTicks       i32    ticks                                                 1
 *     44  closeTicks     i32    ticks                                                 1
 *     48  volumeLots     f64    lots                                                  1
 *     56  seconds        i32    its length, above 0                                   1
 *     60  trades         i32    count; 0 = the source does not say                    1
 * ```
 *
 * A venue's event (one diff, one trade, one order) is a *group*: one or more messages with equal
 * times, of which the last carries FLAG_LAST. A book is only looked at after a whole group.
 */
import { assert } from "../base/assert.ts";
import { MARKET_SLOT_BYTES } from "../base/limits.ts";

export const MARKET_VERSION = 1;

export const MESSAGE_LEVEL = 1;
export const MESSAGE_TRADE = 2;
export const MESSAGE_ORDER = 3;
export const MESSAGE_QUOTE = 4;
export const MESSAGE_CHECKSUM = 5;
export const MESSAGE_STATUS = 6;
export const MESSAGE_INSTRUMENT = 7;
export const MESSAGE_BAR = 8;

/** The last message of its group. */
export const FLAG_LAST = 1 << 0;
/** Part of a snapshot. */
export const FLAG_SNAPSHOT = 1 << 1;
/**
 * ORDER_EXECUTE: a TRADE message of the same group tells price and side. Without it the execution
 * is itself the trade, at the resting order's price, the aggressor on the other side.
 * TRADE: the book change is accounted for by ORDER messages of the same group.
 */
export const FLAG_BOOKED = 1 << 2;
/** TRADE: against an order that was never displayed; the book does not change. */
export const FLAG_HIDDEN = 1 << 3;
/** LEVEL: came into a feed's range without a message, or fell out of it with quantity 0 (LOBSTER). */
export const FLAG_REVEALED = 1 << 4;
/** QUOTE: comparable to the book by time only, because the venue gives no update id. */
export const FLAG_TIMED = 1 << 5;
/** QUOTE: the venue sends one at every change of its best, so the newest holds until the next. */
export const FLAG_EVERY_CHANGE = 1 << 6;

export const ORDER_ADD = 1;
/** Takes qtyLots off the order because it traded. */
export const ORDER_EXECUTE = 2;
/** Takes qtyLots off the order because its owner reduced it. */
export const ORDER_CANCEL = 3;
/** Removes what is left of the order. */
export const ORDER_DELETE = 4;
/** Removes the order and adds newId at the back of its new price's queue, on the same side. */
export const ORDER_REPLACE = 5;

/** The book is about to be rebuilt: empty it. Snapshot levels or orders follow in the group. */
export const STATUS_CLEAR = 1;
/** Messages are missing: the book is stale until the next STATUS_CLEAR. value = first id missed. */
export const STATUS_GAP = 2;
/** Trading is halted. */
export const STATUS_HALTED = 3;
/** Trading resumed, or opened. */
export const STATUS_TRADING = 4;
/** The source's input is at its end. instrumentId = −1. */
export const STATUS_END = 5;
/** A record of the input could not be read and was left out. */
export const STATUS_BAD_RECORD = 6;
/**
 * Nothing else came for a while: time goes on. instrumentId = −1. Live sources send it, so that
 * timers and staleness depend on the messages alone and come out the same in a replay.
 */
export const STATUS_TICK = 7;

export const VENUE_SIMULATED = 0;
export const VENUE_BINANCE = 1;
export const VENUE_BINANCE_USDM = 2;
export const VENUE_BINANCE_COINM = 3;
export const VENUE_COINBASE = 4;
export const VENUE_NASDAQ = 5;
export const VENUE_SHFE = 6;
/** Bars of any market: their files do not say which. */
export const VENUE_BARS = 7;
export const VENUE_KRAKEN = 8;
/** The older feed of Coinbase: another book of sequence numbers than Advanced Trade's. */
export const VENUE_COINBASE_EXCHANGE = 9;
/** Venue names by VENUE_* code. */
export const VENUE_NAMES = [
  "simulated",
  "binance",
  "binance-usdm",
  "binance-coinm",
  "coinbase",
  "nasdaq",
  "shfe",
  "bars",
  "kraken",
  "coinbase-exchange",
] as const;

/** Word (i32) offsets in a slot. */
export const MARKET_WORDS = MARKET_SLOT_BYTES / 4;
/** kind | version << 8 | flags << 16. */
export const AT_KIND = 0;
export const AT_INSTRUMENT = 1;
export const AT_PRICE = 8;
export const AT_SIDE = 9;
export const AT_BID = 8;
export const AT_ASK = 9;
export const AT_LEVELS = 8;
export const AT_CHECKSUM = 9;
export const AT_OPEN = 8;
export const AT_HIGH = 9;
export const AT_LOW = 10;
export const AT_CLOSE = 11;
export const AT_BAR_SECONDS = 14;
export const AT_BAR_TRADES = 15;
export const AT_STATUS = 8;
export const AT_DETAIL = 9;
export const AT_TICK_UNITS = 8;
export const AT_LOT_UNITS = 9;
/** priceDecimals | lotDecimals << 8 | venue << 16 | symbolLength << 24. */
export const AT_SCALES = 10;
export const AT_SYMBOL = 11;
export const SYMBOL_BYTES = 20;
export const AT_ORDER_LOW = 12;
export const AT_ORDER_HIGH = 13;
export const AT_NEW_LOW = 14;
export const AT_NEW_HIGH = 15;

/** Double (f64) offsets in a slot. */
export const MARKET_DOUBLES = MARKET_SLOT_BYTES / 8;
export const AT_EXCH_NANOS = 1;
export const AT_RECV_NANOS = 2;
export const AT_SEQUENCE = 3;
export const AT_QTY = 5;
export const AT_TRADE_ID = 6;
export const AT_BID_LOTS = 5;
export const AT_ASK_LOTS = 6;
export const AT_VALUE = 5;
export const AT_VOLUME = 6;

assert(AT_SYMBOL * 4 + SYMBOL_BYTES === MARKET_SLOT_BYTES, "an instrument message fills its slot");
assert(AT_NEW_HIGH * 4 + 4 === MARKET_SLOT_BYTES, "an order message fills its slot");

/** Packs the first word of a slot. */
export function packKind(kind: number, flags: number): number {
  return kind | (MARKET_VERSION << 8) | (flags << 16);
}

export function kindOf(word: number): number {
  return word & 0xff;
}

export function versionOf(word: number): number {
  return (word >>> 8) & 0xff;
}

export function flagsOf(word: number): number {
  return word >>> 16;
}
