/**
 * A Parquet file, written row group by row group: what is written is never touched again, and the
 * footer, which readers start from, comes last.
 *
 * ```text
 *   PAR1 │ group 0: chunk chunk chunk … │ group 1: … │ footer │ its length │ PAR1
 * ```
 *
 * Its own and not a library's, because the general ones take arrays of numbers and nulls, an object
 * each, and cost more than computing the features (bench/RESULTS.md).
 */
import { Appender, appendTo } from "../append.ts";
import type { Column, RowGroup, TableWriter } from "../row_group.ts";
import type { ChunkEncoder } from "./column_chunk.ts";
import { type ChunkNote, footer, type GroupNote, MAGIC } from "./format.ts";

const ENCODER = new TextEncoder();

export class ParquetFile implements TableWriter {
  readonly #path: string;
  readonly #columns: readonly Column[];
  readonly #encoder: ChunkEncoder;
  readonly #groups: GroupNote[] = [];
  #bytes = 0;

  /** @param encoder shared by files that are written in turns: it has the scratch memory */
  constructor(path: string, columns: readonly Column[], encoder: ChunkEncoder) {
    this.#path = path;
    this.#columns = columns;
    this.#encoder = encoder;
    this.#append(ENCODER.encode(MAGIC));
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A column a step. */
  *append(group: RowGroup): Generator<void> {
    const chunks: ChunkNote[] = [];
    const appender = new Appender(this.#path);
    try {
      for (const [i, column] of this.#columns.entries()) {
        const { parts, note } = this.#encoder.encode(column, i, group, this.#bytes);
        for (const part of parts) appender.write(part);
        chunks.push(note);
        this.#bytes += note.packedBytes;
        yield;
      }
    } finally {
      appender.close();
    }
    this.#groups.push({ rows: group.rows, chunks });
  }

  end(notes: Readonly<Record<string, string>>): void {
    const body = footer(this.#columns, this.#groups, notes);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, body.length, true);
    this.#append(body, length, ENCODER.encode(MAGIC));
  }

  #append(...parts: readonly Uint8Array[]): void {
    appendTo(this.#path, ...parts);
    for (const { length } of parts) this.#bytes += length;
  }
}
