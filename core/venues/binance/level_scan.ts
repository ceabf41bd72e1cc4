/**
 * The levels of one side of a book, `[["61737.63","0.5"],…]`, into the buffer of a record. Nearly
 * all of them look like the one before; those that do not take a path of their own, which also keeps
 * their larger numbers out of the loop's integer registers.
 *
 * Hot path: no allocation.
 */
import { bareWord, fourDigits, NON_DIGIT_BITS, nonDigits } from "../../base/four_digits.ts";
import type { LevelBuffer } from "../level_buffer.ts";
import { POINT_BYTE, type QuotedDecimal } from "./quoted_decimal.ts";
import type { Lane } from "./lane.ts";
import { DECLINED, type RecordText } from "./record_text.ts";

const COMMA = 0x2c;
const CLOSE_ARRAY = 0x5d;
/** Characters as `getInt16(at, true)` reads them. */
const LEVEL_HEAD = 0x225b; // ["
const LEVEL_TAIL = 0x5d22; // "]
const BETWEEN = 0x22_2c22; // ","
const MAX_TICKS = 0x7fff_ffff;
/** `["1","1"],` */
const SHORTEST_LEVEL_BYTES = 10;

/**
 * @param from where the array opens
 * @returns the position behind it, or DECLINED
 */
export function scanLevels(
  text: RecordText,
  from: number,
  lane: Lane,
  areAsks: boolean,
  levels: LevelBuffer,
): number {
  const { bytes, to } = text;
  let at = from + 1;
  if (bytes[at] === CLOSE_ARRAY) return at + 1;
  levels.reserve(Math.ceil((to - from) / SHORTEST_LEVEL_BYTES));
  for (;;) {
    at = scanAlike(text.view, at, to, lane.quotedPrice, lane.quotedQty, levels);
    if (bytes[at - 1] === CLOSE_ARRAY) break;
    at = scanOther(text, at, lane, areAsks, levels);
    if (at === DECLINED) return DECLINED;
    if (bytes[at] !== COMMA) break;
    if (++at >= to) return DECLINED;
  }
  return bytes[at] === CLOSE_ARRAY ? at + 1 : DECLINED;
}

/**
 * Scans as many levels as look alike. Calls nothing that is not inlined, so that all it knows of
 * its arguments stays in registers.
 * @returns the position behind the last one, or of the one that looks different
 */
function scanAlike(
  view: DataView,
  from: number,
  to: number,
  price: QuotedDecimal,
  qty: QuotedDecimal,
  levels: LevelBuffer,
): number {
  const { priceTicks, qtyLots } = levels;
  let count = levels.count;
  let at = from;
  while (at < to) {
    let wrong = (view.getInt16(at, true) ^ LEVEL_HEAD) & 0xffff;
    let flags = 0;
    let bare = 0;

    const pricePoint = at + 2 + price.whole;
    const priceFirst = bareWord(view, pricePoint + 1);
    const priceSecond = bareWord(view, pricePoint + 5);
    wrong |= (priceFirst & price.zeros1) | (priceSecond & price.zeros2);
    bare = (view.getInt32(pricePoint - 3, true) ^ price.pattern) & price.lowMask;
    wrong |= bare & POINT_BYTE;
    bare <<= 8;
    flags |= nonDigits(bare);
    let ticks = fourDigits(bare);
    if (price.highMask !== 0) {
      bare = bareWord(view, pricePoint - 7) & price.highMask;
      flags |= nonDigits(bare);
      ticks = (ticks + Math.imul(fourDigits(bare), 1_000)) | 0;
    }
    if (price.kept1 > 0) {
      bare = priceFirst << price.shift1;
      flags |= nonDigits(bare);
      ticks = (Math.imul(ticks, price.scale1) + fourDigits(bare)) | 0;
    }
    if (price.kept2 > 0) {
      bare = priceSecond << price.shift2;
      flags |= nonDigits(bare);
      ticks = (Math.imul(ticks, price.scale2) + fourDigits(bare)) | 0;
    }

    const qtyFrom = at + price.length + 5;
    wrong |= (view.getInt32(qtyFrom - 3, true) ^ BETWEEN) & 0xff_ffff;

    const qtyPoint = qtyFrom + qty.whole;
    const qtyFirst = bareWord(view, qtyPoint + 1);
    const qtySecond = bareWord(view, qtyPoint + 5);
    wrong |= (qtyFirst & qty.zeros1) | (qtySecond & qty.zeros2);
    bare = (view.getInt32(qtyPoint - 3, true) ^ qty.pattern) & qty.lowMask;
    wrong |= bare & POINT_BYTE;
    bare <<= 8;
    flags |= nonDigits(bare);
    let lots = fourDigits(bare);
    if (qty.highMask !== 0) {
      bare = bareWord(view, qtyPoint - 7) & qty.highMask;
      flags |= nonDigits(bare);
      lots = (lots + Math.imul(fourDigits(bare), 1_000)) | 0;
    }
    if (qty.kept1 > 0) {
      bare = qtyFirst << qty.shift1;
      flags |= nonDigits(bare);
      lots = (Math.imul(lots, qty.scale1) + fourDigits(bare)) | 0;
    }
    if (qty.kept2 > 0) {
      bare = qtySecond << qty.shift2;
      flags |= nonDigits(bare);
      lots = (Math.imul(lots, qty.scale2) + fourDigits(bare)) | 0;
    }

    const qtyTo = qtyFrom + qty.length;
    const tail = view.getInt32(qtyTo, true);
    wrong |= ((tail ^ LEVEL_TAIL) & 0xffff) | (flags & NON_DIGIT_BITS);
    if (wrong !== 0 || ticks === 0) break;
    priceTicks[count] = ticks;
    qtyLots[count] = lots;
    count++;
    at = qtyTo + 2;
    if (((tail >> 16) & 0xff) !== COMMA) break;
    at++;
  }
  levels.count = count;
  return at;
}

/** One level of any numbers. @returns the position behind it */
function scanOther(
  text: RecordText,
  from: number,
  { quotedPrice, quotedQty }: Lane,
  areAsks: boolean,
  levels: LevelBuffer,
): number {
  if (text.view.getInt16(from, true) !== LEVEL_HEAD) return DECLINED;
  const priceTo = quotedPrice.scanAnew(text, from + 2);
  if (priceTo === DECLINED) return DECLINED;
  if ((text.view.getInt32(priceTo, true) & 0xff_ffff) !== BETWEEN) return DECLINED;
  const qtyTo = quotedQty.scanAnew(text, priceTo + 3);
  if (qtyTo === DECLINED || text.view.getInt16(qtyTo, true) !== LEVEL_TAIL) return DECLINED;
  if (quotedPrice.steps === 0) return DECLINED;
  if (quotedPrice.steps <= MAX_TICKS) levels.push(quotedPrice.steps, quotedQty.steps);
  else if (areAsks) levels.farCount++;
  else return DECLINED;
  return qtyTo + 2;
}
