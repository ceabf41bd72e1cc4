/**
 * When the next order event of an instrument comes. A Hawkes process with an exponential kernel is
 * drawn exactly, without rejection (Dassios and Zhao, "Exact simulation of Hawkes process with
 * exponentially decaying intensity", 2013): the next event is the earlier of one from the base
 * rate and one from what is left of the excitement.
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";
import { NANOS_PER_SECOND } from "../base/units.ts";
import type { Draws } from "./draws.ts";
import { drawExponential } from "./exponential_table.ts";
import { ARRIVALS } from "./parameters.ts";

const { branching: BRANCHING, decayPerSecond: DECAY, minGapNanos: MIN_GAP_NANOS } = ARRIVALS;
/** What one event adds to the rate. */
const JUMP = BRANCHING * DECAY;

assert(BRANCHING < 1, "arrivals do not explode");

/** Places in the state, an array of doubles so that none is boxed. Rates are events a second. */
const BASE_RATE = 0;
/** What the events so far add to the base rate. */
const EXCITEMENT = 1;
const REGIME_END_NANOS = 2;

export class Arrivals {
  readonly #draws: Draws;
  readonly #meanBaseRate: number;
  readonly #state = new Float64Array(3);
  readonly #nanos: Float64Array;
  readonly #at: number;

  /**
   * @param eventsPerSecond mean rate over calm and busy times
   * @param nanos where the time of the event reached is kept, at index `at`: whole nanoseconds since
   *   the epoch; what stands there is when the process begins
   */
  constructor(draws: Draws, eventsPerSecond: number, nanos: Float64Array, at: number) {
    this.#draws = draws;
    this.#meanBaseRate = eventsPerSecond * (1 - BRANCHING);
    this.#nanos = nanos;
    this.#at = at;
    this.#changeRegime();
  }

  /** Goes to the next event. */
  next(): void {
    const state = this.#state;
    if (this.#nanos[this.#at] >= state[REGIME_END_NANOS]) this.#changeRegime();
    let seconds = drawExponential(this.#draws) / state[BASE_RATE];
    // What is left of the excitement when it brings the next event, as a share. It may bring none at
    // all: then this is not positive, its logarithm no number, and the comparison false.
    let left = 1 - DECAY * drawExponential(this.#draws) / state[EXCITEMENT];
    const excitedSeconds = -Math.log(left) / DECAY;
    if (excitedSeconds < seconds) seconds = excitedSeconds;
    else left = Math.exp(-DECAY * seconds);
    state[EXCITEMENT] = state[EXCITEMENT] * left + JUMP;
    const gapNanos = Math.floor(seconds * NANOS_PER_SECOND);
    this.#nanos[this.#at] += gapNanos < MIN_GAP_NANOS ? MIN_GAP_NANOS : gapNanos;
  }

  #changeRegime(): void {
    const regime = this.#draws.below(ARRIVALS.regimes.length);
    const lengthNanos = Math.floor(drawExponential(this.#draws) * ARRIVALS.regimeNanos);
    this.#state[BASE_RATE] = this.#meanBaseRate * ARRIVALS.regimes[regime];
    this.#state[REGIME_END_NANOS] = this.#nanos[this.#at] + lengthNanos;
  }
}
