/**
 * The frame: one state of one book on its way to a decision. The book stage claims a slot of the
 * frame ring and fills in the top; features and inference fill in the rest of that same slot, each
 * behind the stage before it. 1,280 bytes, little-endian, fields naturally aligned.
 *
 * ```text
 * offset  field             type    unit, sentinel                              written by  since
 *      0  version           u8      FRAME_VERSION                               book        1
 *      1  event             u8      EVENT_* bits: what the group changed        book        1
 *      2  bidLevels         u8      levels present, 0..10                       book        1
 *      3  askLevels         u8      levels present, 0..10                       book        1
 *      4  instrumentId      i32                                                 book        1
 *      8  frameSequence     f64     1-based, this ring's                        book        1
 *     16  marketSequence    f64     slots of the market ring read so far        book        1
 *     24  sequence          f64     venue's update id of the group; 0 = none    book        1
 *     32  exchNanos         f64     venue's time, ns since the epoch            book        1
 *     40  recvNanos         f64     time of receipt, ns since the epoch         book        1
 *     48  ingestStampNanos  f64     published by ingest (session clock)         book        1
 *     56  bookStampNanos    f64     published by book                           book        1
 *     64  featureStampNanos f64     published by features                       features    1
 *     72  inferStampNanos   f64     published by inference                      inference   1
 *     80  priceUnit         f64     price of one tick in quote currency         book        1
 *     88  qtyUnit           f64     size of one lot in base currency            book        1
 *
 *  flow since this instrument's previous frame; of a bar, the bar's own
 *     96  buyLots           f64     lots taken by aggressive buyers             book        1
 *    104  sellLots          f64     lots taken by aggressive sellers            book        1
 *    112  buyTrades         i32     count                                       book        1
 *    116  sellTrades        i32     count                                       book        1
 *    120  lastTradeTicks    i32     NO_PRICE_TICKS = none yet; a bar's close    book        1
 *    124  messages          i32     market messages of this instrument          book        1
 *    128  tradedTickLots    f64     Σ priceTicks × qtyLots                      book        1
 *    136  firstTradeTicks   i32     NO_PRICE_TICKS = no trade; a bar's open     book        2
 *    140  highTradeTicks    i32     NO_PRICE_TICKS = no trade                   book        2
 *    144  lowTradeTicks     i32     NO_PRICE_TICKS = no trade                   book        2
 *    148  barSeconds        i32     length of the bar; 0 = not a bar            book        2
 *    152  unsignedLots      f64     lots traded of which no side is known       book        2
 *
 *  book; a bar has none
 *    160  bidTicks          10×i32  best first; absent: NO_PRICE_TICKS          book        1
 *    200  askTicks          10×i32  best first; absent: NO_PRICE_TICKS          book        1
 *    240  bidLots           10×f64  lots; absent: 0                             book        1
 *    320  askLots           10×f64  lots; absent: 0                             book        1
 *
 *  features, as models read them: single precision
 *    400  featureMask       6×u32   bit i: feature i is warm and valid          features    1
 *    424  features          192×f32 0 where the mask bit is 0, never NaN        features    2
 *
 *  prediction: this instrument's newest one
 *   1192  predictedSequence f64     frame whose features were used; 0 = none    inference   1
 *   1200  modelHash         i32     first word of the model's sha256            inference   1
 *   1204  classes           i32     number of probabilities; 0 = none           inference   1
 *   1208  probabilities     4×f64   sum to 1                                    inference   1
 *   1240  reserved          40      zero
 * ```
 *
 * The four stamps are the machine's and stay out of the state hashes; all else goes in.
 */
import { assert } from "../base/assert.ts";
import { FRAME_CLASSES, FRAME_FEATURES, FRAME_LEVELS, FRAME_SLOT_BYTES } from "../base/limits.ts";

export const FRAME_VERSION = 2;

/** Levels or orders changed. */
export const EVENT_BOOK = 1;
/** One or more trades. */
export const EVENT_TRADE = 2;
/** The book was rebuilt from a snapshot in this group: changes against the last frame mean nothing. */
export const EVENT_SNAPSHOT = 4;
/** The frame is a bar of a source without a book: it ends at recvNanos. Its mid is its close. */
export const EVENT_BAR = 8;

/** Word (i32) offsets. */
export const FRAME_WORDS = FRAME_SLOT_BYTES / 4;
/** version | event << 8 | bidLevels << 16 | askLevels << 24. */
export const F_HEAD = 0;
export const F_INSTRUMENT = 1;
export const F_BUY_TRADES = 28;
export const F_SELL_TRADES = 29;
export const F_LAST_TRADE = 30;
export const F_MESSAGES = 31;
export const F_FIRST_TRADE = 34;
export const F_HIGH_TRADE = 35;
export const F_LOW_TRADE = 36;
export const F_BAR_SECONDS = 37;
export const F_BID_TICKS = 40;
export const F_ASK_TICKS = 50;
/** The mask, a bit a feature. */
export const F_MASK = 100;
export const MASK_WORDS = FRAME_FEATURES / 32;
/** The bits of the features; a Float32Array over the same memory has the same offsets. */
export const F_FEATURES = 106;
export const F_MODEL_HASH = 300;
export const F_CLASSES = 301;

/** Double (f64) offsets. */
export const FRAME_DOUBLES = FRAME_SLOT_BYTES / 8;
export const F_FRAME_SEQUENCE = 1;
export const F_MARKET_SEQUENCE = 2;
export const F_SEQUENCE = 3;
export const F_EXCH_NANOS = 4;
export const F_RECV_NANOS = 5;
export const F_INGEST_STAMP = 6;
export const F_BOOK_STAMP = 7;
export const F_FEATURE_STAMP = 8;
export const F_INFER_STAMP = 9;
export const F_PRICE_UNIT = 10;
export const F_QTY_UNIT = 11;
export const F_BUY_LOTS = 12;
export const F_SELL_LOTS = 13;
export const F_TRADED_TICK_LOTS = 16;
export const F_UNSIGNED_LOTS = 19;
export const F_BID_LOTS = 30;
export const F_ASK_LOTS = 40;
export const F_PREDICTED_SEQUENCE = 149;
export const F_PROBABILITIES = 151;

/** Hashed ranges, in words: [from, count]. The stamps (words 12 to 19) stay out. */
export const HASH_BOOK_HEAD = [0, 12] as const;
export const HASH_BOOK_BODY = [20, 80] as const;
export const HASH_PREDICTION = [298, 12] as const;

assert(F_UNSIGNED_LOTS * 2 === F_BAR_SECONDS + 1, "the flow has no holes");
assert(F_BID_TICKS === F_UNSIGNED_LOTS * 2 + 2, "the book follows the flow");
assert(F_ASK_TICKS === F_BID_TICKS + FRAME_LEVELS, "ask prices follow bid prices");
assert(F_BID_LOTS * 2 === F_ASK_TICKS + FRAME_LEVELS, "quantities follow prices");
assert(F_ASK_LOTS === F_BID_LOTS + FRAME_LEVELS, "ask quantities follow bid quantities");
assert(F_MASK === (F_ASK_LOTS + FRAME_LEVELS) * 2, "the mask follows the book");
assert(F_FEATURES === F_MASK + MASK_WORDS, "features follow their mask");
assert(F_PREDICTED_SEQUENCE * 2 === F_FEATURES + FRAME_FEATURES, "the prediction follows them");
assert(F_PROBABILITIES + FRAME_CLASSES <= FRAME_DOUBLES, "a frame fits its slot");
assert(HASH_BOOK_BODY[0] + HASH_BOOK_BODY[1] === F_MASK, "the book's hash covers the book");
assert(HASH_PREDICTION[0] === F_PREDICTED_SEQUENCE * 2, "the prediction's hash begins with it");

/** Packs the first word of a frame. */
export function packHead(event: number, bidLevels: number, askLevels: number): number {
  return FRAME_VERSION | (event << 8) | (bidLevels << 16) | (askLevels << 24);
}

export function eventOf(head: number): number {
  return (head >>> 8) & 0xff;
}

export function bidLevelsOf(head: number): number {
  return (head >>> 16) & 0xff;
}

export function askLevelsOf(head: number): number {
  return head >>> 24;
}
