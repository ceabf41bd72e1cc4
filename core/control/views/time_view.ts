/** Times as the API shows them. */
import { NANOS_PER_MILLI } from "../../base/units.ts";
import type { EventTime } from "../contract/conventions.ts";

/** ms since 1970 → "2026-01-05T14:30:00.123Z". */
export function isoOf(millis: number): string {
  return new Date(millis).toISOString();
}

/** @param nanos since `epochMillis`, a whole number of milliseconds */
export function eventTime(epochMillis: number, nanos: number): EventTime {
  const millis = Math.floor(nanos / NANOS_PER_MILLI);
  const rest = Math.floor(nanos - millis * NANOS_PER_MILLI);
  const iso = new Date(epochMillis + millis).toISOString();
  return { nanos, iso: `${iso.slice(0, -1)}${String(rest).padStart(6, "0")}Z` };
}
