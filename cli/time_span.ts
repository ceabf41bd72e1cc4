/** Spans of real time on the command line: 250ms, 60s, 15min, 24h. */
import { UserError } from "../core/base/errors.ts";

const UNITS_MILLIS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};
/** A year. */
const LONGEST_MILLIS = 365 * 24 * 3_600_000;

/** @returns milliseconds, at least one */
export function timeSpanOf(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|min|h)$/.exec(text.trim());
  const millis = match === null ? NaN : Number(match[1]) * UNITS_MILLIS[match[2]];
  if (millis >= 1 && millis <= LONGEST_MILLIS) return Math.round(millis);
  throw new UserError(`${option} ${text}: must be a time such as 250ms, 60s, 15min or 24h`);
}
