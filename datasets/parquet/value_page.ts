/**
 * The values of one column next to each other, those that are missing left out, with the bits that say
 * which are there.
 *
 * ```text
 *   memory   │ room for levels │ value value value …
 *                              ╰ a multiple of 8, because doubles begin there
 * ```
 *
 * Hot: a matrix has millions of values; none of them becomes an object.
 */
import type { ColumnScratch } from "../row_group.ts";
import type { LongSplitter } from "./long.ts";
import { varintBytes, writeVarint } from "./varint.ts";

/** All ones in a number that is infinite or none. */
const EXPONENT_BITS = 0x7f80_0000;
const LENGTH_BYTES = 4;
const MOST_VARINT_BYTES = 5;

export class ValuePage {
  /** Values that are there, as words and as doubles. */
  words = new Int32Array(0);
  #doubles = new Float64Array(0);
  /** How many. */
  present = 0;
  /** Of longs: between which they lie. */
  smallest = 0;
  largest = 0;
  /** For a column before its values are taken; what is read into it as words need not be copied. */
  scratch: ColumnScratch = noScratch();
  #rows = 0;
  #memory = new Uint8Array(0);
  /** Where values begin, and levels end. */
  #valuesAt = 0;
  /** Validity, a bit a row. */
  #bits = new Uint8Array(0);

  /** Makes room and begins a column. */
  begin(rows: number): void {
    this.#rows = rows;
    this.present = 0;
    if (this.#doubles.length >= rows) return;
    this.#bits = new Uint8Array(Math.ceil(rows / 8));
    this.#valuesAt = (this.#bits.length + LENGTH_BYTES + MOST_VARINT_BYTES + 7) & ~7;
    this.#memory = new Uint8Array(this.#valuesAt + 8 * rows);
    const { buffer } = this.#memory;
    this.words = new Int32Array(buffer, this.#valuesAt);
    this.#doubles = new Float64Array(buffer, this.#valuesAt);
    const floats = new Float32Array(buffer, this.#valuesAt);
    this.scratch = { words: this.words, floats, doubles: new Float64Array(rows) };
  }

  /** All rows have a value. */
  takeAll(values: Int32Array): void {
    const words = this.words;
    this.present = this.#rows;
    if (values.buffer === words.buffer && values.byteOffset === words.byteOffset) return;
    words.set(values.subarray(0, this.#rows));
  }

  /** Floats as their bits: what is infinite or NaN is missing. */
  takeFloats(values: Int32Array): void {
    const rows = this.#rows;
    const words = this.words;
    const bits = this.#bits;
    let present = 0;
    let byte = 0;
    for (let row = 0; row < rows; row++) {
      const word = values[row];
      const valid = (word & EXPONENT_BITS) !== EXPONENT_BITS ? 1 : 0;
      words[present] = word;
      present += valid;
      byte |= valid << (row & 7);
      if ((row & 7) === 7) {
        bits[row >> 3] = byte;
        byte = 0;
      }
    }
    if ((rows & 7) !== 0) bits[rows >> 3] = byte;
    this.present = present;
  }

  /** @param absent stands for a missing value */
  takeWords(values: Int32Array, absent: number): void {
    this.#bits.fill(0);
    for (let row = 0; row < this.#rows; row++) {
      const value = values[row];
      if (value === absent) continue;
      this.words[this.present] = value;
      this.#mark(row);
    }
  }

  takeDoubles(values: Float64Array): void {
    this.#bits.fill(0);
    for (let row = 0; row < this.#rows; row++) {
      if (Number.isNaN(values[row])) continue;
      this.#doubles[this.present] = values[row];
      this.#mark(row);
    }
  }

  takeLongs(values: Float64Array, splitter: LongSplitter): void {
    this.#bits.fill(0);
    this.smallest = Infinity;
    this.largest = -Infinity;
    for (let row = 0; row < this.#rows; row++) {
      const value = values[row];
      if (Number.isNaN(value)) continue;
      if (value < this.smallest) this.smallest = value;
      if (value > this.largest) this.largest = value;
      splitter.split(value, this.words, 2 * this.present);
      this.#mark(row);
    }
  }

  /** The values, and before them, where asked for, the levels. @param wordsAValue 1 or 2 */
  withValues(hasLevels: boolean, wordsAValue: number): Uint8Array {
    const from = hasLevels ? this.#writeLevels() : this.#valuesAt;
    return this.#memory.subarray(from, this.#valuesAt + 4 * wordsAValue * this.present);
  }

  /** The same with other bytes instead of the values, which they overwrite. */
  withBytes(hasLevels: boolean, bytes: Uint8Array): Uint8Array {
    const from = hasLevels ? this.#writeLevels() : this.#valuesAt;
    this.#memory.set(bytes, this.#valuesAt);
    return this.#memory.subarray(from, this.#valuesAt + bytes.length);
  }

  #mark(row: number): void {
    this.#bits[row >> 3] |= 1 << (row & 7);
    this.present++;
  }

  /** The hybrid of run lengths and packed bits, after its length. @returns where it begins */
  #writeLevels(): number {
    const rows = this.#rows;
    const memory = this.#memory;
    const isOneRun = this.present === rows || this.present === 0;
    const groups = (rows + 7) >> 3;
    const head = isOneRun ? rows * 2 : groups * 2 + 1;
    const bodyBytes = isOneRun ? 1 : groups;
    const bytes = varintBytes(head) + bodyBytes;
    const from = this.#valuesAt - bytes - LENGTH_BYTES;
    new DataView(memory.buffer).setUint32(from, bytes, true);
    const at = writeVarint(memory, from + LENGTH_BYTES, head);
    if (isOneRun) memory[at] = this.present === 0 ? 0 : 1;
    else memory.set(this.#bits.subarray(0, groups), at);
    return from;
  }
}

function noScratch(): ColumnScratch {
  return {
    words: new Int32Array(0),
    floats: new Float32Array(0),
    doubles: new Float64Array(0),
  };
}
