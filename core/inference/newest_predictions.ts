/**
 * The newest prediction of every instrument, and the pen that writes it into frames.
 *
 * Hot path: no allocation, except when an instrument with a new highest number appears.
 */
import { FRAME_CLASSES } from "../base/limits.ts";
import { F_CLASSES, F_MODEL_HASH, F_PREDICTED_SEQUENCE, F_PROBABILITIES } from "../wire/frame.ts";

const FIRST_INSTRUMENTS = 16;

export class NewestPredictions {
  readonly #modelHash: number;
  readonly #classes: number;
  /** By instrument: the frame predicted from; 0 = none yet. */
  #sequences = new Float64Array(FIRST_INSTRUMENTS);
  #probabilities = new Float64Array(FIRST_INSTRUMENTS * FRAME_CLASSES);

  constructor(modelHash: number, classes: number) {
    this.#modelHash = modelHash;
    this.#classes = classes;
  }

  /** All probabilities; an instrument's start at instrument × FRAME_CLASSES. */
  get probabilities(): Float64Array {
    return this.#probabilities;
  }

  /**
   * Keeps what the model said of an instrument.
   * @param sequences by instrument: the frame predicted from
   * @returns false, and keeps the older prediction, when that is no distribution
   */
  keep(instrument: number, sequences: Float64Array, output: Float32Array, row: number): boolean {
    let sum = 0;
    for (let i = 0; i < this.#classes; i++) {
      const probability = output[row * this.#classes + i];
      if (!(probability >= 0 && probability <= 1)) return false;
      sum += probability;
    }
    if (!(sum > 0.999 && sum < 1.001)) return false;
    if (instrument >= this.#sequences.length) this.#grow(instrument + 1);
    this.#sequences[instrument] = sequences[instrument];
    for (let i = 0; i < this.#classes; i++) {
      this.#probabilities[instrument * FRAME_CLASSES + i] = output[row * this.#classes + i];
    }
    return true;
  }

  /** Writes the prediction fields of the frame at word `at`: all of them, the slot is used anew. */
  write(words: Int32Array, doubles: Float64Array, at: number, instrument: number): void {
    const d = at >> 1;
    const sequence = instrument < this.#sequences.length ? this.#sequences[instrument] : 0;
    const known = sequence > 0;
    words[at + F_MODEL_HASH] = known ? this.#modelHash : 0;
    words[at + F_CLASSES] = known ? this.#classes : 0;
    doubles[d + F_PREDICTED_SEQUENCE] = sequence;
    const from = instrument * FRAME_CLASSES;
    for (let i = 0; i < FRAME_CLASSES; i++) {
      doubles[d + F_PROBABILITIES + i] = known ? this.#probabilities[from + i] : 0;
    }
  }

  #grow(needed: number): void {
    let capacity = this.#sequences.length;
    while (capacity < needed) capacity *= 2;
    const sequences = new Float64Array(capacity);
    const probabilities = new Float64Array(capacity * FRAME_CLASSES);
    sequences.set(this.#sequences);
    probabilities.set(this.#probabilities);
    this.#sequences = sequences;
    this.#probabilities = probabilities;
  }
}
