/**
 * The checksum of a book's first levels, carried by a CHECKSUM message: the writer hashes what the
 * venue or the file says the book is, the book stage hashes what it built.
 *
 * Order of the words: for each level from the best, ask ticks, ask lots, bid ticks, bid lots; an
 * absent level goes in as ticks 0, lots 0. Lots go in modulo 2^32.
 *
 * Hot path: no allocation.
 */

export const CHECKSUM_SEED = 0x2545_f491;

/** Adds one level of one side. */
export function checksumLevel(state: number, priceTicks: number, qtyLots: number): number {
  let h = Math.imul(state ^ priceTicks, 0x9e37_79b1);
  h ^= h >>> 15;
  h = Math.imul(h ^ (qtyLots | 0), 0x85eb_ca77);
  return h ^ (h >>> 13);
}
