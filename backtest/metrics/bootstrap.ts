/**
 * Confidence intervals without a distribution: the returns are drawn again, in blocks of random length
 * that keep their dependence. Politis and Romano (1994), "The stationary bootstrap".
 */
import { Prng } from "../../core/base/prng.ts";

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly seed: number;
  readonly draws: number;
  /** Mean length of a block in samples; default: the cube root of their number. */
  readonly meanBlock?: number;
  /** Of the interval, between 0 and 1. */
  readonly confidence: number;
}

export const BOOTSTRAP: BootstrapOptions = { seed: 1, draws: 500, confidence: 0.95 };

/**
 * @param statistics several of one drawn series at once; the array may be the same every time
 * @returns an interval of each; undefined where a statistic was undefined in more than half the draws
 */
export function bootstrap(
  returns: Float64Array,
  statistics: (drawn: Float64Array) => readonly (number | undefined)[],
  options: BootstrapOptions = BOOTSTRAP,
): (Interval | undefined)[] {
  const { seed, draws, confidence } = options;
  const meanBlock = options.meanBlock ?? Math.max(1, Math.cbrt(returns.length));
  const prng = new Prng(seed);
  const drawn = new Float64Array(returns.length);
  const columns: number[][] = [];
  for (let i = 0; i < draws; i++) {
    drawBlocks(returns, drawn, meanBlock, prng);
    statistics(drawn).forEach((value, k) => {
      columns[k] ??= [];
      if (value !== undefined) columns[k].push(value);
    });
  }
  return columns.map((values) => {
    if (values.length < draws / 2) return undefined;
    values.sort((a, b) => a - b);
    const edge = (1 - confidence) / 2;
    return { low: quantile(values, edge), high: quantile(values, 1 - edge) };
  });
}

/** Between order statistics, linearly. @param sorted ascending, not empty */
export function quantile(sorted: ArrayLike<number>, fraction: number): number {
  const place = fraction * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}

/** Past the end a block goes on at the beginning. */
function drawBlocks(from: Float64Array, to: Float64Array, meanBlock: number, prng: Prng): void {
  let at = 0;
  for (let i = 0; i < to.length; i++) {
    const isNewBlock = i === 0 || prng.nextUnit() * meanBlock < 1;
    at = isNewBlock ? prng.nextBelow(from.length) : (at + 1) % from.length;
    to[i] = from[at];
  }
}
