/**
 * How long to wait before another try: twice as long each time, up to a bound, and a random half of
 * it, so that many that were cut off together do not come back together.
 */
import type { Prng } from "../../base/prng.ts";

export class Backoff {
  readonly #firstMillis: number;
  readonly #maxMillis: number;
  readonly #random: Prng;
  /** Tries in a row that failed. */
  tries = 0;

  constructor(firstMillis: number, maxMillis: number, random: Prng) {
    this.#firstMillis = firstMillis;
    this.#maxMillis = maxMillis;
    this.#random = random;
  }

  /** Counts a failure. @returns milliseconds to wait */
  next(): number {
    const whole = Math.min(this.#maxMillis, this.#firstMillis * 2 ** Math.min(this.tries, 30));
    this.tries++;
    return whole * (0.5 + 0.5 * this.#random.nextUnit());
  }

  /** It worked. */
  reset(): void {
    this.tries = 0;
  }
}
