/**
 * From groups of rows to files: one file for all, or one for each instrument and day, in folders
 * whose names say which, as DuckDB, Polars, pandas and Spark read them:
 *
 * ```text
 *   out/venue=nasdaq/symbol=GOOG/date=2012-06-21/part-0.parquet
 * ```
 */
import { CsvFile } from "./csv_file.ts";
import { dateText, dayOf } from "./days.ts";
import type { Destination } from "./destination.ts";
import { ChunkEncoder, type Compression } from "./parquet/column_chunk.ts";
import { ParquetFile } from "./parquet/parquet_file.ts";
import { recvNanosOf, type RowBuffer } from "./row_buffer.ts";
import type { TableWriter } from "./row_group.ts";
import type { RowSink } from "./row_store.ts";
import type { InstrumentName, TableLayout } from "./table_layout.ts";

const FILE_NAME = "part-0.parquet";

export interface DatasetSinkOptions {
  readonly destination: Destination;
  readonly layout: TableLayout;
  readonly compression: Compression;
  readonly nameOf: (instrumentId: number) => InstrumentName;
  /** Known once the first row is there. */
  readonly epochMillis: () => number;
}

export class DatasetSink implements RowSink {
  readonly #options: DatasetSinkOptions;
  readonly #encoder: ChunkEncoder;
  readonly #files = new Map<string, TableWriter>();

  constructor(options: DatasetSinkOptions) {
    this.#options = options;
    this.#encoder = new ChunkEncoder(options.compression);
    const { kind, part } = options.destination;
    if (kind !== "folder") this.#fileAt(part);
  }

  write(instrumentId: number, buffer: RowBuffer, rows: number): void {
    const { destination, nameOf } = this.#options;
    const name = nameOf(instrumentId);
    if (destination.kind !== "folder") {
      this.#append(destination.part, name, buffer, 0, rows);
      return;
    }
    for (let from = 0; from < rows;) {
      const day = dayOf(recvNanosOf(buffer, from));
      let to = from + 1;
      while (to < rows && dayOf(recvNanosOf(buffer, to)) === day) to++;
      this.#append(this.#pathOf(name, day), name, buffer, from, to);
      from = to;
    }
  }

  /** Completes all files. @param notes about the dataset, by name */
  end(notes: Readonly<Record<string, string>>): { readonly files: number; readonly bytes: number } {
    let bytes = 0;
    for (const file of this.#files.values()) {
      file.end(notes);
      bytes += file.bytes;
    }
    return { files: this.#files.size, bytes };
  }

  #append(path: string, name: InstrumentName, buffer: RowBuffer, from: number, to: number): void {
    const { layout, epochMillis } = this.#options;
    this.#fileAt(path).append(layout.group(buffer, from, to, name, epochMillis()));
  }

  #pathOf({ venue, symbol }: InstrumentName, day: number): string {
    const { destination, epochMillis } = this.#options;
    const date = dateText(epochMillis(), day);
    const keys = [`venue=${encodeURIComponent(venue)}`, `symbol=${encodeURIComponent(symbol)}`];
    return `${destination.part}/${keys.join("/")}/date=${date}/${FILE_NAME}`;
  }

  #fileAt(path: string): TableWriter {
    const open = this.#files.get(path);
    if (open !== undefined) return open;
    const { destination, layout } = this.#options;
    if (destination.kind === "folder") {
      Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    }
    const file = destination.kind === "csv"
      ? new CsvFile(path, layout.columns)
      : new ParquetFile(path, layout.columns, this.#encoder);
    this.#files.set(path, file);
    return file;
  }
}
