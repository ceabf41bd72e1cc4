/** Days of UTC. */
import { NANOS_PER_SECOND } from "../core/base/units.ts";

export const DAY_SECONDS = 86_400;
const DAY_MILLIS = 1_000 * DAY_SECONDS;

/** The day of a time, counted from the session's epoch, which is a midnight. */
export function dayOf(nanos: number): number {
  return Math.floor(nanos / (DAY_SECONDS * NANOS_PER_SECOND));
}

/** "2012-06-21", so many days after the epoch. */
export function dateText(epochMillis: number, day: number): string {
  return new Date(epochMillis + day * DAY_MILLIS).toISOString().slice(0, 10);
}
