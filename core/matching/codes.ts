/**
 * What a command came to, and why something was refused or taken out of the market. Refusals and
 * reasons share one numbering, because a stop order that is triggered may fail for any reason for
 * which a new order is refused, and then leaves the market with that code.
 */

/** The order, or what is left of it, is in the book. */
export const OUTCOME_RESTING = 1;
/** All of it traded. */
export const OUTCOME_FILLED = 2;
/** It, or what was left of it, is gone. */
export const OUTCOME_CANCELLED = 3;
/** Refused: the event's code says why. */
export const OUTCOME_REJECTED = 4;
/** A stop order that waits for its price. */
export const OUTCOME_WAITING = 5;
export type MatchOutcome =
  | typeof OUTCOME_RESTING
  | typeof OUTCOME_FILLED
  | typeof OUTCOME_CANCELLED
  | typeof OUTCOME_REJECTED
  | typeof OUTCOME_WAITING;

/** An order with this id is in the market already. */
export const REJECT_DUPLICATE_ID = 1;
/** No order with this id is in the market: never seen, filled or cancelled. */
export const REJECT_UNKNOWN_ID = 2;
export const REJECT_SIDE = 3;
/** Not a whole number of ticks that fits 32 bits. */
export const REJECT_PRICE = 4;
/** Not a whole number of lots from 1 to {@link MAX_ORDER_LOTS}. */
export const REJECT_QTY = 5;
export const REJECT_KIND = 6;
export const REJECT_TIME_IN_FORCE = 7;
/** A good-till-date order without a date, or with one that has passed. */
export const REJECT_EXPIRY = 8;
export const REJECT_STOP_PRICE = 9;
/** Not 0, nor a whole number of lots from a {@link MAX_ICEBERG_PARTS}th of the quantity to all of it. */
export const REJECT_DISPLAY = 10;
/** Not a whole number from 0 to {@link MAX_ACCOUNT}, or 0 where an account is needed. */
export const REJECT_ACCOUNT = 11;
export const REJECT_SELF_TRADE_MODE = 12;
/** Two wishes that exclude each other: post-only and IOC, iceberg and reduce-only … */
export const REJECT_COMBINATION = 13;
/** Post-only, and its limit reaches the other side. */
export const REJECT_WOULD_TAKE = 14;
/** Fill-or-kill, and the book has too little for it. */
export const REJECT_NOT_FILLABLE = 15;
/** A market order, and nobody is on the other side. */
export const REJECT_EMPTY_BOOK = 16;
/** Reduce-only, and there is no position on the other side that it could reduce. */
export const REJECT_WOULD_INCREASE = 17;
/** A stop order that waits cannot be modified: cancel it and send another. */
export const REJECT_WAITING = 18;

/** Asked for. */
export const CANCEL_REQUESTED = 0;
/** The rest of an order that does not rest. */
export const CANCEL_UNFILLED = 32;
/** It met an order of its own account. */
export const CANCEL_SELF_TRADE = 33;
/** Its date has passed. */
export const CANCEL_EXPIRED = 34;
/** Reduce-only, and the position is smaller now. */
export const CANCEL_POSITION = 35;
/** Modified: it enters the market anew in the events that follow. */
export const CANCEL_REPLACED = 36;

/** Larger orders are refused, so that sums of hundreds of the largest are exact in a double. */
export const MAX_ORDER_LOTS = 2 ** 44;
/** An iceberg refills fewer times than this, so that one command cannot go on for ever. */
export const MAX_ICEBERG_PARTS = 1_000;
/** Accounts are numbered from 1; 0 is nobody's. */
export const MAX_ACCOUNT = 65_535;
