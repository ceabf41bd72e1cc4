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
import type { TableWriter } from "./row_group.ts";
import type { RowSpan } from "./row_span.ts";
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
  /** Rows that are being written. */
  #writing: Generator<void> | undefined;

  constructor(options: DatasetSinkOptions) {
    this.#options = options;
    this.#encoder = new ChunkEncoder(options.compression);
    const { kind, part } = options.destination;
    if (kind !== "folder") this.#fileAt(part);
  }

  take(instrumentId: number, span: RowSpan): void {
    this.finish();
    this.#writing = this.#write(instrumentId, span);
  }

  work(): boolean {
    if (this.#writing === undefined) return false;
    if (this.#writing.next().done) this.#writing = undefined;
    return true;
  }

  finish(): void {
    while (this.work());
  }

  close(): void {
    this.#writing?.return(undefined);
    this.#writing = undefined;
  }

  /** Completes all files, once everything is written. @param notes about the dataset, by name */
  end(notes: Readonly<Record<string, string>>): { readonly files: number; readonly bytes: number } {
    let bytes = 0;
    for (const file of this.#files.values()) {
      file.end(notes);
      bytes += file.bytes;
    }
    return { files: this.#files.size, bytes };
  }

  *#write(instrumentId: number, span: RowSpan): Generator<void> {
    const { destination, nameOf } = this.#options;
    const name = nameOf(instrumentId);
    try {
      for (let from = 0; from < span.rows;) {
        const isFolder = destination.kind === "folder";
        const day = dayOf(span.recvNanosOf(from));
        const to = isFolder ? endOfDay(span, from, day) : span.rows;
        const path = isFolder ? this.#pathOf(name, day) : destination.part;
        const { layout, epochMillis } = this.#options;
        yield* this.#fileAt(path).append(layout.group(span, from, to, name, epochMillis()));
        from = to;
      }
    } finally {
      span.release();
    }
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

/** The first row from `from` on that is of another day. */
function endOfDay(span: RowSpan, from: number, day: number): number {
  let to = from + 1;
  while (to < span.rows && dayOf(span.recvNanosOf(to)) === day) to++;
  return to;
}
