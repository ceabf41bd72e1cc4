/**
 * A CSV file, written row group by row group: a header line, then a line a row. What has no value is
 * left empty; times are ISO 8601 with nanoseconds, UTC.
 */
import { NANOS_PER_SECOND } from "../core/base/units.ts";
import { Appender, appendTo } from "./append.ts";
import { dateText, DAY_SECONDS } from "./days.ts";
import {
  type Column,
  columnScratch,
  type ColumnValues,
  NO_CLASS,
  type RowGroup,
  type TableWriter,
} from "./row_group.ts";

const ENCODER = new TextEncoder();
/** Rows of a step: text takes its time. */
const STEP_ROWS = 128;

export class CsvFile implements TableWriter {
  readonly #path: string;
  readonly #columns: readonly Column[];
  #bytes = 0;

  constructor(path: string, columns: readonly Column[]) {
    this.#path = path;
    this.#columns = columns;
    const head = ENCODER.encode(`${columns.map(({ name }) => quoted(name)).join(",")}\n`);
    appendTo(path, head);
    this.#bytes = head.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  *append(group: RowGroup): Generator<void> {
    const writers = this.#columns.map((column, i) =>
      fieldOf(column, group.column(i, columnScratch(group.rows)), group)
    );
    const appender = new Appender(this.#path);
    try {
      for (let row = 0; row < group.rows;) {
        const end = Math.min(group.rows, row + STEP_ROWS);
        let text = "";
        for (; row < end; row++) {
          for (let i = 0; i < writers.length; i++) text += (i > 0 ? "," : "") + writers[i](row);
          text += "\n";
        }
        const bytes = ENCODER.encode(text);
        appender.write(bytes);
        this.#bytes += bytes.length;
        yield;
      }
    } finally {
      appender.close();
    }
  }

  /** The format has no room for notes. */
  end(): void {}
}

/** What makes the text of one column's fields. */
function fieldOf(
  { kind }: Column,
  values: ColumnValues,
  { epochMillis }: RowGroup,
): (row: number) => string {
  if (typeof values === "string") {
    const text = quoted(values);
    return () => text;
  }
  if (kind === "time") return timeField(epochMillis, values);
  if (kind === "nanos") return nanosField(epochMillis, values);
  if (kind === "bits") return (row) => String(values[row] >>> 0);
  if (kind === "class") return (row) => values[row] === NO_CLASS ? "" : String(values[row]);
  if (kind === "long") return (row) => Number.isNaN(values[row]) ? "" : String(values[row]);
  return (row) => realText(values[row]);
}

/** "2012-06-21T09:30:00.013994120Z"; the date is made once a day. */
function timeField(
  epochMillis: number,
  values: Exclude<ColumnValues, string>,
): (row: number) => string {
  let knownDay = NaN;
  let date = "";
  return (row) => {
    const seconds = Math.floor(values[row] / NANOS_PER_SECOND);
    const day = Math.floor(seconds / DAY_SECONDS);
    if (day !== knownDay) date = dateText(epochMillis, day);
    knownDay = day;
    const ofDay = seconds - day * DAY_SECONDS;
    const nanos = Math.floor(values[row] - seconds * NANOS_PER_SECOND);
    const clock = `${two(Math.floor(ofDay / 3_600))}:${two(Math.floor(ofDay / 60) % 60)}`;
    return `${date}T${clock}:${two(ofDay % 60)}.${String(nanos).padStart(9, "0")}Z`;
  };
}

/** Nanoseconds since 1970: more digits than a double has, so seconds and the rest are put together. */
function nanosField(
  epochMillis: number,
  values: Exclude<ColumnValues, string>,
): (row: number) => string {
  const epochSeconds = epochMillis / 1_000;
  return (row) => {
    const seconds = Math.floor(values[row] / NANOS_PER_SECOND);
    const nanos = Math.floor(values[row] - seconds * NANOS_PER_SECOND);
    return `${epochSeconds + seconds}${String(nanos).padStart(9, "0")}`;
  };
}

/** "1.0" and not "1": readers guess a column's type from its first rows. */
function realText(value: number): string {
  if (Number.isNaN(value)) return "";
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value);
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
