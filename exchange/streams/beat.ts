/** Comes round at whole multiples of an interval, also when the exchange's clock is set back. */
export class Beat {
  readonly #everyMillis: number;
  #nextMillis = 0;

  constructor(everyMillis: number) {
    this.#everyMillis = everyMillis;
  }

  /** True once an interval. */
  isDue(nowMillis: number): boolean {
    const wait = this.#nextMillis - nowMillis;
    if (wait > 0 && wait <= this.#everyMillis) return false;
    this.#nextMillis = (Math.floor(nowMillis / this.#everyMillis) + 1) * this.#everyMillis;
    return true;
  }
}
