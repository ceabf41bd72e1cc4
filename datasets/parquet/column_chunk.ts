/**
 * One column of one row group as pages: validity as run lengths or bits, then the values that are
 * there, one after the other as they lie in memory, compressed together.
 *
 * ```text
 *   header │ levels: length, runs of bits │ values (PLAIN)        one page a chunk
 *          └───────── Zstandard ───────────────────────┘
 * ```
 *
 * Hot: a matrix has millions of values; none of them becomes an object.
 */
import { constants, zstdCompressSync } from "node:zlib";
import { assert } from "../../core/base/assert.ts";
import type { Column, ColumnKind, ColumnValues, RowGroup } from "../row_group.ts";
import { NO_CLASS } from "../row_group.ts";
import {
  type ChunkNote,
  CODEC_NONE,
  CODEC_ZSTD,
  ENCODING_DICTIONARY,
  ENCODING_PLAIN,
  ENCODING_RLE,
  pageHeader,
} from "./format.ts";
import { LongSplitter, type LongUnit, MICROS, NANOS, PLAIN_NUMBER } from "./long.ts";

export type Compression = "none" | "zstd";

/** All ones in a number that is infinite or none. */
const EXPONENT_BITS = 0x7f80_0000;
/** Numeric features hardly get smaller with more effort. */
const ZSTD_LEVEL = 1;
const LENGTH_BYTES = 4;
const MOST_VARINT_BYTES = 5;

/** A chunk and what the footer says of it; the bytes are valid until the next one is made. */
export interface Chunk {
  readonly parts: readonly Uint8Array[];
  readonly note: ChunkNote;
}

export class ChunkEncoder {
  readonly #compression: Compression;
  /** Validity, a bit a row. */
  #levels = new Uint8Array(0);
  /** The page: levels end, and values begin, at {@link #valuesAt}. */
  #page = new Uint8Array(0);
  #valuesAt = 0;
  /** Values that are there, as words and as doubles. */
  #words = new Int32Array(0);
  #doubles = new Float64Array(0);
  #present = 0;
  #smallest = 0;
  #largest = 0;

  constructor(compression: Compression) {
    this.#compression = compression;
  }

  /** @param offset where in the file the chunk will begin */
  encode(column: Column, values: ColumnValues, group: RowGroup, offset: number): Chunk {
    this.#reserve(group.rows);
    if (typeof values === "string") return this.#constant(column, values, group.rows, offset);
    const wordsAValue = this.#take(column, values, group);
    const page = this.#pageOf(column.nullable, group.rows, this.#present * wordsAValue);
    const packed = this.#pack(page);
    const header = pageHeader({
      isDictionary: false,
      values: group.rows,
      encoding: ENCODING_PLAIN,
      plainBytes: page.length,
      packedBytes: packed.length,
    });
    const note: ChunkNote = {
      column,
      encodings: [ENCODING_PLAIN, ENCODING_RLE],
      codec: this.#codec,
      values: group.rows,
      nulls: group.rows - this.#present,
      offset,
      dictionaryBytes: 0,
      plainBytes: header.length + page.length,
      packedBytes: header.length + packed.length,
      bounds: this.#boundsOf(column.kind, group.epochMillis),
    };
    return { parts: [header, packed], note };
  }

  get #codec(): number {
    return this.#compression === "zstd" ? CODEC_ZSTD : CODEC_NONE;
  }

  #pack(page: Uint8Array): Uint8Array {
    if (this.#compression === "none") return page;
    const params = { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL };
    return zstdCompressSync(page, { params });
  }

  #reserve(rows: number): void {
    if (this.#doubles.length >= rows) return;
    this.#levels = new Uint8Array(Math.ceil(rows / 8));
    // A multiple of 8, because doubles begin there.
    this.#valuesAt = (this.#levels.length + LENGTH_BYTES + MOST_VARINT_BYTES + 7) & ~7;
    this.#page = new Uint8Array(this.#valuesAt + 8 * rows);
    this.#words = new Int32Array(this.#page.buffer, this.#valuesAt);
    this.#doubles = new Float64Array(this.#page.buffer, this.#valuesAt);
  }

  /** Puts what is there next to each other. @returns 32-bit words a value */
  #take({ kind }: Column, values: Exclude<ColumnValues, string>, group: RowGroup): 1 | 2 {
    const { rows, epochMillis } = group;
    if (values instanceof Float32Array) {
      this.#takeFloats(new Int32Array(values.buffer, values.byteOffset, rows), rows);
      return 1;
    }
    if (values instanceof Int32Array) {
      this.#takeWords(values, rows, kind === "class" ? NO_CLASS : undefined);
      return 1;
    }
    if (kind === "double") this.#takeDoubles(values, rows);
    else this.#takeLongs(values, rows, new LongSplitter(epochMillis, unitOf(kind)));
    return 2;
  }

  #takeFloats(bits: Int32Array, rows: number): void {
    const words = this.#words;
    const levels = this.#levels;
    let present = 0;
    let level = 0;
    for (let row = 0; row < rows; row++) {
      const word = bits[row];
      const valid = (word & EXPONENT_BITS) !== EXPONENT_BITS ? 1 : 0;
      words[present] = word;
      present += valid;
      level |= valid << (row & 7);
      if ((row & 7) === 7) {
        levels[row >> 3] = level;
        level = 0;
      }
    }
    if ((rows & 7) !== 0) levels[rows >> 3] = level;
    this.#present = present;
  }

  #takeWords(values: Int32Array, rows: number, absent: number | undefined): void {
    this.#startLevels(rows);
    for (let row = 0; row < rows; row++) {
      if (values[row] === absent) continue;
      this.#words[this.#present] = values[row];
      this.#markPresent(row);
    }
  }

  #takeDoubles(values: Float64Array, rows: number): void {
    this.#startLevels(rows);
    for (let row = 0; row < rows; row++) {
      if (Number.isNaN(values[row])) continue;
      this.#doubles[this.#present] = values[row];
      this.#markPresent(row);
    }
  }

  #takeLongs(values: Float64Array, rows: number, splitter: LongSplitter): void {
    this.#startLevels(rows);
    this.#smallest = Infinity;
    this.#largest = -Infinity;
    for (let row = 0; row < rows; row++) {
      const value = values[row];
      if (Number.isNaN(value)) continue;
      if (value < this.#smallest) this.#smallest = value;
      if (value > this.#largest) this.#largest = value;
      splitter.split(value, this.#words, 2 * this.#present);
      this.#markPresent(row);
    }
  }

  #startLevels(rows: number): void {
    this.#present = 0;
    this.#levels.fill(0, 0, (rows + 7) >> 3);
  }

  #markPresent(row: number): void {
    this.#levels[row >> 3] |= 1 << (row & 7);
    this.#present++;
  }

  /** Levels and values in one page. */
  #pageOf(nullable: boolean, rows: number, words: number): Uint8Array {
    assert(nullable || this.#present === rows, "a column without nulls has every value");
    const from = nullable ? this.#writeLevels(rows) : this.#valuesAt;
    return this.#page.subarray(from, this.#valuesAt + 4 * words);
  }

  /** The hybrid of run lengths and packed bits, after its length. @returns where it begins */
  #writeLevels(rows: number): number {
    const page = this.#page;
    const isOneRun = this.#present === rows || this.#present === 0;
    const groups = (rows + 7) >> 3;
    const head = isOneRun ? rows * 2 : groups * 2 + 1;
    const bodyBytes = isOneRun ? 1 : groups;
    const bytes = varintBytes(head) + bodyBytes;
    const from = this.#valuesAt - bytes - LENGTH_BYTES;
    new DataView(page.buffer).setUint32(from, bytes, true);
    const at = writeVarint(page, from + LENGTH_BYTES, head);
    if (isOneRun) page[at] = this.#present === 0 ? 0 : 1;
    else page.set(this.#levels.subarray(0, groups), at);
    return from;
  }

  /** Of times, by which readers pass over whole groups. */
  #boundsOf(kind: ColumnKind, epochMillis: number): ChunkNote["bounds"] {
    if (kind !== "time" && kind !== "nanos") return undefined;
    const words = new Int32Array(4);
    const splitter = new LongSplitter(epochMillis, unitOf(kind));
    splitter.split(this.#smallest, words, 0);
    splitter.split(this.#largest, words, 2);
    return [new Uint8Array(words.buffer, 0, 8), new Uint8Array(words.buffer, 8, 8)];
  }

  /** The same text in every row: a dictionary of one entry, and one run of it. */
  #constant(column: Column, value: string, rows: number, offset: number): Chunk {
    const text = new TextEncoder().encode(value);
    const entry = new Uint8Array(LENGTH_BYTES + text.length);
    new DataView(entry.buffer).setUint32(0, text.length, true);
    entry.set(text, LENGTH_BYTES);
    const run = new Uint8Array(8);
    const bitsAnIndex = 1;
    run[0] = bitsAnIndex;
    const runBytes = writeVarint(run, 1, rows * 2) + 1;
    const pages = [
      { isDictionary: true, values: 1, encoding: ENCODING_PLAIN, body: entry },
      {
        isDictionary: false,
        values: rows,
        encoding: ENCODING_DICTIONARY,
        body: run.subarray(0, runBytes),
      },
    ].map(({ body, ...head }) => [
      pageHeader({ ...head, plainBytes: body.length, packedBytes: body.length }),
      body,
    ]);
    const bytes = pages.flat().reduce((sum, part) => sum + part.length, 0);
    const note: ChunkNote = {
      column,
      encodings: [ENCODING_PLAIN, ENCODING_RLE, ENCODING_DICTIONARY],
      codec: CODEC_NONE,
      values: rows,
      nulls: 0,
      offset,
      dictionaryBytes: pages[0][0].length + pages[0][1].length,
      plainBytes: bytes,
      packedBytes: bytes,
      bounds: [text, text],
    };
    return { parts: pages.flat(), note };
  }
}

function unitOf(kind: ColumnKind): LongUnit {
  if (kind === "time") return MICROS;
  return kind === "nanos" ? NANOS : PLAIN_NUMBER;
}

function varintBytes(value: number): number {
  return Math.max(1, Math.ceil((32 - Math.clz32(value)) / 7));
}

/** Seven bits a byte, low ones first. @returns where the next byte goes */
function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  while (rest > 0x7f) {
    bytes[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  return at;
}
