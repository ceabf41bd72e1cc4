/**
 * The day of a recording whose messages only carry the time since midnight: from the file's name
 * to the instant of that midnight where the exchange is.
 */

/** US exchanges. */
export const NEW_YORK = "America/New_York";

/** Milliseconds since 1970 of the start of that day, or undefined when there is no such day. */
export function midnightMillis(isoDate: string, timeZone: string): number | undefined {
  try {
    return Temporal.PlainDate.from(isoDate).toZonedDateTime({ timeZone }).epochMilliseconds;
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

/** The first date in a name, as YYYY-MM-DD: written so, or YYYYMMDD, or MMDDYYYY as NASDAQ does. */
export function dateInName(name: string): string | undefined {
  const dashed = /(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)/.exec(name);
  if (dashed !== null) return validDate(dashed[1]);
  const digits = /(?<!\d)(\d{2})(\d{2})(\d{2})(\d{2})(?!\d)/.exec(name);
  if (digits === null) return undefined;
  const [, a, b, c, d] = digits;
  return validDate(`${a}${b}-${c}-${d}`) ?? validDate(`${c}${d}-${a}-${b}`);
}

function validDate(isoDate: string): string | undefined {
  const year = Number(isoDate.slice(0, 4));
  if (year < 1970 || year > 2100) return undefined;
  return midnightMillis(isoDate, "UTC") === undefined ? undefined : isoDate;
}
