/**
 * The order command: what the risk gate lets out, towards a venue or the simulated exchange. One slot
 * of 64 bytes, little-endian, fields naturally aligned, reserved bytes zero, fields only appended.
 *
 * ```text
 * offset  field          type   unit, sentinel                                        since
 *      0  kind           u8     template id, COMMAND_*                                1
 *      1  version        u8     COMMAND_VERSION                                       1
 *      2  flags          u16    ORDER_FLAG_* bits                                     1
 *      4  instrumentId   i32                                                          1
 *      8  orderId        f64    1-based, counted by the trading stage                 1
 *     16  sentNanos      f64    event time of the decision, ns since the epoch        1
 *     24  side           u8     SIDE_*                                                1
 *     25  type           u8     TYPE_*                                                1
 *     26  timeInForce    u8     TIF_*                                                 1
 *     27  selfTrade      u8     SELF_TRADE_*                                          1
 *     28  strategyId     i32    0-based, order of registration                        1
 *     32  priceTicks     i32    NO_PRICE_TICKS = none (market orders)                 1
 *     36  stopTicks      i32    NO_PRICE_TICKS = none                                 1
 *     40  qtyLots        f64    NEW: the order's; MODIFY: the new total               1
 *     48  displayLots    f64    shown at a time; 0 = all                              1
 *     56  expireNanos    f64    TIF_GTD: event time; 0 = none                         1
 * ```
 *
 * A CANCEL names an orderId and nothing else; CANCEL_ALL with instrumentId −1 means all of them.
 */
export const COMMAND_VERSION = 1;

export const COMMAND_NEW = 1;
export const COMMAND_CANCEL = 2;
/** Less quantity at the same price keeps its place in the queue, anything else loses it. */
export const COMMAND_MODIFY = 3;
export const COMMAND_CANCEL_ALL = 4;

export const TYPE_LIMIT = 0;
export const TYPE_MARKET = 1;
export const TYPE_STOP = 2;
export const TYPE_STOP_LIMIT = 3;

export const TIF_GTC = 0;
export const TIF_IOC = 1;
export const TIF_FOK = 2;
export const TIF_GTD = 3;

/** What happens when an order meets another one of its own account. Same codes as the engine's. */
export const SELF_TRADE_ALLOW = 0;
/** What is left of the incoming order is cancelled. */
export const SELF_TRADE_CANCEL_NEWEST = 1;
/** The resting order is cancelled. */
export const SELF_TRADE_CANCEL_OLDEST = 2;
export const SELF_TRADE_CANCEL_BOTH = 3;
/** Both lose the lots of the smaller, which so is cancelled. */
export const SELF_TRADE_DECREMENT = 4;

/** Rejected rather than taking liquidity. */
export const ORDER_FLAG_POST_ONLY = 1 << 0;
/** Never makes the position larger or turns it. */
export const ORDER_FLAG_REDUCE_ONLY = 1 << 1;

/** Slots of the order ring: a second of the busiest account that any venue lets trade. */
export const ORDER_RING_SLOTS = 1_024;
export const COMMAND_SLOT_BYTES = 64;
export const COMMAND_WORDS = 16;
export const COMMAND_DOUBLES = 8;

/** Word (i32) offsets. */
/** kind | version << 8 | flags << 16. */
export const C_KIND = 0;
export const C_INSTRUMENT = 1;
/** side | type << 8 | timeInForce << 16 | selfTrade << 24. */
export const C_SIDE = 6;
export const C_STRATEGY = 7;
export const C_PRICE = 8;
export const C_STOP = 9;
/** Double (f64) offsets. */
export const C_ORDER_ID = 1;
export const C_SENT_NANOS = 2;
export const C_QTY = 5;
export const C_DISPLAY = 6;
export const C_EXPIRE = 7;

/** Packs the first word of a command. */
export function packCommand(kind: number, flags: number): number {
  return kind | (COMMAND_VERSION << 8) | (flags << 16);
}

/** Packs what an order is. */
export function packOrder(side: number, type: number, timeInForce: number, selfTrade = 0): number {
  return side | (type << 8) | (timeInForce << 16) | (selfTrade << 24);
}
