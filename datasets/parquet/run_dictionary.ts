/**
 * Words that seldom change, as runs: a dictionary with an entry for each run, and how often each entry
 * is repeated. A value that comes again later is entered again: looking for it would cost more than it
 * saves. What bars and slow windows leave unchanged from row to row becomes next to nothing before it
 * is compressed, at the cost of one comparison a value.
 *
 * ```text
 *   words        7 7 7 7 7 7 9 9 9 9 7 …
 *   dictionary   7 9 7 …                      PLAIN
 *   indexes      6 × 0, 4 × 1, …              RLE, after a byte that says how many bits they have
 * ```
 *
 * Hot: looks at millions of values.
 */
import { writeVarint } from "./varint.ts";

/** Below so many values a run, they are cheaper as they are. */
const LEAST_MEAN_RUN = 16;
/** A run: its length as a varint, and an index. */
const MOST_RUN_BYTES = 5 + 4;

export class RunDictionary {
  #entries = new Int32Array(0);
  #lengths = new Int32Array(0);
  #indexes = new Uint8Array(0);

  /** @returns how many runs there are; 0 where they are too many, or none */
  take(words: Int32Array, count: number): number {
    const most = Math.floor(count / LEAST_MEAN_RUN);
    if (this.#entries.length < most) this.#reserve(most);
    const entries = this.#entries;
    const lengths = this.#lengths;
    let runs = 0;
    for (let i = 0; i < count;) {
      if (runs === most) return 0;
      const word = words[i];
      const from = i++;
      while (i < count && words[i] === word) i++;
      entries[runs] = word;
      lengths[runs++] = i - from;
    }
    return runs;
  }

  /** The values of the first `runs` runs. */
  entries(runs: number): Uint8Array {
    return new Uint8Array(this.#entries.buffer, 0, 4 * runs);
  }

  /** Which of them are repeated how often; valid until the next call. */
  indexes(runs: number): Uint8Array {
    const bits = Math.max(1, 32 - Math.clz32(runs - 1));
    const bytes = this.#indexes;
    bytes[0] = bits;
    let at = 1;
    for (let run = 0; run < runs; run++) {
      at = writeVarint(bytes, at, 2 * this.#lengths[run]);
      for (let left = run, shift = 0; shift < bits; shift += 8, left >>>= 8) bytes[at++] = left;
    }
    return bytes.subarray(0, at);
  }

  #reserve(runs: number): void {
    this.#entries = new Int32Array(runs);
    this.#lengths = new Int32Array(runs);
    this.#indexes = new Uint8Array(1 + MOST_RUN_BYTES * runs);
  }
}
