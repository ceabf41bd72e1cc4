/**
 * Sums by block of consecutive time, for intervals that respect overlap: labels that look 50 frames
 * ahead are far from independent, blocks much longer than that nearly are. Blocks are resampled
 * whole (Künsch 1989, without the overlap of blocks), with a seeded generator.
 *
 * Memory is bounded: when the blocks are used up, neighbours merge and the blocks double.
 *
 * Hot path ({@link BlockSums.at}): no allocation.
 */
import { Prng } from "../base/prng.ts";

export const MAX_BLOCKS = 256;
/** Fewer blocks say nothing about the spread between blocks. */
export const MIN_BLOCKS = 8;
const RESAMPLES = 500;
const LOW_QUANTILE = 0.025;
const HIGH_QUANTILE = 0.975;

/** A number with its 95 % interval; null where there are too few blocks to tell. */
export interface Estimate {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

export class BlockSums {
  readonly #fields: number;
  readonly #sums: Float64Array;
  #blockFrames = 1;
  #blocks = 0;
  readonly #first = new Float64Array([-1]);

  /** @param fields numbers summed in every block */
  constructor(fields: number) {
    this.#fields = fields;
    this.#sums = new Float64Array(MAX_BLOCKS * fields);
  }

  /** All blocks, one after the other; add to the fields that {@link at} points to. */
  get sums(): Float64Array {
    return this.#sums;
  }

  get blocks(): number {
    return this.#blocks;
  }

  /** Index in {@link sums} of the block of a position in time; positions never go back. */
  at(position: number): number {
    if (this.#blocks === 0) this.#first[0] = position;
    let block = Math.floor((position - this.#first[0]) / this.#blockFrames);
    while (block >= MAX_BLOCKS) {
      this.#merge();
      block >>= 1;
    }
    if (block >= this.#blocks) this.#blocks = block + 1;
    return block * this.#fields;
  }

  /** Merges neighbours until a block spans at least `frames`. */
  widen(frames: number): void {
    while (this.#blockFrames < frames && this.#blocks > 1) this.#merge();
  }

  total(field: number): number {
    let total = 0;
    for (let block = 0; block < this.#blocks; block++) {
      total += this.#sums[block * this.#fields + field];
    }
    return total;
  }

  /** The ratio of two sums with its interval; see {@link ratios}. */
  ratio(numerator: number, denominator: number, seed: number): Estimate {
    return this.ratios([numerator], denominator, seed)[0];
  }

  /**
   * Ratios of sums with their intervals, all from the same draws, which are what costs.
   * @param numerators fields summed above the line
   * @param denominator field summed below it
   * @param seed of the resampling
   */
  ratios(numerators: readonly number[], denominator: number, seed: number): Estimate[] {
    const values = numerators.map((field) => quotient(this.total(field), this.total(denominator)));
    if (this.#blocks < MIN_BLOCKS) {
      return values.map((value) => ({ value, low: null, high: null }));
    }
    const prng = new Prng(seed);
    const drawn = new Int32Array(this.#blocks);
    const resampled = values.map(() => new Float64Array(RESAMPLES));
    for (let i = 0; i < RESAMPLES; i++) {
      prng.fillBelow(drawn, drawn.length);
      const below = this.#sumOf(drawn, denominator);
      for (let r = 0; r < values.length; r++) {
        const above = this.#sumOf(drawn, numerators[r]);
        resampled[r][i] = below > 0 ? above / below : values[r];
      }
    }
    return values.map((value, r) => intervalOf(value, resampled[r].sort()));
  }

  /** Σ of a field over `drawn` blocks. */
  #sumOf(drawn: Int32Array, field: number): number {
    const sums = this.#sums;
    const fields = this.#fields;
    let sum = 0;
    for (let n = 0; n < drawn.length; n++) sum += sums[drawn[n] * fields + field];
    return sum;
  }

  #merge(): void {
    const { length } = this.#sums;
    const fields = this.#fields;
    for (let to = 0, from = 0; from < length; to += fields, from += 2 * fields) {
      for (let i = 0; i < fields; i++) {
        this.#sums[to + i] = this.#sums[from + i] + this.#sums[from + fields + i];
      }
    }
    this.#sums.fill(0, length / 2);
    this.#blockFrames *= 2;
    this.#blocks = (this.#blocks + 1) >> 1;
  }
}

function intervalOf(value: number, sorted: Float64Array): Estimate {
  return {
    value,
    low: sorted[Math.floor(LOW_QUANTILE * RESAMPLES)],
    high: sorted[Math.ceil(HIGH_QUANTILE * RESAMPLES) - 1],
  };
}

/** A share of nothing is 0, never NaN. */
export function quotient(above: number, below: number): number {
  return below === 0 ? 0 : above / below;
}
