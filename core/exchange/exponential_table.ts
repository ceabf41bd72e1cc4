/**
 * Draws from the exponential distribution with mean 1: its 4,096 quantile cells, each with its own
 * mean, so that the mean is exact and the largest value 9.3. A logarithm would cost four times as
 * much, and the difference cannot be seen in a market.
 *
 * Hot path: drawExponential() does not allocate.
 */
import type { Draws } from "./draws.ts";

const CELLS = 4_096;

const CELL_MEANS = Float64Array.from(
  { length: CELLS },
  (_, i) => CELLS * (integral(1 - i / CELLS) - integral(1 - (i + 1) / CELLS)),
);

export function drawExponential(draws: Draws): number {
  return CELL_MEANS[draws.below(CELLS)];
}

/** Of −ln v, from 0 to v. */
function integral(v: number): number {
  return v === 0 ? 0 : v - v * Math.log(v);
}
