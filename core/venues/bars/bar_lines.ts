/**
 * A bar file, line by line: opens it, however it is packed, finds its header, cuts its rows into
 * fields and reads their times. Used twice for a file: to survey it and to read its bars.
 *
 * ```text
 *   for (;;) { next() === LINE_ROW ─▶ use fields and time
 *              LINE_MISCUT, LINE_UNTIMED ─▶ report
 *              LINE_MORE ─▶ await fill()
 *              LINE_END  ─▶ close() }
 * ```
 */
import type { ByteStream } from "../files/byte_stream.ts";
import { LineReader } from "../files/line_reader.ts";
import { openFile } from "../files/open_file.ts";
import { openZipMember, type ZipMember } from "../files/zip.ts";
import { PEEK_END, PEEK_INPUT } from "../source.ts";
import { type BarLayout, findLayout, HEADER_LINES, unknownColumns } from "./bar_columns.ts";
import { BarFields, MAX_COLUMNS } from "./bar_fields.ts";
import { BarTime } from "./bar_time.ts";

/** Where the lines are: a file, or a member of an archive. */
export interface BarFile {
  /** As messages call it. */
  readonly name: string;
  readonly path: string;
  readonly member: ZipMember | undefined;
}

/** What {@link BarLines.next} found. */
export const LINE_ROW = 1;
/** A line of more or fewer fields than there are columns. */
export const LINE_MISCUT = 2;
/** A row whose time cannot be read. */
export const LINE_UNTIMED = 3;
/** Nothing yet: the file has to be read on. */
export const LINE_MORE = 4;
export const LINE_END = 5;
export type LineOutcome =
  | typeof LINE_ROW
  | typeof LINE_MISCUT
  | typeof LINE_UNTIMED
  | typeof LINE_MORE
  | typeof LINE_END;

/** A row of bars is short; anything longer is something else. */
const MAX_ROW_BYTES = 4_096;
/** As much of a row as messages show. */
const SHOWN_CHARACTERS = 60;
/** yfinance writes two more lines of header: whose columns they are, and what the rows are. */
const MORE_HEADER = /^(ticker|date|datetime)$/i;
const SPACE = 0x20;

export class BarLines {
  readonly layout: BarLayout;
  /** The current row. */
  readonly fields: BarFields;
  /** What its time column says. */
  readonly time: BarTime;
  readonly #reader: LineReader;
  /** Date and time of day of files that have a column for each. */
  readonly #joined: Uint8Array;
  #headerTo = 0;

  private constructor(reader: LineReader, layout: BarLayout, skip: number, zone: string) {
    this.layout = layout;
    this.fields = new BarFields(layout.separator);
    this.time = new BarTime(zone);
    this.#reader = reader;
    this.#joined = new Uint8Array(layout.timeOfDay < 0 ? 0 : MAX_ROW_BYTES);
    this.#headerTo = skip;
  }

  /**
   * @param zone of times that do not say theirs
   * @throws UserError when the file cannot be opened, or its columns are not those of bars
   */
  static async open(file: BarFile, zone: string): Promise<BarLines> {
    const head = await readHead(file);
    const found = findLayout(head);
    if (found === undefined || found.layout.columns > MAX_COLUMNS) {
      throw unknownColumns(file.name, head);
    }
    const reader = new LineReader(await openStream(file), MAX_ROW_BYTES);
    return new BarLines(reader, found.layout, found.skip, zone);
  }

  /** 1-based. */
  get lineNumber(): number {
    return this.#reader.lineNumber;
  }

  get progress(): number {
    return this.#reader.progress;
  }

  /** Goes on to the next row, past header and empty lines. */
  next(): LineOutcome {
    const reader = this.#reader;
    for (;;) {
      reader.next();
      const outcome = reader.peek();
      if (outcome === PEEK_INPUT) return LINE_MORE;
      if (outcome === PEEK_END) return LINE_END;
      if (reader.lineNumber <= this.#headerTo || reader.lineTo === reader.lineFrom) continue;
      this.fields.cut(reader.bytes, reader.lineFrom, reader.lineTo);
      if (!this.#isMoreHeader()) return this.#read();
      this.#headerTo++;
    }
  }

  /**
   * Reads on, after {@link next} asked for it.
   * @throws UserError when the file is damaged
   */
  fill(): Promise<void> {
    return this.#reader.fill();
  }

  /** The current line, shortened for messages. Cold. */
  shown(): string {
    const { bytes, lineFrom, lineTo } = this.#reader;
    const text = new TextDecoder().decode(bytes.subarray(lineFrom, lineTo));
    return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  #isMoreHeader(): boolean {
    return this.layout.hasHeader && this.#reader.lineNumber === this.#headerTo + 1 &&
      MORE_HEADER.test(this.fields.text(0));
  }

  #read(): LineOutcome {
    const { fields, layout, time } = this;
    if (fields.count !== layout.columns) return LINE_MISCUT;
    const from = fields.from[layout.time];
    const to = fields.to[layout.time];
    const isTime = layout.timeOfDay < 0
      ? time.parse(fields.bytes, from, to)
      : time.parse(this.#joined, 0, this.#join(from, to));
    return isTime ? LINE_ROW : LINE_UNTIMED;
  }

  /** Writes date and time of day into one text. @returns its length */
  #join(from: number, to: number): number {
    const { fields, layout } = this;
    const joined = this.#joined;
    joined.set(fields.bytes.subarray(from, to));
    joined[to - from] = SPACE;
    const timeFrom = fields.from[layout.timeOfDay];
    const timeTo = fields.to[layout.timeOfDay];
    joined.set(fields.bytes.subarray(timeFrom, timeTo), to - from + 1);
    return to - from + 1 + timeTo - timeFrom;
  }
}

/** The first lines of a file. */
async function readHead(file: BarFile): Promise<string[]> {
  const reader = new LineReader(await openStream(file), MAX_ROW_BYTES);
  const lines: string[] = [];
  try {
    while (lines.length < HEADER_LINES) {
      const outcome = reader.peek();
      if (outcome === PEEK_END) break;
      if (outcome === PEEK_INPUT) {
        await reader.fill();
        continue;
      }
      const { bytes, lineFrom, lineTo } = reader;
      lines.push(new TextDecoder().decode(bytes.subarray(lineFrom, lineTo)));
      reader.next();
    }
    return lines;
  } finally {
    await reader.close();
  }
}

function openStream({ path, member }: BarFile): Promise<ByteStream> {
  return member === undefined ? openFile(path) : openZipMember(path, member);
}
