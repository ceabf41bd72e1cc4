/**
 * The threshold that leaves a given share of rows flat, for every instrument, from the first part of
 * the data only, and without knowing beforehand how much data there is.
 *
 * Moves are counted by size, in bins that are 0.02 % wide, and by the block of rows in which they
 * became known. Once there are too many blocks, neighbours are joined, so memory stays bounded:
 *
 * ```text
 *   rows     ├──┼──┼──┼──┼──┼──┼──┼──┤   twice as long from now on: ├─────┼─────┼─────┼─────┤
 *                        ▲ the share to fit on; only whole blocks before it count
 * ```
 *
 * A move counts where its label became known, so what is fitted on the first 60 % of the rows knows
 * nothing of the rest.
 */

const MOST_BLOCKS = 256;
/** Of a float32's bits: what stays is its exponent and 12 bits of its fraction. */
const DROPPED_BITS = 11;
const BINS = 2 ** (32 - 1 - DROPPED_BITS);

export class ThresholdFit {
  #blockRows = 1;
  #rows = 0;
  /** By block: how many moves, by instrument × BINS + bin. */
  #blocks: Map<number, number>[] = [new Map()];
  readonly #float = new Float32Array(1);
  readonly #bits = new Int32Array(this.#float.buffer);

  /** A row has passed. */
  countRow(): void {
    this.#rows++;
    if (this.#rows % this.#blockRows !== 0) return;
    if (this.#blocks.length === MOST_BLOCKS) this.#join();
    this.#blocks.push(new Map());
  }

  /** A label has become known. @param moveBps finite */
  countMove(instrumentId: number, moveBps: number): void {
    this.#float[0] = Math.abs(moveBps);
    const bin = instrumentId * BINS + (this.#bits[0] >>> DROPPED_BITS);
    const block = this.#blocks[this.#blocks.length - 1];
    block.set(bin, (block.get(bin) ?? 0) + 1);
  }

  /**
   * @param flatShare of the moves, above 0 and below 1
   * @param fitShare of the rows, above 0 and at most 1
   * @returns thresholds in bps by instrument; one without a move in that part has none
   */
  thresholds(flatShare: number, fitShare: number): Map<number, number> {
    const border = fitShare * this.#rows;
    const counts = new Map<number, number>();
    for (const [i, block] of this.#blocks.entries()) {
      const isBefore = fitShare === 1 || (i + 1) * this.#blockRows <= border;
      if (isBefore) addAll(counts, block);
    }
    const byInstrument = Map.groupBy(
      [...counts].sort(([a], [b]) => a - b),
      ([bin]) => Math.floor(bin / BINS),
    );
    return new Map([...byInstrument].map(([id, bins]) => [id, this.#quantile(bins, flatShare)]));
  }

  /** The upper end of the bin in which the share is reached. */
  #quantile(bins: readonly (readonly [number, number])[], share: number): number {
    const wanted = share * bins.reduce((sum, [, count]) => sum + count, 0);
    let seen = 0;
    let at = 0;
    while (seen + bins[at][1] < wanted) seen += bins[at++][1];
    const bin = bins[at][0] % BINS;
    // Bin 0 holds the mids that stayed where they were, and nothing else that could be told from it.
    if (bin === 0) return 0;
    this.#bits[0] = ((bin + 1) << DROPPED_BITS) - 1;
    return this.#float[0];
  }

  /** Neighbours become one, and the blocks from now on are as long. */
  #join(): void {
    const blocks = this.#blocks;
    this.#blocks = [];
    for (let i = 0; i < blocks.length; i += 2) {
      addAll(blocks[i], blocks[i + 1]);
      this.#blocks.push(blocks[i]);
    }
    this.#blockRows *= 2;
  }
}

function addAll(counts: Map<number, number>, more: ReadonlyMap<number, number>): void {
  for (const [bin, count] of more) counts.set(bin, (counts.get(bin) ?? 0) + count);
}
