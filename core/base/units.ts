/**
 * Numbers on the wire. Prices are integer ticks, quantities integer lots, times nanoseconds; each
 * has a brand so that the compiler keeps them apart. This file is the only one that casts.
 */

/** A price in whole ticks of its instrument. Fits an Int32; {@link NO_PRICE_TICKS} when absent. */
export type Ticks = number & { readonly __unit: "ticks" };
/** A quantity in whole lots of its instrument: an integer below 2^53. */
export type Lots = number & { readonly __unit: "lots" };
/** Nanoseconds since the session's epoch: exact in a float64 for 104 days. */
export type Nanos = number & { readonly __unit: "nanos" };

/** Stands for "no price", for instance on an empty side of a book. */
export const NO_PRICE_TICKS = -0x8000_0000 as Ticks;

/** Buy orders and bids. */
export const SIDE_BID = 0;
/** Sell orders and asks. */
export const SIDE_ASK = 1;
/** The side is not known. */
export const SIDE_NONE = 2;

export const NANOS_PER_MICRO = 1e3;
export const NANOS_PER_MILLI = 1e6;
export const NANOS_PER_SECOND = 1e9;

export function ticks(value: number): Ticks {
  return value as Ticks;
}

export function lots(value: number): Lots {
  return value as Lots;
}

export function nanos(value: number): Nanos {
  return value as Nanos;
}
