/**
 * The only maker of random numbers: xoshiro128** (Blackman and Vigna, 2018) seeded through
 * splitmix32, so that one 32-bit seed gives one market, on every machine. Never allocates.
 */

export class Prng {
  readonly #state = new Uint32Array(4);

  constructor(seed: number) {
    let z = seed >>> 0;
    for (let i = 0; i < 4; i++) {
      z = (z + 0x9e37_79b9) >>> 0;
      let t = z ^ (z >>> 16);
      t = Math.imul(t, 0x21f0_aaad);
      t ^= t >>> 15;
      t = Math.imul(t, 0x735a_2d97);
      this.#state[i] = (t ^ (t >>> 15)) >>> 0;
    }
  }

  /** A uniform unsigned 32-bit integer. */
  nextUint32(): number {
    const s = this.#state;
    const s1 = s[1];
    const product = Math.imul(s1, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = s1 << 9;
    s[2] ^= s[0];
    s[3] ^= s1;
    s[1] = s1 ^ s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    const s3 = s[3];
    s[3] = (s3 << 11) | (s3 >>> 21);
    return result;
  }

  /** Uniform in [0, 1). */
  nextUnit(): number {
    return this.nextUint32() / 0x1_0000_0000;
  }

  /** Uniform integer in [0, bound). The bias is below bound / 2^32. */
  nextBelow(bound: number): number {
    return Math.floor(this.nextUnit() * bound);
  }

  /** Fills `into` with what as many calls of {@link nextBelow} give: quicker, above all when cold. */
  fillBelow(into: Int32Array, bound: number): void {
    const s = this.#state;
    let s0 = s[0] | 0;
    let s1 = s[1] | 0;
    let s2 = s[2] | 0;
    let s3 = s[3] | 0;
    for (let i = 0; i < into.length; i++) {
      const product = Math.imul(s1, 5);
      const result = Math.imul((product << 7) | (product >>> 25), 9);
      const t = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= t;
      s3 = (s3 << 11) | (s3 >>> 21);
      into[i] = ((result >>> 0) / 0x1_0000_0000) * bound;
    }
    s[0] = s0;
    s[1] = s1;
    s[2] = s2;
    s[3] = s3;
  }

  /** Exponential with the given mean. */
  nextExponential(mean: number): number {
    return -Math.log(1 - this.nextUnit()) * mean;
  }
}
