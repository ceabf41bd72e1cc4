/**
 * Buckets of the queue imbalance qb / (qb + qa), equally wide, as the micro-price's states need them:
 *
 * ```text
 *   position   0         1         2        …        buckets
 *              ├─────────┼─────────┼────────    ─────┤
 *   bucket          0         1         2 …
 * ```
 *
 * A book on the border of two buckets belongs half to each of them. So a mirrored book always lies
 * in the mirrored buckets, and one with equal queues leans to neither side.
 *
 * Hot path: no allocation.
 */

/** 0 to `buckets`, exact on borders; NaN when both queues are empty. */
export function imbalancePosition(bidLots: number, askLots: number, buckets: number): number {
  return (buckets * bidLots) / (bidLots + askLots);
}

/** The bucket that the position lies in, or the one below when it lies on a border. */
export function lowerBucket(position: number): number {
  return position > 1 ? Math.ceil(position) - 1 : 0;
}

/** The bucket that the position lies in, or the one above when it lies on a border. */
export function upperBucket(position: number, buckets: number): number {
  return position < buckets ? Math.floor(position) : buckets - 1;
}
