/**
 * The frame: one state of one book on its way to a decision. The book stage claims a slot of the
 * frame ring and fills in the top; features and inference fill in the rest of that same slot, each
 * behind the stage before it. 1,024 bytes, little-endian, fields naturally aligned.
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
 *  flow since this instrument's previous frame
 *     96  buyLots           f64     lots taken by aggressive buyers             book        1
 *    104  sellLots          f64     lots taken by aggressive sellers            book        1
 *    112  buyTrades         i32     count                                       book        1
 *    116  sellTrades        i32     count                                       book        1
 *    120  lastTradeTicks    i32     NO_PRICE_TICKS = none yet                   book        1
 *    124  messages          i32     market messages of this instrument          book        1
 *    128  tradedTickLots    f64     Σ priceTicks × qtyLots                      book        1
 *
 *  book
 *    136  bidTicks          10×i32  best first; absent: NO_PRICE_TICKS          book        1
 *    176  askTicks          10×i32  best first; absent: NO_PRICE_TICKS          book        1
 *    216  bidLots           10×f64  lots; absent: 0                             book        1
 *    296  askLots           10×f64  lots; absent: 0                             book        1
 *
 *  features
 *    376  featureMask       2×u32   bit i: feature i is warm and valid          features    1
 *    384  features          64×f64  0 where the mask bit is 0, never NaN        features    1
 *
 *  prediction: this instrument's newest one
 *    896  predictedSequence f64     frame whose features were used; 0 = none    inference   1
 *    904  modelHash         i32     first word of the model's sha256            inference   1
 *    908  classes           i32     number of probabilities; 0 = none           inference   1
 *    912  probabilities     4×f64   sum to 1                                    inference   1
 *    944  reserved          80      zero
 * ```
 *
 * The four stamps are the machine's and stay out of the state hashes; all else goes in.
 */
import { assert } from "../base/assert.ts";
import { FRAME_CLASSES, FRAME_FEATURES, FRAME_LEVELS, FRAME_SLOT_BYTES } from "../base/limits.ts";

export const FRAME_VERSION = 1;

/** Levels or orders changed. */
export const EVENT_BOOK = 1;
/** One or more trades. */
export const EVENT_TRADE = 2;
/** The book was rebuilt from a snapshot in this group: changes against the last frame mean nothing. */
export const EVENT_SNAPSHOT = 4;

/** Word (i32) offsets. */
export const FRAME_WORDS = FRAME_SLOT_BYTES / 4;
/** version | event << 8 | bidLevels << 16 | askLevels << 24. */
export const F_HEAD = 0;
export const F_INSTRUMENT = 1;
export const F_BUY_TRADES = 28;
export const F_SELL_TRADES = 29;
export const F_LAST_TRADE = 30;
export const F_MESSAGES = 31;
export const F_BID_TICKS = 34;
export const F_ASK_TICKS = 44;
export const F_MASK = 94;
export const F_MODEL_HASH = 226;
export const F_CLASSES = 227;

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
export const F_BID_LOTS = 27;
export const F_ASK_LOTS = 37;
export const F_FEATURES = 48;
export const F_PREDICTED_SEQUENCE = 112;
export const F_PROBABILITIES = 114;

/** Hashed ranges, in words: [from, count]. The stamps (words 12 to 19) stay out. */
export const HASH_BOOK_HEAD = [0, 12] as const;
export const HASH_BOOK_BODY = [20, 74] as const;
export const HASH_FEATURES = [F_MASK, 2 + 2 * FRAME_FEATURES] as const;
export const HASH_PREDICTION = [224, 12] as const;

assert(F_ASK_TICKS === F_BID_TICKS + FRAME_LEVELS, "ask prices follow bid prices");
assert(F_BID_LOTS * 2 === F_ASK_TICKS + FRAME_LEVELS, "quantities follow prices");
assert(F_ASK_LOTS === F_BID_LOTS + FRAME_LEVELS, "ask quantities follow bid quantities");
assert(F_MASK === (F_ASK_LOTS + FRAME_LEVELS) * 2, "the mask follows the book");
assert(F_FEATURES * 2 === F_MASK + 2, "features follow their mask");
assert(F_PREDICTED_SEQUENCE === F_FEATURES + FRAME_FEATURES, "the prediction follows the features");
assert(F_PROBABILITIES + FRAME_CLASSES <= FRAME_DOUBLES, "a frame fits its slot");
assert(HASH_BOOK_BODY[0] + HASH_BOOK_BODY[1] === F_MASK, "the book's hash covers the book");

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
