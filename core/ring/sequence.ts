/** Counts beyond the 32 bits of a cursor, for stages that take over from a dead one. */

/**
 * The count that a cursor stands for.
 * @param cursor modulo 2^32, of a ring whose first cursor was 0
 * @param near about as many: within 2^31 of it
 */
export function sequenceNear(cursor: number, near: number): number {
  return near + ((cursor - near) | 0);
}
