/**
 * Funding of perpetuals: at fixed times, longs pay shorts the rate of what they hold at the mark, or
 * are paid where the rate is below 0.
 *
 * The mark is the middle of the venue's own book, or the newest trade where it has none: the true mark
 * comes from an index that recordings do not have, and differs by some basis points of the *payment*.
 * A constant rate lies about the tail: rates are near one basis point for weeks, and fifty times that
 * when everybody is on one side. Where history is given, the newest rate at or before the time counts,
 * 0 before the first.
 */
import type { FundingChoice } from "./models.ts";

const DAY_MILLIS = 86_400_000;
const NANOS_PER_MILLI = 1e6;

export class FundingSchedule {
  readonly #everyNanos: number;
  readonly #rates: readonly number[];
  readonly #epochMillis: number;
  #nextNanos: number;

  /** @param epochMillis the session's epoch, ms since 1970 */
  constructor(choice: FundingChoice, epochMillis: number) {
    this.#epochMillis = epochMillis;
    if (choice.kind === "none") {
      this.#everyNanos = Infinity;
      this.#rates = [];
      this.#nextNanos = Infinity;
      return;
    }
    const { firstMillis, everyMillis, rate } = choice;
    const midnight = Math.floor(epochMillis / DAY_MILLIS) * DAY_MILLIS;
    const passed = epochMillis - midnight - firstMillis;
    const ahead = Math.ceil(passed / everyMillis) * everyMillis - passed;
    this.#everyNanos = everyMillis * NANOS_PER_MILLI;
    this.#rates = typeof rate === "number" ? [-Infinity, rate] : rate;
    this.#nextNanos = ahead * NANOS_PER_MILLI;
  }

  /** When the next payment is due, ns since the session's epoch; Infinity = never. */
  get nextNanos(): number {
    return this.#nextNanos;
  }

  /** The rate of the payment that is due; the next one is the one after. */
  take(): number {
    const atMillis = this.#epochMillis + this.#nextNanos / NANOS_PER_MILLI;
    let rate = 0;
    for (let i = 0; i + 1 < this.#rates.length && this.#rates[i] <= atMillis; i += 2) {
      rate = this.#rates[i + 1];
    }
    this.#nextNanos += this.#everyNanos;
    return rate;
  }
}
