/**
 * Reads five-level snapshot Parquet files block by block: the columns Millrace needs as float64
 * arrays, an absent value as 0, so that everything behind works on plain numbers.
 *
 * Only the needed columns of the needed row group are read. A block is at most BLOCK_ROWS rows,
 * which bounds memory to about 15 MiB however long the file is.
 */
import { type FileMetaData, parquetMetadataAsync, parquetRead } from "hyparquet";
import { messageOf, UserError } from "../../base/errors.ts";
import { fileNameOf, type OpenedFile, openForReading } from "../files/file_chunks.ts";

export const BLOCK_ROWS = 65_536;
export const SNAPSHOT_LEVELS = 5;

const SYMBOL_COLUMN = "instrumentID";
/** Prices and sizes level by level, as in {@link SnapshotBlock.levels}. */
const LEVEL_COLUMNS = Array.from(
  { length: SNAPSHOT_LEVELS },
  (_, i) => [`ask${i + 1}`, `askSize${i + 1}`, `bid${i + 1}`, `bidSize${i + 1}`],
).flat();
const REQUIRED = [SYMBOL_COLUMN, "epochTime", ...LEVEL_COLUMNS];
/** Without these a file has books and no trades. */
const TRADE_COLUMNS = ["avgprice", "market_hit_bid", "market_hit_ask"];

/** Rows `[rowFrom, rowFrom + rows)` of a file, column by column. */
export interface SnapshotBlock {
  readonly rowFrom: number;
  readonly rows: number;
  readonly symbols: readonly string[];
  /** Microseconds since 1970, UTC. */
  readonly epochMicros: Float64Array;
  /** For level k: ask price, ask size, bid price, bid size at 4k, 4k + 1, 4k + 2, 4k + 3. */
  readonly levels: readonly Float64Array[];
  /** Average price of what traded since the row before. */
  readonly averagePrice: Float64Array;
  /** Lots of it that sellers, and that buyers, took: an estimate, not always whole or positive. */
  readonly soldLots: Float64Array;
  readonly boughtLots: Float64Array;
}

export class SnapshotFile {
  readonly name: string;
  readonly rows: number;
  readonly #opened: OpenedFile;
  readonly #metadata: FileMetaData;
  readonly #columns: readonly string[];

  private constructor(opened: OpenedFile, metadata: FileMetaData, columns: readonly string[]) {
    this.name = fileNameOf(opened.path);
    this.rows = Number(metadata.num_rows);
    this.#opened = opened;
    this.#metadata = metadata;
    this.#columns = columns;
  }

  /** @throws UserError when it is no Parquet file, or lacks columns */
  static async open(path: string): Promise<SnapshotFile> {
    const opened = await openForReading(path);
    try {
      const metadata = await parquetMetadataAsync(bufferOf(opened));
      const present = new Set(metadata.schema.map(({ name }) => name));
      return new SnapshotFile(opened, metadata, chooseColumns(fileNameOf(path), present));
    } catch (thrown) {
      opened.file.close();
      if (thrown instanceof UserError) throw thrown;
      throw new UserError(
        `${fileNameOf(path)}: no readable Parquet file of ${opened.bytes} bytes; ` +
          `it was cut off or is damaged (${messageOf(thrown)})`,
      );
    }
  }

  /** @throws UserError when the block is damaged */
  async read(rowFrom: number): Promise<SnapshotBlock> {
    const rows = Math.min(BLOCK_ROWS, this.rows - rowFrom);
    const symbols = new Array<string>(rows).fill("");
    const numbers = new Map(this.#columns.map((name) => [name, new Float64Array(rows)]));
    try {
      await parquetRead({
        file: bufferOf(this.#opened),
        metadata: this.#metadata,
        columns: [...this.#columns],
        rowStart: rowFrom,
        rowEnd: rowFrom + rows,
        useOffsetIndex: true,
        onChunk: ({ columnName, columnData, rowStart }) => {
          const column = numbers.get(columnName);
          // A chunk may reach beyond the rows that were asked for.
          const from = Math.max(0, rowFrom - rowStart);
          const to = Math.min(columnData.length, rowFrom + rows - rowStart);
          for (let i = from; i < to; i++) {
            const row = rowStart + i - rowFrom;
            if (columnName === SYMBOL_COLUMN) symbols[row] = String(columnData[i] ?? "");
            else if (column !== undefined) column[row] = numberOf(columnData[i]);
          }
        },
      });
    } catch (thrown) {
      throw new UserError(
        `${this.name} rows ${rowFrom + 1} to ${rowFrom + rows}: damaged (${messageOf(thrown)})`,
      );
    }
    const column = (name: string) => numbers.get(name) ?? new Float64Array(rows);
    return {
      rowFrom,
      rows,
      symbols,
      epochMicros: column("epochTime"),
      levels: LEVEL_COLUMNS.map(column),
      averagePrice: column("avgprice"),
      soldLots: column("market_hit_bid"),
      boughtLots: column("market_hit_ask"),
    };
  }

  close(): void {
    this.#opened.file.close();
  }
}

/**
 * The columns to read, of those that a file has.
 * @throws UserError naming the required ones that it lacks
 */
export function chooseColumns(fileName: string, present: ReadonlySet<string>): string[] {
  const missing = REQUIRED.filter((name) => !present.has(name));
  if (missing.length > 0) {
    throw new UserError(
      `${fileName}: lacks columns of five-level snapshots: ${missing.join(", ")}`,
    );
  }
  return [...REQUIRED, ...TRADE_COLUMNS.filter((name) => present.has(name))];
}

/** Absent, NaN and infinite become 0, which no price or size is. */
function numberOf(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isFinite(number) ? number : 0;
}

/** The library asks for several ranges at once, so seeking and reading must not be interleaved. */
function bufferOf({ file, bytes }: OpenedFile) {
  return {
    byteLength: bytes,
    slice(start: number, end: number = bytes): ArrayBuffer {
      const into = new Uint8Array(Math.max(0, Math.min(end, bytes) - start));
      file.seekSync(start, Deno.SeekMode.Start);
      let filled = 0;
      while (filled < into.length) {
        const count = file.readSync(into.subarray(filled));
        if (count === null) break;
        filled += count;
      }
      return into.buffer;
    },
  };
}
