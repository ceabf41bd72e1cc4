/** Funding of perpetuals as a person writes it: one rate for ever, or a file of what was paid. */
import { UserError } from "../core/base/errors.ts";
import type { FundingChoice } from "../core/exchange/venue/models.ts";
import { isTableFile, readTable } from "./table_file.ts";

const UNITS_MILLIS: Readonly<Record<string, number>> = { min: 60_000, h: 3_600_000 };
const DEFAULT_EVERY_MILLIS = 8 * UNITS_MILLIS.h;
const COLUMNS = "time,rate";
/** A rate is a share of the notional: beyond these it is a percentage that was not divided. */
const MOST_RATE = 1;
const EXAMPLES = "none, a rate and its interval such as 0.01%/8h, or a .csv of times and rates";

/**
 * "none", "0.01%/8h" (paid at 00:00, 08:00 and 16:00 UTC), "funding.csv" or "funding.csv/4h".
 * @throws UserError
 */
export function fundingOf(option: string, text: string): FundingChoice {
  const trimmed = text.trim();
  if (trimmed === "none") return { kind: "none" };
  const [, what, count, unit] = /^(.*?)(?:\/(\d+)(min|h))?$/.exec(trimmed) ?? ["", trimmed];
  const everyMillis = count === undefined ? DEFAULT_EVERY_MILLIS : Number(count) *
    UNITS_MILLIS[unit];
  const percent = /^(-?\d+(?:\.\d+)?)%$/.exec(what);
  const isFile = isTableFile(what);
  if ((percent === null && !isFile) || everyMillis === 0) {
    throw new UserError(`${option}${text}: must be ${EXAMPLES}`);
  }
  const rate = isFile ? ratesOf(readTable(option, what), what) : Number(percent?.[1]) / 100;
  return { kind: "perpetual", firstMillis: 0, everyMillis, rate };
}

/**
 * Reads lines of `time,rate` behind a header of these names: ms since 1970, and a share of the notional,
 * as venues publish them. @returns time, rate, time, rate …
 */
function ratesOf(text: string, file: string): number[] {
  const lines = text.split(/\r?\n/);
  if (lines[0].trim() !== COLUMNS) {
    throw new UserError(`${file}:1: found "${lines[0].slice(0, 80)}", must be "${COLUMNS}"`);
  }
  const rates: number[] = [];
  for (let i = 1; i < lines.length; i++) {
    if (lines[i].trim() === "") continue;
    const match = /^\s*(\d{1,15})\s*,\s*(-?\d*\.?\d+(?:e-?\d+)?)\s*$/i.exec(lines[i]);
    const [time, rate] = match === null ? [NaN, NaN] : [Number(match[1]), Number(match[2])];
    if (!(Math.abs(rate) <= MOST_RATE) || (rates.length > 0 && !(time > rates[rates.length - 2]))) {
      throw new UserError(
        `${file}:${i + 1}: found "${lines[i].slice(0, 80)}", must be a time in ms since 1970, ` +
          "later than the one above, and a rate such as 0.0001",
      );
    }
    rates.push(time, rate);
  }
  if (rates.length === 0) throw new UserError(`${file}: has no rate, must have at least one`);
  return rates;
}
