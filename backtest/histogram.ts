/** How often values fall into bins of equal width, with what the few furthest out would hide left in. */
import { quantile } from "./metrics/bootstrap.ts";

const BINS = 40;

export interface Histogram {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly least: number;
  readonly most: number;
  /** Middle of each bin and its values; the outermost bins also hold all beyond them. */
  readonly middles: readonly number[];
  readonly counts: readonly number[];
}

/** From the first to the 99th percentile: one outlier does not squeeze all others into one bin. */
export function histogram(values: readonly number[]): Histogram {
  if (values.length === 0) {
    return { count: 0, median: 0, p95: 0, p99: 0, least: 0, most: 0, middles: [], counts: [] };
  }
  const sorted = Float64Array.from(values).sort();
  const low = quantile(sorted, 0.01);
  const high = quantile(sorted, 0.99);
  const width = (high - low) / BINS;
  const counts = new Array<number>(width > 0 ? BINS : 1).fill(0);
  for (const value of sorted) {
    const bin = width > 0 ? Math.floor((value - low) / width) : 0;
    counts[Math.min(counts.length - 1, Math.max(0, bin))]++;
  }
  return {
    count: sorted.length,
    median: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    least: sorted[0],
    most: sorted[sorted.length - 1],
    middles: counts.map((_, i) => Number((low + (i + 0.5) * width).toPrecision(8))),
    counts,
  };
}
