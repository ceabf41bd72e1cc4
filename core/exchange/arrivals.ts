/**
 * When the next order event of an instrument comes. A Hawkes process with an exponential kernel is
 * drawn exactly, without rejection (Dassios and Zhao, "Exact simulation of Hawkes process with
 * exponentially decaying intensity", 2013): the next event is the earlier of one from the base
 * rate and one from what is left of the excitement.
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";
import type { Prng } from "../base/prng.ts";
import { NANOS_PER_SECOND } from "../base/units.ts";
import { drawExponential } from "./exponential_table.ts";
import { ARRIVALS } from "./parameters.ts";

export class Arrivals {
  readonly #prng: Prng;
  readonly #meanBaseRate: number;
  readonly #jump: number;
  /** Events a second. */
  #baseRate: number;
  /** What the events so far add to the base rate. */
  #excitement = 0;
  #nowNanos: number;
  #regimeEndNanos: number;

  /**
   * @param eventsPerSecond mean rate over calm and busy times
   * @param startNanos no event comes before this time
   */
  constructor(prng: Prng, eventsPerSecond: number, startNanos: number) {
    assert(ARRIVALS.branching < 1, "arrivals do not explode");
    this.#prng = prng;
    this.#meanBaseRate = eventsPerSecond * (1 - ARRIVALS.branching);
    this.#baseRate = this.#meanBaseRate;
    this.#jump = ARRIVALS.branching * ARRIVALS.decayPerSecond;
    this.#nowNanos = startNanos;
    this.#regimeEndNanos = startNanos;
  }

  /** Time of the event reached last: whole nanoseconds since the epoch. */
  get nowNanos(): number {
    return this.#nowNanos;
  }

  /** Goes to the next event. */
  next(): void {
    if (this.#nowNanos >= this.#regimeEndNanos) this.#changeRegime();
    const decay = ARRIVALS.decayPerSecond;
    let seconds = drawExponential(this.#prng) / this.#baseRate;
    // What is left of the excitement when it brings the next event, as a share; it may bring none
    // at all, and then this is not positive.
    let left = 1 - decay * drawExponential(this.#prng) / this.#excitement;
    const exciting = left > 0 ? -Math.log(left) / decay : Number.POSITIVE_INFINITY;
    if (exciting < seconds) seconds = exciting;
    else left = Math.exp(-decay * seconds);
    this.#excitement = this.#excitement * left + this.#jump;
    const gapNanos = Math.floor(seconds * NANOS_PER_SECOND);
    this.#nowNanos += Math.max(gapNanos, ARRIVALS.minGapNanos);
  }

  #changeRegime(): void {
    const regime = this.#prng.nextBelow(ARRIVALS.regimes.length);
    this.#baseRate = this.#meanBaseRate * ARRIVALS.regimes[regime];
    const nanos = Math.floor(drawExponential(this.#prng) * ARRIVALS.regimeNanos);
    this.#regimeEndNanos = this.#nowNanos + nanos;
  }
}
