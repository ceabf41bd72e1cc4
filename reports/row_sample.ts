/**
 * A fair sample of rows from a stream of unknown length, in bounded memory: every row that passed is
 * in it with the same chance (Vitter 1985, algorithm R). Its draws are seeded, so the same stream
 * gives the same sample.
 */
import { Prng } from "../core/base/prng.ts";

const FIRST_ROWS = 256;

export class RowSample {
  readonly #width: number;
  readonly #most: number;
  readonly #prng: Prng;
  #values = new Float32Array(0);
  #offered = 0;

  /** @param width values of a row @param most rows that are kept */
  constructor(width: number, most: number, seed: number) {
    this.#width = width;
    this.#most = most;
    this.#prng = new Prng(seed);
  }

  /** Rows that are kept. */
  get count(): number {
    return Math.min(this.#offered, this.#most);
  }

  /** @returns where to write the row in {@link values}; −1 = it is not taken */
  offer(): number {
    const seen = this.#offered++;
    const row = seen < this.#most ? seen : this.#prng.nextBelow(seen + 1);
    if (row >= this.#most) return -1;
    const from = row * this.#width;
    if (from >= this.#values.length) this.#grow();
    return from;
  }

  /** Row by row; changes its place when it grows. */
  get values(): Float32Array {
    return this.#values;
  }

  column(index: number): Float32Array {
    return Float32Array.from(
      { length: this.count },
      (_, row) => this.#values[row * this.#width + index],
    );
  }

  #grow(): void {
    const rows = Math.min(this.#most, Math.max(FIRST_ROWS, 2 * this.#values.length / this.#width));
    const grown = new Float32Array(rows * this.#width);
    grown.set(this.#values);
    this.#values = grown;
  }
}
