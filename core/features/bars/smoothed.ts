/**
 * An exponential average as TA-Lib begins it: with the plain average of the first `period` values.
 *
 * Hot path: no allocation.
 */
export class Smoothed {
  /** NaN until `period` values were pushed. */
  value = NaN;
  readonly #period: number;
  readonly #weight: number;
  #count = 0;
  #sum = 0;

  /** @param weight of a new value: 2 / (period + 1) for an EMA, 1 / period for Wilder's */
  constructor(period: number, weight: number) {
    this.#period = period;
    this.#weight = weight;
  }

  push(value: number): void {
    if (this.#count === this.#period) {
      this.value += this.#weight * (value - this.value);
      return;
    }
    this.#sum += value;
    if (++this.#count === this.#period) this.value = this.#sum / this.#period;
  }

  restart(): void {
    this.value = NaN;
    this.#count = 0;
    this.#sum = 0;
  }
}
