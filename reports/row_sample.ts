/**
 * A fair sample of rows from a stream of unknown length, in bounded memory: every row that passed is
 * in it with the same chance (Vitter 1985, algorithm R). Its draws are seeded, so the same stream
 * gives the same sample.
 */
import { Prng } from "../core/base/prng.ts";

export class RowSample {
  readonly #width: number;
  readonly #most: number;
  readonly #prng: Prng;
  /** Row by row. */
  readonly values: Float32Array;
  #offered = 0;

  /** @param width values of a row @param most rows that are kept */
  constructor(width: number, most: number, seed: number) {
    this.#width = width;
    this.#most = most;
    this.#prng = new Prng(seed);
    this.values = new Float32Array(width * most);
  }

  /** Rows that are kept. */
  get count(): number {
    return Math.min(this.#offered, this.#most);
  }

  /** @returns where to write the row in {@link values}; −1 = it is not taken */
  offer(): number {
    const seen = this.#offered++;
    const row = seen < this.#most ? seen : this.#prng.nextBelow(seen + 1);
    return row < this.#most ? row * this.#width : -1;
  }

  column(index: number): Float32Array {
    return Float32Array.from(
      { length: this.count },
      (_, row) => this.values[row * this.#width + index],
    );
  }
}
