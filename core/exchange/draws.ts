/**
 * Random numbers made ahead, a block at a time. Functions that draw many then stay small enough for
 * the compiler to merge them, which is what keeps fractions from being boxed when they are returned.
 *
 * Hot path: no allocation.
 */
import { Prng } from "../base/prng.ts";

const BLOCK = 1_024;

export class Draws {
  readonly #prng: Prng;
  readonly #units = new Float64Array(BLOCK);
  #next = BLOCK;

  constructor(seed: number) {
    this.#prng = new Prng(seed);
  }

  /** Uniform in [0, 1). */
  unit(): number {
    if (this.#next === BLOCK) this.#refill();
    return this.#units[this.#next++];
  }

  /** Uniform integer in [0, bound), for bounds below 2^31. */
  below(bound: number): number {
    return (this.unit() * bound) | 0;
  }

  #refill(): void {
    for (let i = 0; i < BLOCK; i++) this.#units[i] = this.#prng.nextUnit();
    this.#next = 0;
  }
}
