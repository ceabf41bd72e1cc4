/** Recorded round trips from a CSV file, for {@link RecordedLatency}. Cold. */
import { UserError } from "../../../base/errors.ts";
import type { OrderLatency } from "../models.ts";

const NANOS_PER_MILLI = 1_000_000n;
const COLUMNS = "sent_nanos,exchange_nanos,received_nanos";

/** Round trips of any time, with what their nanoseconds count from. @throws UserError */
export function recordedTrips(
  text: string,
  file: string,
): Extract<OrderLatency, { kind: "recorded" }> {
  const first = /^[^\n]*\n\s*(\d{1,19})/.exec(text);
  const originMillis = first === null ? 0 : Number(BigInt(first[1]) / NANOS_PER_MILLI);
  return { kind: "recorded", originMillis, trips: readRoundTrips(text, originMillis, file) };
}

/**
 * Reads lines of `sent_nanos,exchange_nanos,received_nanos` behind a header line of these names; ns
 * since 1970.
 * @param epochMillis the session's epoch, in ms since 1970
 * @param file its name, for errors
 * @returns three numbers a trip, ns since the session's epoch
 * @throws UserError naming file, line, what was found and what would be right
 */
export function readRoundTrips(text: string, epochMillis: number, file: string): number[] {
  const lines = text.split(/\r?\n/);
  if (lines[0].trim() !== COLUMNS) {
    throw new UserError(`${file}:1: found "${lines[0].slice(0, 80)}", must be "${COLUMNS}"`);
  }
  const trips: number[] = [];
  const epochNanos = BigInt(Math.round(epochMillis)) * NANOS_PER_MILLI;
  let previous = -Infinity;
  for (let i = 1; i < lines.length; i++) {
    if (lines[i].trim() === "") continue;
    const fields = lines[i].split(",").map((field) => field.trim());
    const whole = fields.length === 3 && fields.every((field) => /^\d{1,19}$/.test(field));
    const [sent, exchange, received] = whole
      ? fields.map((field) => Number(BigInt(field) - epochNanos))
      : [0, 0, 0];
    if (!whole || exchange < sent || received < exchange || sent < previous) {
      throw new UserError(
        `${file}:${i + 1}: found "${
          lines[i].slice(0, 80)
        }", must be three times in ns since 1970, ` +
          `each not before the one to its left, and lines in order of time`,
      );
    }
    previous = sent;
    trips.push(sent, exchange, received);
  }
  if (trips.length === 0) throw new UserError(`${file}: has no round trip, must have at least one`);
  return trips;
}
