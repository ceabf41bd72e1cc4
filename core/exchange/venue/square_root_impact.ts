/**
 * The square-root law: what we took moves the prices at which we take next, by
 *
 * ```text
 *   Y · σ · √(Q / V) · price       Q: signed lots that we took, halved every half-life
 *                                  σ, V: volatility and volume of a day
 * ```
 *
 * in our own direction and only for our own taking: after buying, a further buy pays so many ticks more
 * than the book shows (rounded up), a sell is not paid more. An order itself pays what the book shows,
 * level by level, so its own impact is not counted twice; what impact keeps from taking rests at its limit,
 * and there meets what is shown. Quotes, frames and resting orders never see
 * it: a recording cannot answer us.
 *
 * Source: Almgren, Thum, Hauptmann and Li (2005); Tóth et al. (2011) with Y about 1. Lies for orders of
 * less than a thousandth of the day's volume (too dear) and of more than a tenth (too cheap), and for
 * makers, whom impact moves as well.
 *
 * Hot path: no allocation.
 */
import type { ImpactChoice } from "./models.ts";
import { SIDE_BID } from "../../base/units.ts";

const FLOW = 0;
const AT = 1;

export class SquareRootImpact {
  /** Fraction of the price for √lots. */
  readonly #slope: number;
  readonly #halfLifeNanos: number;
  /** Signed lots and when they were counted: an array, so that no number is boxed. */
  readonly #state = new Float64Array(2);

  /** @param qtyUnit size of a lot */
  constructor(choice: ImpactChoice, qtyUnit: number) {
    const on = choice.kind === "square-root";
    const dailyLots = on ? choice.dailyUnits / qtyUnit : 1;
    this.#slope = on ? choice.y * choice.dailyVolatility / Math.sqrt(dailyLots) : 0;
    this.#halfLifeNanos = on ? choice.halfLifeNanos : 1;
  }

  /** Ticks that a taker on this side pays more than is shown, 0 or more. */
  ticks(side: number, priceTicks: number, atNanos: number): number {
    if (this.#slope === 0) return 0;
    const flow = this.#flowAt(atNanos);
    const against = side === SIDE_BID ? flow : -flow;
    if (!(against > 0)) return 0;
    return Math.ceil(this.#slope * Math.sqrt(against) * Math.abs(priceTicks));
  }

  /** Counts what we took. */
  took(side: number, qtyLots: number, atNanos: number): void {
    if (this.#slope === 0) return;
    this.#state[FLOW] = this.#flowAt(atNanos) + (side === SIDE_BID ? qtyLots : -qtyLots);
    this.#state[AT] = atNanos;
  }

  #flowAt(atNanos: number): number {
    const flow = this.#state[FLOW];
    if (flow === 0) return 0;
    return flow * Math.pow(2, (this.#state[AT] - atNanos) / this.#halfLifeNanos);
  }
}
