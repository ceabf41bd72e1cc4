/** How long to wait before the next try: doubling, with a bound. */
const FIRST_MILLIS = 20;
const LONGEST_MILLIS = 2_000;

/** @param tries in vain so far, from 0 */
export function pauseMillis(tries: number): number {
  return Math.min(FIRST_MILLIS * 2 ** Math.min(tries, 10), LONGEST_MILLIS);
}
