/**
 * The execution report: what a venue or the simulated exchange says about an order. One slot of 64
 * bytes, little-endian, fields naturally aligned, reserved bytes zero, fields only appended.
 *
 * ```text
 * offset  field          type   unit, sentinel                                        since
 *      0  kind           u8     template id, REPORT_*                                 1
 *      1  version        u8     REPORT_VERSION                                        1
 *      2  flags          u16    REPORT_FLAG_* bits                                    1
 *      4  instrumentId   i32                                                          1
 *      8  orderId        f64    the command's                                         1
 *     16  exchNanos      f64    when it happened there, ns since the epoch            1
 *     24  recvNanos      f64    when it is known here, ns since the epoch             1
 *     32  priceTicks     i32    FILLED: of this fill; else NO_PRICE_TICKS             1
 *     36  reason         i32    REJECTED, CANCELLED, …: REASON_*; 0 = none            1
 *     40  qtyLots        f64    FILLED: of this fill; MODIFIED: the new total         1
 *     48  leavesLots     f64    still open after this                                 1
 *     56  feeQuote       f64    FILLED: paid in quote currency; below 0 = a rebate    1
 * ```
 */
export const REPORT_VERSION = 1;

export const REPORT_ACCEPTED = 1;
export const REPORT_REJECTED = 2;
export const REPORT_FILLED = 3;
export const REPORT_CANCELLED = 4;
export const REPORT_EXPIRED = 5;
export const REPORT_MODIFIED = 6;
/** The order is as it was: there was nothing to cancel or modify, or it came too late. */
export const REPORT_CANCEL_REJECTED = 7;
/** Nobody knows what became of the command; the order counts as open until that is found out. */
export const REPORT_UNKNOWN = 8;

/**
 * A perpetual's funding: orderId 0, priceTicks the mark, feeQuote what each lot of a long position
 * pays (below 0: receives; a short position the other way round), qtyLots 0.
 */
export const REPORT_FUNDING = 9;

/**
 * What the venue holds for us in an instrument: at the start, and where it was found to differ from
 * what the fills make. qtyLots: signed, over all accounts in the instrument; priceTicks: what it cost
 * on average (NO_PRICE_TICKS = nobody knows, the mark counts); orderId: whose account takes the
 * difference, 0 = the first in the instrument; reason: REASON_NONE at the start, else why.
 */
export const REPORT_POSITION = 10;

/** The fill made liquidity instead of taking it. */
export const REPORT_FLAG_MAKER = 1 << 0;

/** Slots of the report ring: several reports of each command on its way. */
export const REPORT_RING_SLOTS = 4_096;
export const REPORT_SLOT_BYTES = 64;
export const REPORT_WORDS = 16;
export const REPORT_DOUBLES = 8;

/** Word (i32) offsets. */
/** kind | version << 8 | flags << 16. */
export const R_KIND = 0;
export const R_INSTRUMENT = 1;
export const R_PRICE = 8;
export const R_REASON = 9;
/** Double (f64) offsets. */
export const R_ORDER_ID = 1;
export const R_EXCH_NANOS = 2;
export const R_RECV_NANOS = 3;
export const R_QTY = 5;
export const R_LEAVES = 6;
export const R_FEE = 7;

/** Why a command was refused, here or there. */
export const REASON_NONE = 0;
export const REASON_BAD_QUANTITY = 1;
export const REASON_BAD_PRICE = 2;
export const REASON_OFF_TICK = 3;
export const REASON_OFF_LOT = 4;
export const REASON_TOO_SMALL = 5;
export const REASON_TOO_LARGE = 6;
export const REASON_UNKNOWN_ORDER = 7;
export const REASON_DUPLICATE_ORDER = 8;
export const REASON_WOULD_TAKE = 9;
export const REASON_NOT_FILLABLE = 10;
export const REASON_NO_LIQUIDITY = 11;
export const REASON_WOULD_INCREASE = 12;
export const REASON_SELF_TRADE = 13;
export const REASON_UNKNOWN_INSTRUMENT = 14;
export const REASON_TOO_LATE = 15;
export const REASON_BY_TRADER = 16;
export const REASON_BY_VENUE = 17;
/** Fields that mean nothing or exclude each other, such as a post-only market order. */
export const REASON_BAD_ORDER = 18;
/** Trading in the instrument is halted. */
export const REASON_HALTED = 19;
/** The request was lost on its way: the venue never had the order. */
export const REASON_NOT_ARRIVED = 20;
/** The venue's limits of requests or orders are used up. */
export const REASON_RATE_LIMIT = 21;
export const REASON_NO_FUNDS = 22;
/** The venue does not accept our keys, or their rights. */
export const REASON_NO_ACCESS = 23;
/** The gateway lets nothing new out: it is stopping, or was told to cancel everything. */
export const REASON_STOPPING = 24;
/** Part of what was bought was kept as the fee. */
export const REASON_FEE_IN_KIND = 25;
/** The venue holds something else than our fills make. */
export const REASON_DIFFERED = 26;
/** Reasons of the risk gate begin here: see core/trading/risk. */
export const REASON_RISK = 32;

/** Packs the first word of a report. */
export function packReport(kind: number, flags: number): number {
  return kind | (REPORT_VERSION << 8) | (flags << 16);
}
