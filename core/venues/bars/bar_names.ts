/**
 * Symbol and interval from the name of a bar file:
 *
 * ```text
 *   AAPL_1min.csv.gz  BTCUSDT_1m.csv  BTCUSDT-1m-2024-01.zip  BRK.B_5min.csv  BTC-USD_1h_2024.csv
 *   ╰──╯ ╰──╯         symbol, then what follows a "_", "-", "." or blank and counts time
 * ```
 *
 * "1m" is a minute and "1M" a month, as exchanges write them; a month counts 31 days, so that no bar
 * ends before its month does.
 */
import { SYMBOL_BYTES } from "../../wire/market.ts";

const DAY_SECONDS = 86_400;
const UNIT_SECONDS: readonly (readonly [RegExp, number])[] = [
  [/^(M|mo|mon|month|months|monthly)$/, 31 * DAY_SECONDS],
  [/^(s|sec|secs|second|seconds)$/i, 1],
  [/^(m|min|mins|minute|minutes)$/i, 60],
  [/^(h|hr|hrs|hour|hours|hourly)$/i, 3_600],
  [/^(d|day|days|daily)$/i, DAY_SECONDS],
  [/^(w|wk|week|weeks|weekly)$/i, 7 * DAY_SECONDS],
];
const PACKING = /(\.(csv|txt|tsv|gz|zst|zip))+$/i;
const WITH_INTERVAL =
  /^(.+?)[_\-. ](?:(\d{1,3})([A-Za-z]{1,7})|(hourly|daily|weekly|monthly))(?![A-Za-z0-9])/;
/** A name without interval is a symbol as far as its first "_" or blank. */
const STEM = /^[^_ ]+/;
/** How symbols are written where nothing else says that it is one. */
const CAPITALS = /^[A-Z0-9.^=\-]*[A-Z][A-Z0-9.^=\-]*$/;

export interface BarName {
  readonly symbol: string;
  /** undefined when the name does not tell. */
  readonly seconds: number | undefined;
  /** The symbol stands before an interval or is written in capitals. */
  readonly isSure: boolean;
}

/** @param fileName without its folder */
export function readBarName(fileName: string): BarName {
  const stem = fileName.replace(PACKING, "");
  const match = WITH_INTERVAL.exec(stem);
  const seconds = match === null ? undefined : secondsOf(match[2] ?? "1", match[3] ?? match[4]);
  if (match !== null && seconds !== undefined) {
    return { symbol: fitting(match[1]), seconds, isSure: true };
  }
  const symbol = STEM.exec(stem)?.[0] ?? stem;
  return { symbol: fitting(symbol), seconds: undefined, isSure: CAPITALS.test(symbol) };
}

function secondsOf(count: string, unit: string): number | undefined {
  const known = UNIT_SECONDS.find(([names]) => names.test(unit));
  return known === undefined || Number(count) === 0 ? undefined : Number(count) * known[1];
}

/** What of a name fits a symbol: printable ASCII, without commas. */
function fitting(text: string): string {
  return text.toUpperCase().replaceAll(/[^\x21-\x2b\x2d-\x7e]/g, "").slice(0, SYMBOL_BYTES) ||
    "BARS";
}
