/**
 * The additive quantities of a frame: those that are summed over windows. A frame fills one row of
 * them; windows keep sums of a run of columns; features are formulas over sums.
 *
 * ```text
 *   frame ─▶ row of columns ─▶ window of 50 events ─▶ totals[COLUMN_FLOW_1] …  ─▶ OFI
 *                           ╰▶ window of 1 s       ─▶ totals[COLUMN_BUYS]   …  ─▶ trade imbalance
 * ```
 *
 * They stand in such an order that each window keeps neighbours:
 *
 * ```text
 *   flow 2 … 5, all │ levels │ depth │ flow 1, touch │ square │ buys, sells │ events │ trades … traded
 *                                    ├─ 10 events ───┤
 *   ├─ 50 events ──────────────────────────────────────────────────────────┤
 *                            ├─ 200 events ──────────────────┤
 *                   ├─ 1 s ──────────────────────────────────────────────────────────┤
 *                                    ├─ 10 s ─────────────────────────────────────────────────────┤
 * ```
 */

/** Order flow at level 2, lots; levels 3 to 5 follow. 0 where frames cannot be compared. */
export const COLUMN_FLOW_2 = 0;
export const COLUMN_FLOW_3 = 1;
export const COLUMN_FLOW_4 = 2;
export const COLUMN_FLOW_5 = 3;
/** Order flow at all ten levels, lots. */
export const COLUMN_FLOW_ALL = 4;
/** Levels present, both sides together. */
export const COLUMN_LEVELS = 5;
/** Quantity of all levels of both sides, lots. */
export const COLUMN_DEPTH = 6;
/** Order flow at the best level, lots. */
export const COLUMN_FLOW_1 = 7;
/** (qb + qa) / 2 at the best level, lots. */
export const COLUMN_TOUCH = 8;
/** Squared mid return from the frame before, in 2^−40 bps². 0 where there is none. */
export const COLUMN_SQUARE = 9;
/** Lots taken by aggressive buyers. */
export const COLUMN_BUYS = 10;
/** Lots taken by aggressive sellers. */
export const COLUMN_SELLS = 11;
/** 1 for every frame. */
export const COLUMN_EVENTS = 12;
/** Trades, counted. */
export const COLUMN_TRADES = 13;
/** Lots traded, those without an aggressor included. */
export const COLUMN_TRADED_LOTS = 14;
/** Σ price × quantity of them, ticks × lots. */
export const COLUMN_TRADED_TICK_LOTS = 15;

export const COLUMN_COUNT = 16;

/** After the columns, a row holds the frame's event time, nanoseconds. */
export const ROW_NANOS = COLUMN_COUNT;
export const ROW_LENGTH = COLUMN_COUNT + 1;
