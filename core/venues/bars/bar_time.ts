/**
 * Times as bar files write them, to milliseconds since 1970:
 *
 * ```text
 *   1549897260  1549897260.5  1549897260000  …000  seconds, milliseconds, micro- and nanoseconds
 *   2019-02-11  20190211  2019/02/11 09:31  2019-02-11T09:31:00.250
 *   2019-02-11 09:31:00-05:00  …+0530  …Z         with a zone
 * ```
 *
 * A time without a zone is a wall clock's, and its zone has to be given from outside.
 */
import { isDigit, numberIn } from "./bar_numbers.ts";

const ZERO = 0x30;
const SPACE = 0x20;
const COLON = 0x3a;
const POINT = 0x2e;
const PLUS = 0x2b;
const MINUS = 0x2d;
const SLASH = 0x2f;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;
const SECOND_MILLIS = 1e3;
const MINUTE_MILLIS = 6e4;
const HOUR_MILLIS = 3.6e6;
const FIRST_YEAR = 1900;
const LAST_YEAR = 2200;
/** The first instant after the last year. */
const END_MILLIS = Date.UTC(LAST_YEAR + 1, 0);
const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Epoch numbers from here on are milliseconds, microseconds, nanoseconds. */
const FIRST_EPOCH_MILLIS = 1e11;
const FIRST_EPOCH_MICROS = 1e14;
const FIRST_EPOCH_NANOS = 1e17;
/** Digits of a date without dashes. */
const BARE_DATE_DIGITS = 8;

/** True when the runtime knows a zone of this name. */
export function isTimeZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}

export class BarTime {
  /** Milliseconds since 1970, UTC. */
  millis = 0;
  /** The same as the clock on the wall showed it. */
  wallMillis = 0;
  /** The text says which zone, or counts from 1970. */
  hasZone = false;
  readonly #zone: string;
  #at = 0;
  #to = 0;
  /** The zone does not change within an hour. */
  #hour = NaN;
  #offsetMillis = 0;

  /** @param zone of times that do not say theirs */
  constructor(zone = "UTC") {
    this.#zone = zone;
  }

  /** @returns false when `bytes[from..to)` is no time */
  parse(bytes: Uint8Array, from: number, to: number): boolean {
    this.#at = from;
    this.#to = to;
    let digits = 0;
    while (from + digits < to && isDigit(bytes[from + digits])) digits++;
    const isNumber = from + digits === to || bytes[from + digits] === POINT;
    if (digits > BARE_DATE_DIGITS && isNumber) return this.#parseEpoch(bytes, from, to);
    if (!this.#parseDate(bytes, digits)) return false;
    if (this.#at < to && !this.#parseTimeOfDay(bytes)) return false;
    return this.#parseZone(bytes);
  }

  #parseEpoch(bytes: Uint8Array, from: number, to: number): boolean {
    const number = numberIn(bytes, from, to);
    const millis = number < FIRST_EPOCH_MILLIS
      ? number * SECOND_MILLIS
      : number < FIRST_EPOCH_MICROS
      ? number
      : number < FIRST_EPOCH_NANOS
      ? number / 1e3
      : number / 1e6;
    this.millis = Math.round(millis);
    this.wallMillis = this.millis;
    this.hasZone = true;
    return this.millis < END_MILLIS;
  }

  /** "2019-02-11", or "20190211". */
  #parseDate(bytes: Uint8Array, digits: number): boolean {
    const mark = digits === 4 ? bytes[this.#at + 4] : 0;
    const isMarked = mark === MINUS || mark === SLASH || mark === POINT;
    if (!isMarked && digits !== BARE_DATE_DIGITS) return false;
    const year = this.#number(bytes, 4);
    if (isMarked && !this.#takes(bytes, mark)) return false;
    const month = this.#number(bytes, 2);
    if (isMarked && !this.#takes(bytes, mark)) return false;
    const day = this.#number(bytes, 2);
    if (!(year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12)) return false;
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const days = month === 2 && !isLeap ? 28 : DAYS_OF_MONTH[month - 1];
    this.wallMillis = Date.UTC(year, month - 1, day);
    return day >= 1 && day <= days;
  }

  /** " 09:31", "T09:31:00.250". */
  #parseTimeOfDay(bytes: Uint8Array): boolean {
    if (!this.#takes(bytes, SPACE) && !this.#takes(bytes, LETTER_T)) return false;
    const hour = this.#number(bytes, 2);
    if (!(hour >= 0 && hour <= 23) || !this.#takes(bytes, COLON)) return false;
    const minute = this.#number(bytes, 2);
    if (!(minute >= 0 && minute <= 59)) return false;
    let second = 0;
    if (this.#takes(bytes, COLON)) {
      second = this.#number(bytes, 2);
      if (!(second >= 0 && second <= 59)) return false;
    }
    this.wallMillis += hour * HOUR_MILLIS + minute * MINUTE_MILLIS + second * SECOND_MILLIS;
    if (!this.#takes(bytes, POINT)) return true;
    let step = 100;
    let millis = 0;
    for (; this.#at < this.#to && isDigit(bytes[this.#at]); this.#at++, step /= 10) {
      millis += (bytes[this.#at] - ZERO) * step;
    }
    this.wallMillis += Math.floor(millis);
    return true;
  }

  /** "Z", "+00:00", "-0500", "+05", or nothing. */
  #parseZone(bytes: Uint8Array): boolean {
    this.hasZone = true;
    if (this.#at === this.#to) {
      this.hasZone = false;
      this.millis = this.wallMillis - this.#offsetAt(this.wallMillis);
      return true;
    }
    if (this.#takes(bytes, LETTER_Z)) {
      this.millis = this.wallMillis;
      return this.#at === this.#to;
    }
    const sign = this.#takes(bytes, PLUS) ? 1 : this.#takes(bytes, MINUS) ? -1 : 0;
    const hours = this.#number(bytes, 2);
    this.#takes(bytes, COLON);
    const minutes = this.#at === this.#to ? 0 : this.#number(bytes, 2);
    this.millis = this.wallMillis - sign * (hours * HOUR_MILLIS + minutes * MINUTE_MILLIS);
    return sign !== 0 && hours >= 0 && hours <= 18 && minutes >= 0 && minutes <= 59 &&
      this.#at === this.#to;
  }

  /** How far the wall clock is ahead of UTC. Where clocks are set back, the earlier of two counts. */
  #offsetAt(wallMillis: number): number {
    if (this.#zone === "UTC") return 0;
    const hour = Math.floor(wallMillis / HOUR_MILLIS);
    if (hour !== this.#hour) {
      this.#hour = hour;
      const wall = Temporal.Instant.fromEpochMilliseconds(hour * HOUR_MILLIS)
        .toZonedDateTimeISO("UTC").toPlainDateTime();
      const { epochMilliseconds } = wall.toZonedDateTime(this.#zone);
      this.#offsetMillis = hour * HOUR_MILLIS - epochMilliseconds;
    }
    return this.#offsetMillis;
  }

  /** The next `count` characters as a number; −1 when they are not all digits. */
  #number(bytes: Uint8Array, count: number): number {
    if (this.#at + count > this.#to) return -1;
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++) {
      if (!isDigit(bytes[this.#at])) return -1;
      value = value * 10 + bytes[this.#at] - ZERO;
    }
    return value;
  }

  /** Steps over this character if it comes next. */
  #takes(bytes: Uint8Array, character: number): boolean {
    if (this.#at === this.#to || bytes[this.#at] !== character) return false;
    this.#at++;
    return true;
  }
}
