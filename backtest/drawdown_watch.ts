/**
 * The deepest fall of equity below its peak, and the longest time below one: looked at on every frame,
 * because a grid misses the depths between its samples.
 *
 * Hot path: no allocation.
 */

/** Places of the numbers: in an array none is ever boxed. */
const MAX_QUOTE = 0;
const MAX_FRACTION = 1;
const FROM_NANOS = 2;
const TO_NANOS = 3;
const LONGEST_NANOS = 4;
const PEAK_QUOTE = 5;
const PEAK_NANOS = 6;
const NUMBERS = 7;

export class DrawdownWatch {
  readonly #numbers = new Float64Array(NUMBERS).fill(-Infinity, PEAK_QUOTE, PEAK_NANOS);

  /** The deepest in money and, apart from that, relative to its peak. */
  get maxQuote(): number {
    return this.#numbers[MAX_QUOTE];
  }

  get maxFraction(): number {
    return this.#numbers[MAX_FRACTION];
  }

  /** From the peak to the deepest point, of the deepest in money. */
  get fromNanos(): number {
    return this.#numbers[FROM_NANOS];
  }

  get toNanos(): number {
    return this.#numbers[TO_NANOS];
  }

  get longestNanos(): number {
    return this.#numbers[LONGEST_NANOS];
  }

  see(nowNanos: number, equityQuote: number): void {
    const numbers = this.#numbers;
    if (equityQuote >= numbers[PEAK_QUOTE]) {
      numbers[PEAK_QUOTE] = equityQuote;
      numbers[PEAK_NANOS] = nowNanos;
      return;
    }
    const fallQuote = numbers[PEAK_QUOTE] - equityQuote;
    if (fallQuote > numbers[MAX_QUOTE]) {
      numbers[MAX_QUOTE] = fallQuote;
      numbers[FROM_NANOS] = numbers[PEAK_NANOS];
      numbers[TO_NANOS] = nowNanos;
    }
    if (numbers[PEAK_QUOTE] > 0) {
      const fraction = fallQuote / numbers[PEAK_QUOTE];
      if (fraction > numbers[MAX_FRACTION]) numbers[MAX_FRACTION] = fraction;
    }
    const nanos = nowNanos - numbers[PEAK_NANOS];
    if (nanos > numbers[LONGEST_NANOS]) numbers[LONGEST_NANOS] = nanos;
  }
}
