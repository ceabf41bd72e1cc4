/**
 * The time of receipt at the start of a raw line: 19 digits, nanoseconds since 1970, a space. A
 * float64 cannot hold such a number, so seconds and nanoseconds are kept apart until the session's
 * epoch is taken off.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_MILLI, NANOS_PER_SECOND } from "../../base/units.ts";

const SECONDS_DIGITS = 10;
const DIGITS = 19;
const ZERO = 0x30;
const SPACE = 0x20;

export class ReceiptTime {
  #seconds = 0;
  #nanos = 0;
  /** Where the line goes on after the space. */
  end = 0;

  /** @returns false when the line does not start with a time */
  parse(bytes: Uint8Array, from: number, to: number): boolean {
    if (to - from <= DIGITS || bytes[from + DIGITS] !== SPACE) return false;
    let seconds = 0;
    let nanos = 0;
    for (let i = from; i < from + DIGITS; i++) {
      const digit = bytes[i] - ZERO;
      if (digit >>> 0 > 9) return false;
      if (i < from + SECONDS_DIGITS) seconds = seconds * 10 + digit;
      else nanos = (Math.imul(nanos, 10) + digit) | 0;
    }
    this.#seconds = seconds;
    this.#nanos = nanos;
    this.end = from + DIGITS + 1;
    return true;
  }

  /** Whole milliseconds since 1970. */
  get millis(): number {
    return this.#seconds * 1_000 + Math.floor(this.#nanos / NANOS_PER_MILLI);
  }

  /** Nanoseconds since an epoch of whole seconds, exact. */
  nanosSince(epochMillis: number): number {
    return (this.#seconds - epochMillis / 1_000) * NANOS_PER_SECOND + this.#nanos;
  }
}
