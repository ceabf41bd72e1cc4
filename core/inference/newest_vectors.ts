/**
 * The newest feature vector of every instrument, and which of them the model has not seen yet. At a
 * prediction those are gathered, scaled, into the model's input: one row an instrument.
 *
 * Hot path: no allocation, except when an instrument with a new highest number appears.
 */
import { F_FEATURES, F_FRAME_SEQUENCE, F_MASK, MASK_WORDS } from "../wire/frame.ts";
import { FeatureScaler } from "./feature_scaler.ts";
import type { ManifestFeature } from "./manifest.ts";

const FIRST_INSTRUMENTS = 16;

export class NewestVectors {
  readonly #width: number;
  readonly #indexes: Int32Array;
  readonly #scaler: FeatureScaler;
  /** Bits of the features that must be warm. */
  readonly #needs = new Int32Array(MASK_WORDS);
  #capacity = 0;
  #values = new Float32Array(0);
  /** The bits of the values, as frames hold them. */
  #bits = new Int32Array(0);
  #sequences = new Float64Array(0);
  #warm = new Uint8Array(0);
  /** Instruments with a frame since the last gathering, in order of their first such frame. */
  #fresh = new Int32Array(0);
  #isFresh = new Uint8Array(0);
  #freshCount = 0;
  #input = new Float32Array(0);
  #rows = new Int32Array(0);

  constructor(features: readonly ManifestFeature[], indexes: readonly number[], clip: number) {
    this.#width = features.length;
    this.#indexes = Int32Array.from(indexes);
    this.#scaler = new FeatureScaler(features, clip);
    for (const i of indexes) this.#needs[i >> 5] |= 1 << (i & 31);
    this.#grow(FIRST_INSTRUMENTS);
  }

  /** The gathered rows, row-major; valid until the next gathering. */
  get input(): Float32Array {
    return this.#input;
  }

  /** The instrument of a gathered row. */
  instrumentOf(row: number): number {
    return this.#rows[row];
  }

  /** By instrument: the frame that its newest vector came from. */
  get sequences(): Float64Array {
    return this.#sequences;
  }

  /** Keeps a copy of the features of one frame, whose slot starts at word `at`. */
  observe(words: Int32Array, doubles: Float64Array, at: number, instrument: number): void {
    if (instrument >= this.#capacity) this.#grow(instrument + 1);
    const warm = this.#isWarm(words, at + F_MASK);
    this.#warm[instrument] = warm ? 1 : 0;
    if (warm) {
      this.#sequences[instrument] = doubles[(at >> 1) + F_FRAME_SEQUENCE];
      const from = at + F_FEATURES;
      const to = instrument * this.#width;
      for (let i = 0; i < this.#width; i++) this.#bits[to + i] = words[from + this.#indexes[i]];
    }
    if (this.#isFresh[instrument] === 1) return;
    this.#isFresh[instrument] = 1;
    this.#fresh[this.#freshCount++] = instrument;
  }

  /**
   * Gathers the instruments that are fresh and warm. One that is not warm has to bring another
   * frame before it can be, so it is dropped here.
   * @returns number of rows
   */
  gather(): number {
    const width = this.#width;
    let rows = 0;
    for (let i = 0; i < this.#freshCount; i++) {
      const instrument = this.#fresh[i];
      this.#isFresh[instrument] = 0;
      if (this.#warm[instrument] === 0) continue;
      this.#scaler.scaleRow(this.#values, instrument * width, this.#input, rows * width);
      this.#rows[rows++] = instrument;
    }
    this.#freshCount = 0;
    return rows;
  }

  #isWarm(words: Int32Array, maskAt: number): boolean {
    let missing = 0;
    for (let i = 0; i < MASK_WORDS; i++) missing |= this.#needs[i] & ~words[maskAt + i];
    return missing === 0;
  }

  #grow(needed: number): void {
    let capacity = Math.max(this.#capacity, FIRST_INSTRUMENTS);
    while (capacity < needed) capacity *= 2;
    this.#values = grown(this.#values, new Float32Array(capacity * this.#width));
    this.#bits = new Int32Array(this.#values.buffer);
    this.#sequences = grown(this.#sequences, new Float64Array(capacity));
    this.#warm = grown(this.#warm, new Uint8Array(capacity));
    this.#fresh = grown(this.#fresh, new Int32Array(capacity));
    this.#isFresh = grown(this.#isFresh, new Uint8Array(capacity));
    this.#input = new Float32Array(capacity * this.#width);
    this.#rows = new Int32Array(capacity);
    this.#capacity = capacity;
  }
}

function grown<T extends Float32Array | Float64Array | Int32Array | Uint8Array>(
  old: T,
  next: T,
): T {
  next.set(old);
  return next;
}
