/**
 * Returns of an equity curve and the year that ratios are stated for. A market that never closes has a
 * year of 365 days of 24 hours; others one of 252 sessions of 6.5 hours. Samples at least a day apart
 * count by days, 365 or 252 a year. A ratio annualised from ten minutes says what a year of such minutes
 * would bring, and no more.
 */
import type { BacktestResult } from "../result.ts";

export interface Year {
  readonly name: string;
  readonly days: number;
  readonly hoursADay: number;
}

export const OPEN_YEAR: Year = { name: "365 days of 24 h", days: 365, hoursADay: 24 };
export const SESSION_YEAR: Year = { name: "252 sessions of 6.5 h", days: 252, hoursADay: 6.5 };

const OPEN_VENUES = /^(binance|coinbase|simulated)/;
const HOUR_NANOS = 3.6e12;
const DAY_NANOS = 24 * HOUR_NANOS;

/** The year of the venues traded at: sessions, unless all of them never close. */
export function yearOf({ instruments }: Pick<BacktestResult, "instruments">): Year {
  return instruments.every(({ venue }) => OPEN_VENUES.test(venue)) ? OPEN_YEAR : SESSION_YEAR;
}

/** Samples a year. */
export function samplesAYear(everyNanos: number, { days, hoursADay }: Year): number {
  return everyNanos >= DAY_NANOS
    ? days * DAY_NANOS / everyNanos
    : days * hoursADay * HOUR_NANOS / everyNanos;
}

/** Simple returns from sample to sample; 0 after equity is gone. */
export function simpleReturns(equityQuote: ArrayLike<number>): Float64Array {
  const returns = new Float64Array(Math.max(0, equityQuote.length - 1));
  for (let i = 0; i < returns.length; i++) {
    returns[i] = equityQuote[i] > 0 ? equityQuote[i + 1] / equityQuote[i] - 1 : 0;
  }
  return returns;
}

/** All of them, compounded. */
export function totalReturn(returns: ArrayLike<number>): number {
  let growth = 1;
  for (let i = 0; i < returns.length; i++) growth *= 1 + returns[i];
  return growth - 1;
}

/** Compounded to a year; undefined where that is beyond all sense: above 10,000 %, or after ruin. */
export function annualReturn(
  returns: ArrayLike<number>,
  perYear: number,
): number | undefined {
  const growth = 1 + totalReturn(returns);
  if (returns.length === 0 || growth <= 0) return undefined;
  const annual = growth ** (perYear / returns.length) - 1;
  return annual < 100 ? annual : undefined;
}
