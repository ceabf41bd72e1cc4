/**
 * Stoikov's micro-price, from a Markov chain whose states are pairs of spread and imbalance bucket:
 *
 *   Q  chance of the next state while the mid stays      r  mean move of the mid in one step, R·K
 *   T  chance of the next state when the mid moves
 *
 *   G¹ = (I − Q)⁻¹·r      the mid's next move, in the mean
 *   B  = (I − Q)⁻¹·T      the state right after it
 *   G* = G¹ + B·G¹ + B²·G¹ + …     all its later moves; the micro-price is mid + G*
 *
 * The sum converges because the chain is symmetric: in the long run up and down weigh the same.
 */
import type { MicroPriceTable } from "../core/features/calibration.ts";
import { DominantSystem } from "./dominant_system.ts";

/** Row-major over states; state = group of spreads × imbalanceBuckets + bucket. */
export interface MicroPriceChain {
  readonly imbalanceBuckets: number;
  /** The least spread of every group, from 1 tick on. */
  readonly spreadTicks: readonly number[];
  /** Q, states × states. */
  readonly still: Float64Array;
  /** T, states × states. */
  readonly moved: Float64Array;
  /** r by state, ticks. */
  readonly moveTicks: Float64Array;
}

export interface MicroPriceSolution {
  /** G¹ by state, ticks. */
  readonly firstMoveTicks: Float64Array;
  /** G* by state. */
  readonly table: MicroPriceTable;
  /** Terms of the sum that were needed. */
  readonly terms: number;
}

/**
 * This much of every state's chance goes nowhere, so that states from which no move was ever seen,
 * such as a recording's last ones, stand for no move.
 */
const LEAK = 1e-9;
/** The sum ends with a term whose largest part is below this, in ticks. */
const NEGLIGIBLE_TICKS = 1e-9;
const MAX_TERMS = 20_000;
/** A calibration file says no more than this, in parts of a tick. */
const ROUNDING = 1e6;

/** @returns undefined when the sum does not end: the chain keeps to one side for ever */
export function solveMicroPrice(chain: MicroPriceChain): MicroPriceSolution | undefined {
  const { imbalanceBuckets, spreadTicks, still, moved, moveTicks } = chain;
  const states = moveTicks.length;
  const system = new DominantSystem(leftToMove(still, states), states);
  const firstMoveTicks = Float64Array.from(moveTicks);
  system.solve(firstMoveTicks);
  const sum = Float64Array.from(firstMoveTicks);
  let term = Float64Array.from(firstMoveTicks);
  let terms = 1;
  while (term.some((ticks) => Math.abs(ticks) > NEGLIGIBLE_TICKS)) {
    if (terms++ === MAX_TERMS) return undefined;
    term = product(moved, term);
    system.solve(term);
    for (let i = 0; i < states; i++) sum[i] += term[i];
  }
  const adjustmentTicks = Array.from(sum, (ticks) => Math.round(ticks * ROUNDING) / ROUNDING + 0);
  return { firstMoveTicks, table: { imbalanceBuckets, spreadTicks, adjustmentTicks }, terms };
}

/** I − (1 − leak)·Q. */
function leftToMove(still: Float64Array, states: number): Float64Array {
  const matrix = still.map((chance) => -(1 - LEAK) * chance);
  for (let i = 0; i < states; i++) matrix[i * states + i] += 1;
  return matrix;
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array<ArrayBuffer> {
  const size = vector.length;
  return Float64Array.from({ length: size }, (_, row) => {
    let sum = 0;
    for (let col = 0; col < size; col++) sum += matrix[row * size + col] * vector[col];
    return sum;
  });
}
