/**
 * Which column of a bar file means what: by the names in its header, or by their order where there
 * is none.
 *
 * ```text
 *   datetime,open,high,low,close,volume          names in any order, any case, others passed over
 *   Date,Open,High,Low,Close,Adj Close,Volume    close is what traded, not what was adjusted later
 *   1499040000000,0.016,0.8,0.0157,0.0157,14.2   no header: time, open, high, low, close, volume;
 *                                                a 7th of 7 or a 9th of 12 (Binance) counts trades
 * ```
 */
import { UserError } from "../../base/errors.ts";

/** Positions of columns, from 0; −1 = there is none. */
export interface BarLayout {
  /** The byte between two fields. */
  readonly separator: number;
  readonly columns: number;
  readonly hasHeader: boolean;
  readonly time: number;
  /** Where a date and its time of day are two columns: the second. */
  readonly timeOfDay: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly trades: number;
}

/** A header stands within so many lines: some vendors write who they are above it. */
export const HEADER_LINES = 4;

const SEPARATORS = [",", ";", "\t"];
/** Names of the column of times, best first; "price" is what yfinance 0.2.51 and later call it. */
const TIMES = ["opentime", "timestamp", "datetime", "unix", "date", "time", "ts", "", "price"];
const VOLUMES = ["volume", "vol", "tickvol", "tickvolume", "volumeusd", "volumebtc"];
const TRADES = ["trades", "count", "tradecount", "numberoftrades", "numtrades"];
const PRICES = ["open", "high", "low", "close"] as const;
const NEEDED = "a time (datetime, date, timestamp, open_time …), open, high, low, close";

/** By number of columns of a file without header: where trades are counted. */
const BARE_TRADES = new Map([[6, -1], [7, 6], [12, 8]]);
const NUMBER = /^\d*\.?\d+(e[+-]?\d+)?$/i;
const EPOCH = /^\d{9,19}(\.\d+)?$/;
const ISO_DATE = /^\d{4}[-/.]\d{2}[-/.]\d{2}/;

/** A header, or a first row, among the first lines of a file. */
export interface FoundLayout {
  readonly layout: BarLayout;
  /** Lines to pass over: those above the header, and the header. */
  readonly skip: number;
}

/** @returns undefined when the lines are not the beginning of a bar file */
export function findLayout(lines: readonly string[]): FoundLayout | undefined {
  for (const [i, line] of lines.slice(0, HEADER_LINES).entries()) {
    const layout = layoutOf(line);
    if (layout === undefined) continue;
    return { layout, skip: layout.hasHeader ? i + 1 : i };
  }
  return undefined;
}

/** True of a header that has some of the columns of bars. */
export function resemblesBars(line: string): boolean {
  const names = fieldsOf(line).fields.map((field) => field.toLowerCase());
  return PRICES.filter((name) => names.includes(name)).length > 1;
}

/** Says what the first lines lack: the columns that were found, and those that are needed. */
export function unknownColumns(name: string, lines: readonly string[]): UserError {
  const header = lines.map(fieldsOf).find(({ fields }) => fields.length > 1);
  const found = header?.fields.map((field) => field.trim()).filter((field) => field !== "");
  const shown = found === undefined || found.length === 0 ? "none" : found.slice(0, 12).join(", ");
  return new UserError(`${name}: these are no bars: columns found: ${shown}; needed: ${NEEDED}`);
}

function layoutOf(line: string): BarLayout | undefined {
  const { fields, separator } = fieldsOf(line);
  const base = { separator: separator.charCodeAt(0), columns: fields.length };
  return headerLayout(fields, base) ?? bareLayout(fields, base);
}

type Base = Pick<BarLayout, "separator" | "columns">;

function headerLayout(fields: readonly string[], base: Base): BarLayout | undefined {
  const names = fields.map((field) => field.toLowerCase().replaceAll(/[^a-z]/g, ""));
  const first = (known: readonly string[]) => {
    const name = known.find((candidate) => names.includes(candidate));
    return name === undefined ? -1 : names.indexOf(name);
  };
  const time = first(TIMES);
  const [open, high, low, close] = PRICES.map((name) => names.indexOf(name));
  if (Math.min(time, open, high, low, close) < 0) return undefined;
  return {
    ...base,
    hasHeader: true,
    time,
    timeOfDay: names[time] === "date" ? names.indexOf("time") : -1,
    open,
    high,
    low,
    close,
    volume: first(VOLUMES) >= 0 ? first(VOLUMES) : names.findIndex(isVolume),
    trades: first(TRADES),
  };
}

function isVolume(name: string): boolean {
  return name.startsWith("volume");
}

function bareLayout(fields: readonly string[], base: Base): BarLayout | undefined {
  const trades = BARE_TRADES.get(fields.length);
  if (trades === undefined) return undefined;
  const isTime = EPOCH.test(fields[0]) || ISO_DATE.test(fields[0]);
  if (!isTime || !fields.slice(1).every((field) => NUMBER.test(field))) return undefined;
  // Three levels of a LOBSTER book are 12 numbers, too; a kline's seventh is when it closed.
  if (fields.length === 12 && !(Number(fields[6]) > 1e11)) return undefined;
  const places = { time: 0, timeOfDay: -1, open: 1, high: 2, low: 3, close: 4, volume: 5 };
  return { ...base, ...places, hasHeader: false, trades };
}

function fieldsOf(line: string): { fields: string[]; separator: string } {
  const text = line.replace(/^\ufeff/, "").trimEnd();
  const separator = SEPARATORS.find((candidate) => text.includes(candidate)) ?? ",";
  const fields = text.split(separator).map((field) => field.trim().replaceAll('"', ""));
  return { fields, separator };
}
