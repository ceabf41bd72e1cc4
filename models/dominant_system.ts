/**
 * Solves A·x = b where in every row of A the diagonal outweighs the rest, for many b: A is taken apart
 * into L·U once. Such a matrix needs no exchange of rows (Golub and Van Loan, section 4.1.1).
 */
import { assert } from "../core/base/assert.ts";

export class DominantSystem {
  readonly #size: number;
  /** U on and above the diagonal, L without its ones below. */
  readonly #factors: Float64Array;

  /** @param matrix row-major; overwritten */
  constructor(matrix: Float64Array, size: number) {
    assert(matrix.length === size * size, "the matrix is square");
    this.#size = size;
    this.#factors = matrix;
    for (let k = 0; k < size; k++) {
      const pivot = matrix[k * size + k];
      assert(pivot > 0, "the diagonal outweighs the rest of its row");
      for (let row = k + 1; row < size; row++) {
        const factor = matrix[row * size + k] / pivot;
        if (factor === 0) continue;
        matrix[row * size + k] = factor;
        for (let col = k + 1; col < size; col++) {
          matrix[row * size + col] -= factor * matrix[k * size + col];
        }
      }
    }
  }

  /** @param vector b on entry, x on return */
  solve(vector: Float64Array): void {
    const size = this.#size;
    const factors = this.#factors;
    for (let row = 1; row < size; row++) {
      for (let col = 0; col < row; col++) vector[row] -= factors[row * size + col] * vector[col];
    }
    for (let row = size - 1; row >= 0; row--) {
      for (let col = row + 1; col < size; col++) {
        vector[row] -= factors[row * size + col] * vector[col];
      }
      vector[row] /= factors[row * size + row];
    }
  }
}
