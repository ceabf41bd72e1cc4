/**
 * Values on the command line. Every parser says which option was wrong, what it found and what
 * would be right.
 */
import { UserError } from "../core/base/errors.ts";
import { NANOS_PER_SECOND } from "../core/base/units.ts";
import type { ScheduleOptions } from "../core/inference/schedule.ts";
import type { Scale } from "../core/venues/instruments.ts";
import { SPEED_MAX } from "../core/venues/pacer.ts";

/** A whole number within bounds. */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text.replaceAll("_", ""));
  if (!Number.isInteger(value) || value < min || value > max || text.trim() === "") {
    throw new UserError(`${option} ${text}: must be a whole number from ${min} to ${max}`);
  }
  return value;
}

/** One of a list of words. */
export function oneOf<T extends string>(option: string, text: string, words: readonly T[]): T {
  const found = words.find((word) => word === text);
  if (found === undefined) {
    throw new UserError(`${option} ${text}: must be one of ${words.join(", ")}`);
  }
  return found;
}

/** "max", "1x", "2.5x" → recording seconds per second. */
export function speedOf(text: string): number {
  if (text === "max") return SPEED_MAX;
  const match = /^(\d+(?:\.\d+)?)x$/.exec(text);
  const speed = match === null ? NaN : Number(match[1]);
  if (!(speed > 0)) {
    throw new UserError(`--speed ${text}: must be max, or a factor such as 1x, 10x or 0.5x`);
  }
  return speed;
}

const TIME_OF_SESSION = /^(?:(\d{1,3})\+)?(\d{1,2}):([0-5]\d)(?::([0-5]\d(?:\.\d{1,9})?))?$/;

/** "14:30", "14:30:05.25", "1+00:05" (on the day after the first) → ns since the session's epoch. */
export function sessionTimeOf(option: string, text: string): number {
  const match = TIME_OF_SESSION.exec(text);
  if (match === null || Number(match[2]) > 23) {
    throw new UserError(
      `${option} ${text}: must be a time of the first day, UTC, such as 14:30 or 14:30:05.5; ` +
        "1+00:05 is on the day after",
    );
  }
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * NANOS_PER_SECOND);
}

/** "BTC-USD,ETH-USD" → its parts. */
export function symbolsOf(text: string): string[] {
  const symbols = text.split(",").map((symbol) => symbol.trim().toUpperCase());
  const wrong = symbols.find((symbol) => !/^[\x21-\x2b\x2d-\x7e]{1,20}$/.test(symbol));
  if (wrong !== undefined) {
    throw new UserError(
      `--symbols ${text}: "${wrong}" is no symbol; give 1 to 20 characters each, separated by commas`,
    );
  }
  return [...new Set(symbols)];
}

/** "50" or "50frames" → every 50 frames; "100ms" → every 100 ms of event time. */
export function scheduleOf(text: string): ScheduleOptions {
  const match = /^(\d+)(ms|frames)?$/.exec(text);
  const every = match === null ? 0 : Number(match[1]);
  if (match === null || every < 1 || every > 1e9) {
    throw new UserError(
      `--predict-every ${text}: must be frames such as 50, or a time such as 100ms`,
    );
  }
  return match[2] === "ms" ? { everyMillis: every } : { everyFrames: every };
}

/** "--tick BTCUSDT=0.10" and "--lot BTCUSDT=0.001", any number of each. */
export function scalesOf(
  ticks: readonly string[],
  lots: readonly string[],
): [string, Partial<Scale>][] {
  const scales = new Map<string, Partial<Scale>>();
  for (const text of ticks) {
    const [symbol, decimals, units] = gridOf("--tick", text);
    scales.set(symbol, { ...scales.get(symbol), priceDecimals: decimals, tickUnits: units });
  }
  for (const text of lots) {
    const [symbol, decimals, units] = gridOf("--lot", text);
    scales.set(symbol, { ...scales.get(symbol), lotDecimals: decimals, lotUnits: units });
  }
  return [...scales];
}

function gridOf(option: string, text: string): [string, number, number] {
  const match = /^([^=]+)=(\d*)(?:\.(\d+))?$/.exec(text);
  const fraction = match?.[3] ?? "";
  const units = match === null ? 0 : Number(`${match[2]}${fraction}`);
  if (match === null || units < 1 || fraction.length > 12) {
    throw new UserError(`${option} ${text}: must be SYMBOL=SIZE, for instance BTCUSDT=0.01`);
  }
  return [match[1].toUpperCase(), fraction.length, units];
}
