/**
 * What a position was bought or sold at, in the order in which that happened: what closes a position
 * closes its oldest lots first. Exact where amounts are linear in price: ticks and lots are integers.
 *
 * Hot path: no allocation (the ring grows by doubling, and stays).
 */
import { pointsOf } from "./price_points.ts";

const FIRST_LOTS = 16;

export class FifoLots {
  #lots = new Float64Array(FIRST_LOTS);
  #ticks = new Int32Array(FIRST_LOTS);
  #head = 0;
  #count = 0;
  #cost = 0;
  readonly #isInverse: boolean;

  /** @param isInverse see price_points.ts */
  constructor(isInverse: boolean) {
    this.#isInverse = isInverse;
  }

  /** Σ lots × points of what is open. */
  get costPoints(): number {
    return this.#cost;
  }

  /** Takes a fill: `signedLots` above 0 = bought. */
  fill(signedLots: number, priceTicks: number): void {
    let left = signedLots;
    while (left !== 0 && this.#count > 0) {
      const at = this.#head;
      const oldest = this.#lots[at];
      if (oldest > 0 === left > 0) break;
      const all = Math.abs(oldest) <= Math.abs(left);
      const closed = all ? oldest : -left;
      this.#cost -= closed * pointsOf(this.#isInverse, this.#ticks[at]);
      left += closed;
      if (!all) {
        this.#lots[at] = oldest - closed;
      } else {
        this.#head = (at + 1) & (this.#lots.length - 1);
        this.#count--;
      }
    }
    if (left !== 0) this.#push(left, priceTicks);
  }

  #push(signedLots: number, priceTicks: number): void {
    if (this.#count === this.#lots.length) this.#grow();
    const mask = this.#lots.length - 1;
    this.#cost += signedLots * pointsOf(this.#isInverse, priceTicks);
    const newest = (this.#head + this.#count - 1) & mask;
    if (this.#count > 0 && this.#ticks[newest] === priceTicks) {
      this.#lots[newest] += signedLots;
      return;
    }
    const at = (this.#head + this.#count++) & mask;
    this.#lots[at] = signedLots;
    this.#ticks[at] = priceTicks;
  }

  #grow(): void {
    const { length } = this.#lots;
    const lots = new Float64Array(2 * length);
    const ticks = new Int32Array(2 * length);
    for (let i = 0; i < length; i++) {
      const at = (this.#head + i) & (length - 1);
      lots[i] = this.#lots[at];
      ticks[i] = this.#ticks[at];
    }
    this.#lots = lots;
    this.#ticks = ticks;
    this.#head = 0;
  }
}
