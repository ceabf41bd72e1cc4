/**
 * ISO 8601 instants in UTC straight from bytes, to the nanosecond: "2026-08-09T21:05:48.228568804Z",
 * with none to nine digits after the point.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND } from "../../base/units.ts";

const ZERO = 0x30;
const DASH = 0x2d;
const COLON = 0x3a;
const POINT = 0x2e;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;
const SECONDS_PER_DAY = 86_400;
/** "YYYY-MM-DDTHH:MM:SSZ" */
const SHORTEST = 20;
const MAX_FRACTION_DIGITS = 9;
const NO_NUMBER = -1;

export class IsoTime {
  #seconds = 0;
  #nanos = 0;

  /** @returns false when `bytes[from..to)` is no such instant */
  parse(bytes: Uint8Array, from: number, to: number): boolean {
    if (to - from < SHORTEST || bytes[to - 1] !== LETTER_Z) return false;
    if (bytes[from + 4] !== DASH || bytes[from + 7] !== DASH) return false;
    if (bytes[from + 10] !== LETTER_T) return false;
    if (bytes[from + 13] !== COLON || bytes[from + 16] !== COLON) return false;
    const year = digits(bytes, from, 4);
    const month = digits(bytes, from + 5, 2);
    const day = digits(bytes, from + 8, 2);
    const hour = digits(bytes, from + 11, 2);
    const minute = digits(bytes, from + 14, 2);
    const second = digits(bytes, from + 17, 2);
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31) return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
      return false;
    }
    const nanos = fraction(bytes, from + SHORTEST - 1, to - 1);
    if (nanos === NO_NUMBER) return false;
    this.#seconds = daysSince1970(year, month, day) * SECONDS_PER_DAY + hour * 3_600 +
      minute * 60 + second;
    this.#nanos = nanos;
    return true;
  }

  /** Nanoseconds since an epoch of whole seconds, exact. */
  nanosSince(epochMillis: number): number {
    return (this.#seconds - epochMillis / 1_000) * NANOS_PER_SECOND + this.#nanos;
  }
}

function digits(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let i = from; i < from + count; i++) {
    const digit = bytes[i] - ZERO;
    if (digit >>> 0 > 9) return NO_NUMBER;
    value = (Math.imul(value, 10) + digit) | 0;
  }
  return value;
}

/** Nanoseconds of ".228568", or of nothing. */
function fraction(bytes: Uint8Array, from: number, to: number): number {
  if (from === to) return 0;
  const count = to - from - 1;
  if (bytes[from] !== POINT || count < 1 || count > MAX_FRACTION_DIGITS) return NO_NUMBER;
  let nanos = digits(bytes, from + 1, count);
  if (nanos === NO_NUMBER) return NO_NUMBER;
  for (let i = count; i < MAX_FRACTION_DIGITS; i++) nanos *= 10;
  return nanos;
}

/** Days of the Gregorian calendar, counted in years that start in March, so that leap days come last. */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const marchMonth = month > 2 ? month - 3 : month + 9;
  const dayOfYear = Math.floor((153 * marchMonth + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) +
    Math.floor(marchYear / 400);
  return 365 * marchYear + leapDays + dayOfYear - 719_468;
}
