/**
 * The first principal component of a covariance matrix, by power iteration: multiplied by the matrix again
 * and again, a vector turns towards the direction in which the data vary most.
 */
import { assert } from "../core/base/assert.ts";

/** The direction has settled when no part of it changes by more. */
const SETTLED = 1e-13;
/** With two directions of nearly equal variance it turns slowly; either will then do. */
const MAX_ITERATIONS = 100_000;

export interface FirstComponent {
  /** Length 1; its parts sum to 0 or more. */
  readonly vector: Float64Array;
  /** Share of the variance along it, 0 to 1. */
  readonly explainedShare: number;
}

/**
 * @param covariance size × size, row-major, symmetric
 * @returns undefined when nothing varies
 */
export function firstComponent(covariance: Float64Array, size: number): FirstComponent | undefined {
  assert(covariance.length === size * size, "the matrix is square");
  let trace = 0;
  for (let i = 0; i < size; i++) trace += covariance[i * size + i];
  if (!(trace > 0)) return undefined;
  // Uneven, so that it is not at right angles to the component by design.
  let vector = normalised(Float64Array.from({ length: size }, (_, i) => 1 / (i + 1)));
  let variance = 0;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const image = new Float64Array(size);
    for (let row = 0; row < size; row++) {
      for (let col = 0; col < size; col++) image[row] += covariance[row * size + col] * vector[col];
    }
    variance = lengthOf(image);
    const next = normalised(image);
    const change = next.reduce((most, part, i) => Math.max(most, Math.abs(part - vector[i])), 0);
    vector = next;
    if (change < SETTLED) break;
  }
  const sign = vector.reduce((sum, part) => sum + part, 0) < 0 ? -1 : 1;
  return { vector: vector.map((part) => sign * part), explainedShare: variance / trace };
}

function normalised(vector: Float64Array): Float64Array {
  const length = lengthOf(vector);
  return vector.map((part) => part / length);
}

function lengthOf(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, part) => sum + part * part, 0));
}
