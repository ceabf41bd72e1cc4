/**
 * Correlations between columns with gaps: of each pair over the rows in which both have a value.
 * Pearson's measures how far two lie on a line, Spearman's (of the ranks) how far one grows when the
 * other does, which outliers cannot decide.
 */

/** With fewer rows in common a correlation is mostly luck. */
export const LEAST_COMMON_ROWS = 100;

/** A symmetric matrix, row by row; NaN where it is not defined. */
export interface Correlations {
  readonly size: number;
  readonly values: Float64Array;
}

/** @param columns of equal length; NaN = no value */
export function pearson(columns: readonly Float32Array[]): Correlations {
  const size = columns.length;
  const values = new Float64Array(size * size);
  const centred = columns.map(centre);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const correlation = correlationOf(centred[i], centred[j]);
      values[i * size + j] = correlation;
      values[j * size + i] = correlation;
    }
  }
  return { size, values };
}

export function spearman(columns: readonly Float32Array[]): Correlations {
  return pearson(columns.map(ranksOf));
}

/** Ranks from 1 on; equal values share the mean of theirs, NaN has none. */
export function ranksOf(values: Float32Array): Float32Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  /** By place in the sorted values. */
  const shared = new Float32Array(sorted.length);
  for (let from = 0; from < sorted.length;) {
    let to = from + 1;
    while (sorted[to] === sorted[from]) to++;
    shared.fill((from + to + 1) / 2, from, to);
    from = to;
  }
  const ranks = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    ranks[i] = Number.isNaN(values[i]) ? NaN : shared[placeOf(sorted, values[i])];
  }
  return ranks;
}

/** Where a value that is there lies among the sorted ones. */
function placeOf(sorted: Float32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A column less its mean, so that sums of products keep their digits. */
interface Centred {
  readonly values: Float64Array;
  /** Rows with a value. */
  readonly count: number;
  /** Their sum of squares; 0 of a constant. */
  readonly squares: number;
}

function centre(column: Float32Array): Centred {
  let sum = 0;
  let count = 0;
  for (const value of column) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  const values = Float64Array.from(column, (value) => value - sum / count);
  let squares = 0;
  for (const value of values) {
    if (!Number.isNaN(value)) squares += value * value;
  }
  return { values, count, squares };
}

function correlationOf(x: Centred, y: Centred): number {
  const rows = x.values.length;
  // Most columns have no gaps, and nearly all the time would go into looking for some.
  if (x.count < rows || y.count < rows) return correlationWithGaps(x.values, y.values);
  if (rows < LEAST_COMMON_ROWS) return NaN;
  let products = 0;
  for (let i = 0; i < rows; i++) products += x.values[i] * y.values[i];
  return bounded(products / Math.sqrt(x.squares * y.squares));
}

function correlationWithGaps(x: Float64Array, y: Float64Array): number {
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  let sumYY = 0;
  for (let i = 0; i < x.length; i++) {
    const a = x[i];
    const b = y[i];
    if (Number.isNaN(a + b)) continue;
    count++;
    sumX += a;
    sumY += b;
    sumXX += a * a;
    sumXY += a * b;
    sumYY += b * b;
  }
  if (count < LEAST_COMMON_ROWS) return NaN;
  const varianceX = sumXX - (sumX * sumX) / count;
  const varianceY = sumYY - (sumY * sumY) / count;
  // What is left of equal numbers after their mean was taken off is rounding.
  if (!(varianceX > 1e-12 * sumXX && varianceY > 1e-12 * sumYY)) return NaN;
  return bounded((sumXY - (sumX * sumY) / count) / Math.sqrt(varianceX * varianceY));
}

/** Rounding must not make it more than perfect. */
function bounded(correlation: number): number {
  return Math.min(1, Math.max(-1, correlation));
}
