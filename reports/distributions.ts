/** How the values of one column are distributed. */

/** Shares of a distribution that are told. */
export const QUANTILES: readonly number[] = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const BINS = 40;
/** What lies outside is counted in the first and the last bin, so that outliers leave a picture. */
const TAIL = 0.005;

/** Bins of one width from `low` on. */
export interface Histogram {
  readonly low: number;
  readonly width: number;
  readonly counts: readonly number[];
}

export interface Distribution {
  /** In the order of {@link QUANTILES}. */
  readonly quantiles: readonly number[];
  readonly deviation: number;
  readonly histogram: Histogram;
}

/** @param values NaN = none @returns undefined without any value */
export function distributionOf(values: Float32Array): Distribution | undefined {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return undefined;
  return {
    quantiles: QUANTILES.map((share) => quantileOf(sorted, share)),
    deviation: deviationOf(sorted),
    histogram: histogramOf(sorted),
  };
}

/** The value below which a share lies; between two values, on the line between them. */
export function quantileOf(sorted: Float32Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

function deviationOf(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / values.length);
}

function histogramOf(sorted: Float32Array): Histogram {
  const low = quantileOf(sorted, TAIL);
  const high = quantileOf(sorted, 1 - TAIL);
  const { from, width, bins } = binsFor(low, high, sorted.every(Number.isInteger));
  const counts = new Array<number>(bins).fill(0);
  for (const value of sorted) {
    const bin = Math.floor((value - from) / width);
    counts[Math.min(Math.max(bin, 0), bins - 1)]++;
  }
  return { low: from, width, counts };
}

/** Bins of whole numbers hold equally many of them each, or some would stand out for nothing. */
function binsFor(low: number, high: number, areWhole: boolean) {
  if (areWhole) {
    const first = Math.floor(low);
    const numbers = Math.ceil(high) - first + 1;
    const width = Math.ceil(numbers / BINS);
    return { from: first - 0.5, width, bins: Math.ceil(numbers / width) };
  }
  if (!(high > low)) return { from: low - 0.5, width: 1, bins: 1 };
  return { from: low, width: (high - low) / BINS, bins: BINS };
}
