/**
 * The checksum of a book's first levels, carried by a CHECKSUM message: the writer hashes what the
 * venue or the file says the book is, the book stage hashes what it built.
 *
 * A price and its quantity are one quote; the quotes stand in a row: ask 1, bid 1, ask 2, bid 2 and
 * so on from the best. The checksum is the sum of their shares modulo 2^32, so that whoever keeps
 * it has to look at nothing but the quotes that changed, and the two sides add up apart. An absent
 * level has ticks 0 and lots 0. Lots go in modulo 2^32.
 *
 * Hot path: no allocation.
 */

/** A quote's part of the checksum; `position` is its place in the row, from 0. */
export function checksumShare(position: number, priceTicks: number, qtyLots: number): number {
  let h = Math.imul(priceTicks ^ Math.imul(position + 1, 0xc2b2_ae3d), 0x9e37_79b1);
  h ^= h >>> 15;
  h = Math.imul(h ^ (qtyLots | 0), 0x85eb_ca77);
  return h ^ (h >>> 13);
}
