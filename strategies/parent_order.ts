/**
 * The order that an execution strategy is given: how much of it is done, what it cost against the
 * price on arrival, and how far it is behind its schedule.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS, SIDE_BID } from "../core/base/units.ts";

export class ParentOrder {
  readonly side: number;
  readonly totalLots: number;
  #filledLots = 0;
  #filledTickLots = 0;
  #arrivalTicks: number = NO_PRICE_TICKS;

  constructor(side: number, totalLots: number) {
    this.side = side;
    this.totalLots = totalLots;
  }

  /** Notes the mid at the time of the decision; the first call counts. */
  arrive(midTicks: number): void {
    if (this.#arrivalTicks === NO_PRICE_TICKS) this.#arrivalTicks = midTicks;
  }

  onFill(priceTicks: number, qtyLots: number): void {
    this.#filledLots += qtyLots;
    this.#filledTickLots += priceTicks * qtyLots;
  }

  /** Mid on arrival; NO_PRICE_TICKS before. */
  get arrivalTicks(): number {
    return this.#arrivalTicks;
  }

  get filledLots(): number {
    return this.#filledLots;
  }

  get remainingLots(): number {
    return this.totalLots - this.#filledLots;
  }

  get isComplete(): boolean {
    return this.#filledLots >= this.totalLots;
  }

  /** Whole lots that are missing from what should be done by now; never more than remain. */
  behindLots(targetLots: number): number {
    // A schedule may say 6.999999… where it means 7.
    const wholeLots = Math.floor(targetLots + 1e-6);
    return Math.max(0, Math.min(wholeLots - this.#filledLots, this.remainingLots));
  }

  /** Average price of the fills; 0 before the first. */
  get averageTicks(): number {
    return this.#filledLots > 0 ? this.#filledTickLots / this.#filledLots : 0;
  }

  /**
   * Implementation shortfall of what is filled (Perold, 1988): how much worse than the price on
   * arrival a lot was on average, fees aside; below 0 = better. 0 before the first fill.
   */
  get shortfallTicks(): number {
    if (this.#filledLots === 0) return 0;
    const paid = this.averageTicks - this.#arrivalTicks;
    return this.side === SIDE_BID ? paid : -paid;
  }
}
