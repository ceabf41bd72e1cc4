/**
 * What may still be asked of a venue from this address, shared by all who ask: feeds and gateways of
 * every worker. Venues count request weight by the minute and by IP address, and ban who goes on.
 *
 * ```text
 *   line of a venue (128 bytes)   i32 [0] minute << 20 | weight used in it
 *                                 i32 [1] banned until, seconds since 1970 (u32)
 * ```
 *
 * Minute and weight lie in one word, so that one compare-and-exchange takes from the right minute.
 * Time is handed in: whoever asks has a clock.
 */
import { assert } from "../../base/assert.ts";
import { VENUE_NAMES } from "../../wire/market.ts";

const LINE_BYTES = 128;
const AT_WINDOW = 0;
const AT_BANNED = 1;
const WEIGHT_BITS = 20;
const WEIGHT_MASK = (1 << WEIGHT_BITS) - 1;
/** Minutes are kept modulo this; a session that asks nothing for 34 h begins with a full budget. */
const MINUTES = 1 << 11;
const MINUTE_MILLIS = 60_000;
const SECOND_MILLIS = 1_000;
/** A venue that does not say how long to stay away. */
const DEFAULT_BAN_MILLIS = 60_000;
const MAX_BAN_MILLIS = 3 * 24 * 3_600_000;

/** Memory for the budgets of all venues of a session. */
export function createRateBudgets(): SharedArrayBuffer {
  return new SharedArrayBuffer(LINE_BYTES * VENUE_NAMES.length);
}

export class RateBudget {
  readonly #words: Int32Array;
  readonly #limit: number;

  /**
   * @param venue VENUE_* code
   * @param weightPerMinute what the venue allows
   */
  constructor(buffer: SharedArrayBuffer, venue: number, weightPerMinute: number) {
    assert(weightPerMinute > 0 && weightPerMinute < WEIGHT_MASK / 2, "a budget fits its bits");
    this.#words = new Int32Array(buffer, venue * LINE_BYTES, LINE_BYTES / 4);
    this.#limit = weightPerMinute;
  }

  /** Takes `weight` if it may be spent now. @returns 0, or the milliseconds to wait before asking again */
  take(weight: number, nowMillis: number): number {
    const banMillis = this.bannedMillis(nowMillis);
    if (banMillis > 0) return banMillis;
    const minute = minuteOf(nowMillis);
    for (;;) {
      const word = Atomics.load(this.#words, AT_WINDOW);
      const used = word >>> WEIGHT_BITS === minute ? word & WEIGHT_MASK : 0;
      // What is larger than the whole budget is let through alone: the venue will say.
      if (used > 0 && used + weight > this.#limit) {
        return MINUTE_MILLIS - nowMillis % MINUTE_MILLIS;
      }
      if (this.#swap(word, minute, used + weight)) return 0;
    }
  }

  /** What the venue says was used of this minute: others at this address count as well. */
  observe(usedWeight: number, nowMillis: number): void {
    if (!(usedWeight >= 0)) return;
    const minute = minuteOf(nowMillis);
    for (;;) {
      const word = Atomics.load(this.#words, AT_WINDOW);
      const used = word >>> WEIGHT_BITS === minute ? word & WEIGHT_MASK : 0;
      if (used >= usedWeight || this.#swap(word, minute, usedWeight)) return;
    }
  }

  /**
   * The venue answered 429 or 418: nobody asks anything until then.
   * @param retryAfter seconds, as the venue's header says them
   */
  ban(retryAfter: string | null | undefined, nowMillis: number): void {
    const said = /^\d+$/.test(retryAfter ?? "") ? Number(retryAfter) * SECOND_MILLIS : NaN;
    const millis = Math.min(said >= 0 ? said : DEFAULT_BAN_MILLIS, MAX_BAN_MILLIS);
    const until = Math.ceil((nowMillis + millis) / SECOND_MILLIS);
    for (;;) {
      const before = Atomics.load(this.#words, AT_BANNED);
      if (before >>> 0 >= until) return;
      if (Atomics.compareExchange(this.#words, AT_BANNED, before, until | 0) === before) return;
    }
  }

  /** Milliseconds until the venue may be asked again; 0 = now. */
  bannedMillis(nowMillis: number): number {
    const until = (Atomics.load(this.#words, AT_BANNED) >>> 0) * SECOND_MILLIS;
    return Math.max(0, until - nowMillis);
  }

  /** Weight used in the current minute. */
  used(nowMillis: number): number {
    const word = Atomics.load(this.#words, AT_WINDOW);
    return word >>> WEIGHT_BITS === minuteOf(nowMillis) ? word & WEIGHT_MASK : 0;
  }

  #swap(word: number, minute: number, used: number): boolean {
    const next = (minute << WEIGHT_BITS) | Math.min(used, WEIGHT_MASK);
    return Atomics.compareExchange(this.#words, AT_WINDOW, word, next) === word;
  }
}

/** Never 0, so that memory of zeros is of no minute. */
function minuteOf(nowMillis: number): number {
  return 1 + Math.floor(nowMillis / MINUTE_MILLIS) % (MINUTES - 1);
}
