/**
 * Counts what the micro-price's chain is made of, frame by frame: from which state to which, whether
 * the mid moved, and how far. Memory grows with the states that were seen, not with the frames.
 *
 * Every step counts four quarters, one for each pair of buckets: a book on the border of two buckets
 * belongs half to each (core/features/touch/imbalance_buckets.ts). In the end each step is counted once more for
 * the mirrored book.
 */
import type { Levels } from "../core/features/inputs/levels.ts";
import {
  imbalancePosition,
  lowerBucket,
  upperBucket,
} from "../core/features/touch/imbalance_buckets.ts";
import type { MicroPriceChain } from "./micro_price.ts";

const BUCKETS = 10;
/** Wider spreads are counted as this one. */
const WIDEST_SPREAD_TICKS = 64;
const STATES = BUCKETS * WIDEST_SPREAD_TICKS;
/** Every group of spreads that have states of their own holds at least this share of the steps. */
const LEAST_SHARE = 0.1;
const QUARTERS = 4;

/** What was seen of one state, in quarters of a step. */
interface StateCounts {
  readonly still: Uint32Array;
  readonly moved: Uint32Array;
  moveHalfTicks: number;
}

export class MicroPriceCounts {
  /** Steps from one frame to the next, and those in which the mid moved. */
  steps = 0;
  moves = 0;
  readonly #counts = new Array<StateCounts | undefined>(STATES).fill(undefined);
  /** The two states of the frame before, −1 = there is none to compare with, and its mid. */
  #lower = -1;
  #upper = -1;
  #midHalfTicks = 0;

  /** What comes next does not follow what came last. */
  breakOff(): void {
    this.#lower = -1;
  }

  /** Takes the next frame's levels. */
  observe(levels: Levels): void {
    const bidTicks = levels.bidTicks[0];
    const askTicks = levels.askTicks[0];
    const position = imbalancePosition(levels.bidLots[0], levels.askLots[0], BUCKETS);
    if (!levels.isTwoSided || askTicks <= bidTicks || Number.isNaN(position)) {
      return this.breakOff();
    }
    const row = (Math.min(askTicks - bidTicks, WIDEST_SPREAD_TICKS) - 1) * BUCKETS;
    const lower = row + lowerBucket(position);
    const upper = row + upperBucket(position, BUCKETS);
    const midHalfTicks = bidTicks + askTicks;
    if (this.#lower >= 0) {
      const moveHalfTicks = midHalfTicks - this.#midHalfTicks;
      this.steps++;
      if (moveHalfTicks !== 0) this.moves++;
      this.#count(this.#lower, lower, upper, moveHalfTicks);
      this.#count(this.#upper, lower, upper, moveHalfTicks);
    }
    this.#lower = lower;
    this.#upper = upper;
    this.#midHalfTicks = midHalfTicks;
  }

  /** The symmetric chain of what was counted so far. */
  chain(): MicroPriceChain {
    const spreadTicks = this.#spreadGroups();
    const states = spreadTicks.length * BUCKETS;
    const still = new Float64Array(states * states);
    const moved = new Float64Array(states * states);
    const moveTicks = new Float64Array(states);
    const visits = new Float64Array(states);
    const groups = Int32Array.from(
      { length: WIDEST_SPREAD_TICKS },
      (_, i) => spreadTicks.findLastIndex((ticks) => ticks <= i + 1),
    );
    const within = (state: number) =>
      groups[Math.floor(state / BUCKETS)] * BUCKETS + state % BUCKETS;
    this.#counts.forEach((counts, from) => {
      if (counts === undefined) return;
      const row = within(from);
      const mirrorRow = mirrorOf(row);
      moveTicks[row] += counts.moveHalfTicks / 2;
      moveTicks[mirrorRow] -= counts.moveHalfTicks / 2;
      for (let to = 0; to < STATES; to++) {
        const col = within(to);
        const mirrorCol = mirrorOf(col);
        still[row * states + col] += counts.still[to];
        still[mirrorRow * states + mirrorCol] += counts.still[to];
        moved[row * states + col] += counts.moved[to];
        moved[mirrorRow * states + mirrorCol] += counts.moved[to];
        visits[row] += counts.still[to] + counts.moved[to];
        visits[mirrorRow] += counts.still[to] + counts.moved[to];
      }
    });
    for (let row = 0; row < states; row++) {
      if (visits[row] === 0) continue;
      moveTicks[row] /= visits[row];
      for (let col = 0; col < states; col++) {
        still[row * states + col] /= visits[row];
        moved[row * states + col] /= visits[row];
      }
    }
    return { imbalanceBuckets: BUCKETS, spreadTicks, still, moved, moveTicks };
  }

  /** Steps that began at each spread, as they were seen. */
  stepsBySpread(): number[] {
    return Array.from({ length: WIDEST_SPREAD_TICKS }, (_, i) => {
      const states = this.#counts.slice(i * BUCKETS, (i + 1) * BUCKETS);
      return states.reduce((sum, counts) => sum + (counts === undefined ? 0 : stepsOf(counts)), 0);
    });
  }

  /** Neighbouring spreads share their states until these were seen often enough: least spreads. */
  #spreadGroups(): number[] {
    const least = LEAST_SHARE * this.steps;
    const groups = [1];
    let here = 0;
    let wider = this.steps;
    for (const [i, steps] of this.stepsBySpread().entries()) {
      here += steps;
      wider -= steps;
      if (here >= least && wider >= least && wider > 0) {
        groups.push(i + 2);
        here = 0;
      }
    }
    return groups;
  }

  #count(from: number, lower: number, upper: number, moveHalfTicks: number): void {
    const counts = this.#counts[from] ??= {
      still: new Uint32Array(STATES),
      moved: new Uint32Array(STATES),
      moveHalfTicks: 0,
    };
    const to = moveHalfTicks === 0 ? counts.still : counts.moved;
    to[lower]++;
    to[upper]++;
    counts.moveHalfTicks += 2 * moveHalfTicks;
  }
}

function stepsOf({ still, moved }: StateCounts): number {
  let quarters = 0;
  for (let to = 0; to < STATES; to++) quarters += still[to] + moved[to];
  return quarters / QUARTERS;
}

/** The state of the mirrored book: same spread, opposite bucket. */
function mirrorOf(state: number): number {
  const bucket = state % BUCKETS;
  return state - bucket + (BUCKETS - 1 - bucket);
}
