/**
 * The state hash of a book: every level from the best, with its total and its orders in priority.
 * Two books with equal hashes will answer equal commands equally. Cold: walks the whole book.
 */
import type { Fold } from "../base/fold.ts";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../base/units.ts";
import type { L3Book } from "./l3_book.ts";

const RECORD_WORDS = 4;
const recordWords = new Int32Array(RECORD_WORDS);
const recordDoubles = new Float64Array(recordWords.buffer);

/** Folds both sides: a record a level (price, side, total), then one an order (id, quantity). */
export function foldBook(book: L3Book, fold: Fold): void {
  foldSide(book, SIDE_BID, fold);
  foldSide(book, SIDE_ASK, fold);
}

/** Folds one record; the naive twins in the tests build theirs from the same. */
export function foldRecord(fold: Fold, first: number, second: number, lots: number): void {
  recordWords[0] = first;
  recordWords[1] = second;
  recordDoubles[1] = lots;
  fold.words(recordWords, 0, RECORD_WORDS);
}

function foldSide(book: L3Book, side: number, fold: Fold): void {
  const ladder = book.depth.side(side);
  for (let price = ladder.bestTicks; price !== NO_PRICE_TICKS; price = ladder.nextTicks(price)) {
    foldRecord(fold, price, side, ladder.lotsAt(price));
    for (let order = book.firstAt(side, price); order !== 0; order = book.nextOf(order)) {
      foldRecord(fold, book.idLowOf(order), book.idHighOf(order), book.lotsOf(order));
    }
  }
}
