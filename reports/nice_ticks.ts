/** Where the lines of an axis go: round numbers, round times. */

const SECOND = 1e3;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Steps of time that people count in, in milliseconds; below and above come powers of ten. */
const TIME_STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28].map((n) => n * DAY),
];

export interface Ticks {
  readonly step: number;
  readonly at: readonly number[];
}

/** About `count` multiples of 1, 2 or 5 times a power of ten from `low` to `high`. */
export function numberTicks(low: number, high: number, count: number): Ticks {
  const step = decimalStep((high - low) / count);
  return { step, at: multiples(low, high, step) };
}

/** The same for milliseconds since 1970. */
export function timeTicks(low: number, high: number, count: number): Ticks {
  const least = (high - low) / count;
  const step = least < SECOND
    ? decimalStep(least)
    : TIME_STEPS.find((millis) => millis >= least) ?? DAY * decimalStep(least / DAY);
  return { step, at: multiples(low, high, step) };
}

/** "09:30" in UTC, with seconds and their fraction where steps need them; the date at midnight. */
export function clockText(millis: number, step: number): string {
  const text = new Date(millis).toISOString();
  if (millis % DAY === 0) return text.slice(0, 10);
  if (step >= MINUTE) return text.slice(11, 16);
  return step >= SECOND ? text.slice(11, 19) : text.slice(11, 23);
}

function decimalStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((times) => times * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function multiples(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}
