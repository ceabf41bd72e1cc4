/**
 * One column of one row group as pages: validity as run lengths or bits, then the values that are
 * there, compressed together.
 *
 * ```text
 *   values one after the other as they lie in memory:
 *     header │ levels: length, runs of bits │ values (PLAIN)
 *            └───────── Zstandard ───────────────────────┘
 *   values that seldom change (run_dictionary.ts):
 *     header │ values of the runs │ header │ levels │ bits, runs (RLE_DICTIONARY)
 *            └──── Zstandard ─────┘        └──────── Zstandard ─────────────────┘
 * ```
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
  type PageHead,
  pageHeader,
} from "./format.ts";
import { LongSplitter, type LongUnit, MICROS, NANOS, PLAIN_NUMBER } from "./long.ts";
import { RunDictionary } from "./run_dictionary.ts";
import { ValuePage } from "./value_page.ts";
import { writeVarint } from "./varint.ts";

export type Compression = "none" | "zstd";

/** Numeric features hardly get smaller with more effort. */
const ZSTD_LEVEL = 1;
const LENGTH_BYTES = 4;

/** A chunk and what the footer says of it; the bytes are valid until the next one is made. */
export interface Chunk {
  readonly parts: readonly Uint8Array[];
  readonly note: ChunkNote;
}

/** What a page's header says beside its sizes, and the bytes behind it. */
interface Page extends Pick<PageHead, "isDictionary" | "values" | "encoding"> {
  readonly body: Uint8Array;
}

export class ChunkEncoder {
  readonly #compression: Compression;
  readonly #page = new ValuePage();
  readonly #runs = new RunDictionary();

  constructor(compression: Compression) {
    this.#compression = compression;
  }

  /**
   * @param index of the column in the group
   * @param offset where in the file the chunk will begin
   */
  encode(column: Column, index: number, group: RowGroup, offset: number): Chunk {
    const page = this.#page;
    page.begin(group.rows);
    const values = group.column(index, page.scratch);
    if (typeof values === "string") return constantChunk(column, values, group.rows, offset);
    const wordsAValue = this.#take(column, values, group, index);
    assert(column.nullable || page.present === group.rows, "without nulls there is every value");
    const runs = wordsAValue === 1 ? this.#runs.take(page.words, page.present) : 0;
    const pages = runs > 0
      ? this.#runPages(column, group.rows, runs)
      : [this.#plainPage(column, group.rows, wordsAValue)];
    return chunkOf(pages, this.#compression, {
      column,
      values: group.rows,
      nulls: group.rows - page.present,
      offset,
      bounds: this.#boundsOf(column.kind, group.epochMillis),
    });
  }

  /** Puts what is there next to each other. @returns 32-bit words a value */
  #take(
    { kind }: Column,
    values: Exclude<ColumnValues, string>,
    group: RowGroup,
    index: number,
  ): 1 | 2 {
    const page = this.#page;
    if (values instanceof Float32Array) {
      const bits = new Int32Array(values.buffer, values.byteOffset, group.rows);
      if (group.isFull(index)) page.takeAll(bits);
      else page.takeFloats(bits);
      return 1;
    }
    if (values instanceof Int32Array) {
      if (kind === "class") page.takeWords(values, NO_CLASS);
      else page.takeAll(values);
      return 1;
    }
    if (kind === "double") page.takeDoubles(values);
    else page.takeLongs(values, new LongSplitter(group.epochMillis, unitOf(kind)));
    return 2;
  }

  #plainPage({ nullable }: Column, rows: number, wordsAValue: number): Page {
    const body = this.#page.withValues(nullable, wordsAValue);
    return { isDictionary: false, values: rows, encoding: ENCODING_PLAIN, body };
  }

  #runPages({ nullable }: Column, rows: number, runs: number): Page[] {
    const body = this.#page.withBytes(nullable, this.#runs.indexes(runs));
    return [
      {
        isDictionary: true,
        values: runs,
        encoding: ENCODING_PLAIN,
        body: this.#runs.entries(runs),
      },
      { isDictionary: false, values: rows, encoding: ENCODING_DICTIONARY, body },
    ];
  }

  /** Of times, by which readers pass over whole groups. */
  #boundsOf(kind: ColumnKind, epochMillis: number): ChunkNote["bounds"] {
    if (kind !== "time" && kind !== "nanos") return undefined;
    const words = new Int32Array(4);
    const splitter = new LongSplitter(epochMillis, unitOf(kind));
    splitter.split(this.#page.smallest, words, 0);
    splitter.split(this.#page.largest, words, 2);
    return [new Uint8Array(words.buffer, 0, 8), new Uint8Array(words.buffer, 8, 8)];
  }
}

/** The same text in every row: a dictionary of one entry, and one run of it. */
function constantChunk(column: Column, value: string, rows: number, offset: number): Chunk {
  const text = new TextEncoder().encode(value);
  const entry = new Uint8Array(LENGTH_BYTES + text.length);
  new DataView(entry.buffer).setUint32(0, text.length, true);
  entry.set(text, LENGTH_BYTES);
  const run = new Uint8Array(8);
  const bitsAnIndex = 1;
  run[0] = bitsAnIndex;
  const body = run.subarray(0, writeVarint(run, 1, rows * 2) + 1);
  const pages: Page[] = [
    { isDictionary: true, values: 1, encoding: ENCODING_PLAIN, body: entry },
    { isDictionary: false, values: rows, encoding: ENCODING_DICTIONARY, body },
  ];
  const bounds = [text, text] as const;
  return chunkOf(pages, "none", { column, values: rows, nulls: 0, offset, bounds });
}

/** Puts headers before pages and adds up how long they are. */
function chunkOf(
  pages: readonly Page[],
  compression: Compression,
  about: Pick<ChunkNote, "column" | "values" | "nulls" | "offset" | "bounds">,
): Chunk {
  const parts: Uint8Array[] = [];
  let plainBytes = 0;
  let packedBytes = 0;
  let dictionaryBytes = 0;
  for (const { body, ...head } of pages) {
    const packed = compression === "zstd" ? compressed(body) : body;
    const header = pageHeader({ ...head, plainBytes: body.length, packedBytes: packed.length });
    parts.push(header, packed);
    plainBytes += header.length + body.length;
    packedBytes += header.length + packed.length;
    if (head.isDictionary) dictionaryBytes = header.length + packed.length;
  }
  const hasDictionary = dictionaryBytes > 0;
  const note = {
    ...about,
    encodings: hasDictionary
      ? [ENCODING_PLAIN, ENCODING_RLE, ENCODING_DICTIONARY]
      : [ENCODING_PLAIN, ENCODING_RLE],
    codec: compression === "zstd" ? CODEC_ZSTD : CODEC_NONE,
    dictionaryBytes,
    plainBytes,
    packedBytes,
  };
  return { parts, note };
}

function compressed(bytes: Uint8Array): Uint8Array {
  const params = { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL };
  return zstdCompressSync(bytes, { params });
}

function unitOf(kind: ColumnKind): LongUnit {
  if (kind === "time") return MICROS;
  return kind === "nanos" ? NANOS : PLAIN_NUMBER;
}
