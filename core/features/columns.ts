/**
 * The additive quantities of a frame: those that are summed over windows. A frame fills one row of
 * them; windows keep sums of the columns they were told to keep; features are formulas over sums.
 *
 * ```text
 *   frame ─▶ row of columns ─▶ window of 50 events ─▶ totals[COLUMN_FLOW_1] …  ─▶ OFI
 *                           ╰▶ window of 1 s       ─▶ totals[COLUMN_BUYS]   …  ─▶ trade imbalance
 * ```
 */

/** Order flow at level 1, lots; levels 2 to 5 follow. 0 where frames cannot be compared. */
export const COLUMN_FLOW_1 = 0;
export const COLUMN_FLOW_2 = 1;
export const COLUMN_FLOW_3 = 2;
export const COLUMN_FLOW_4 = 3;
export const COLUMN_FLOW_5 = 4;
/** Order flow at all ten levels, lots. */
export const COLUMN_FLOW_ALL = 5;
/** (qb + qa) / 2 at the best level, lots. */
export const COLUMN_TOUCH = 6;
/** Quantity of all levels of both sides, lots. */
export const COLUMN_DEPTH = 7;
/** Levels present, both sides together. */
export const COLUMN_LEVELS = 8;
/** Lots taken by aggressive buyers. */
export const COLUMN_BUYS = 9;
/** Lots taken by aggressive sellers. */
export const COLUMN_SELLS = 10;
/** Trades, counted. */
export const COLUMN_TRADES = 11;
/** Squared mid return from the frame before, in 2^−40 bps². 0 where there is none. */
export const COLUMN_SQUARE = 12;
/** 1 for every frame. */
export const COLUMN_EVENTS = 13;

/** Lots traded, those without an aggressor included. */
export const COLUMN_TRADED_LOTS = 14;
/** Σ price × quantity of them, ticks × lots. */
export const COLUMN_TRADED_TICK_LOTS = 15;

export const COLUMN_COUNT = 16;

/** After the columns, a row holds the frame's event time, nanoseconds. */
export const ROW_NANOS = COLUMN_COUNT;
export const ROW_LENGTH = COLUMN_COUNT + 1;
