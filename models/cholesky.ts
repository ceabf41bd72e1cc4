/**
 * Solves A·x = b for a symmetric positive definite A by Cholesky's decomposition A = L·Lᵀ.
 */
import { assert } from "../core/base/assert.ts";

/**
 * @param matrix size × size, row-major; only its lower triangle is read, and it is overwritten by L
 * @param vector b on entry, x on return
 */
export function solveCholesky(matrix: Float64Array, vector: Float64Array): void {
  const size = vector.length;
  assert(matrix.length === size * size, "the matrix fits the vector");
  for (let row = 0; row < size; row++) {
    for (let col = 0; col <= row; col++) {
      let sum = matrix[row * size + col];
      for (let k = 0; k < col; k++) sum -= matrix[row * size + k] * matrix[col * size + k];
      if (row === col) assert(sum > 0, "the matrix is positive definite");
      matrix[row * size + col] = row === col ? Math.sqrt(sum) : sum / matrix[col * size + col];
    }
  }
  for (let row = 0; row < size; row++) {
    let sum = vector[row];
    for (let k = 0; k < row; k++) sum -= matrix[row * size + k] * vector[k];
    vector[row] = sum / matrix[row * size + row];
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = vector[row];
    for (let k = row + 1; k < size; k++) sum -= matrix[k * size + row] * vector[k];
    vector[row] = sum / matrix[row * size + row];
  }
}
