/**
 * The lengths of bars that features are computed on, and what a number of bars means in time.
 */
import { NANOS_PER_SECOND } from "../../base/units.ts";
import { type Span, timeSpan } from "../feature_definition.ts";

export interface BarInterval {
  /** As it stands in names of features. */
  readonly label: string;
  readonly seconds: number;
  /**
   * Bars without a trade that are filled in with the last price, one after another. After a longer
   * silence, such as a night, the history begins anew.
   */
  readonly longestSilenceBars: number;
  /** Exponential averages are among its features. */
  readonly hasTrend: boolean;
}

export const SECOND_BARS: BarInterval = {
  label: "1s",
  seconds: 1,
  longestSilenceBars: 60,
  hasTrend: true,
};
export const MINUTE_BARS: BarInterval = {
  label: "1min",
  seconds: 60,
  longestSilenceBars: 60,
  hasTrend: true,
};
export const FIVE_MINUTE_BARS: BarInterval = {
  label: "5min",
  seconds: 300,
  longestSilenceBars: 12,
  hasTrend: false,
};

/** What a value over `bars` closed bars looks back on. */
export function barWindow(interval: BarInterval, bars: number): Span {
  return timeSpan(bars * interval.seconds * NANOS_PER_SECOND);
}

/**
 * After which time there are `bars` closed bars: one more, because the bar in which a session begins
 * is not known from its beginning.
 */
export function barWarmUp(interval: BarInterval, bars: number): Span {
  return barWindow(interval, bars + 1);
}

/**
 * After which time the same `bars` bars are known to every session: a session that begins in a
 * silence has no price to fill in, and so no bars before the next trade.
 */
export function barMemory(interval: BarInterval, bars: number): Span {
  return barWindow(interval, bars + 1 + interval.longestSilenceBars);
}
