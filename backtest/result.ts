/**
 * What one run of one strategy left behind: plain data, from which every metric, page and file is made.
 * Nothing here depends on how the run was driven. Long columns are typed arrays, so that a result goes
 * from a worker to its parent without being copied.
 *
 * Conventions: money is in quote currency, of which a result has one; times are ns since the session's
 * epoch; prices and mids are ticks (half ticks occur in mids), quantities lots. A mid that nobody knows
 * is NO_MID_TICKS, never NaN.
 */
import { NO_PRICE_TICKS } from "../core/base/units.ts";

/** Of a mid that is not known: the book had one side, or the run ended before. */
export const NO_MID_TICKS: number = NO_PRICE_TICKS;

/** Times after a fill at which the mid is looked at again. */
export const MARKOUT_NANOS: readonly number[] = [1e8, 1e9, 1e10, 6e10];

/** How an order ended. */
export const END_OPEN = 0;
export const END_FILLED = 1;
export const END_CANCELLED = 2;
export const END_EXPIRED = 3;
export const END_REJECTED = 4;
export const END_UNKNOWN = 5;
export const END_NAMES = ["open", "filled", "cancelled", "expired", "rejected", "unknown"] as const;

export interface BacktestResult {
  /** The strategy's name in the registry, or its file. */
  readonly strategy: string;
  /** Tells this run from those beside it: "twap, 20 ms". */
  readonly label: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  /** Files, or the simulated market with its seed. */
  readonly inputs: readonly string[];
  readonly models: readonly ModelNote[];
  /** Whole milliseconds since 1970: times count from there. */
  readonly epochMillis: number;
  /** Of the first and the last frame. */
  readonly startNanos: number;
  readonly endNanos: number;
  /** What the strategy began with: returns are relative to it. */
  readonly capitalQuote: number;
  /** Of all amounts and prices; undefined = no instrument was seen. */
  readonly currency: string | undefined;
  /** What other currencies were taken to be worth in it. */
  readonly rates: Readonly<Record<string, number>>;
  readonly instruments: readonly ResultInstrument[];
  readonly equity: EquityColumns;
  readonly fills: FillColumns;
  readonly orders: OrderColumns;
  readonly totals: ResultTotals;
  readonly rejects: readonly RejectCount[];
  /** State hashes by stage: two runs with equal hashes did the same. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** A model of the simulated exchange, in words: what was assumed, and when that is wrong. */
export interface ModelNote {
  /** "feed latency", "order latency", "queue", "fees", "impact", "risk", … */
  readonly part: string;
  readonly name: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly assumes: string;
  readonly liesWhen: string;
}

export interface ResultInstrument {
  readonly id: number;
  readonly symbol: string;
  readonly venue: string;
  /** Of a tick, in the currency of the run, and of a lot. */
  readonly priceUnit: number;
  readonly qtyUnit: number;
  readonly frames: number;
  readonly firstMidTicks: number;
  readonly lastMidTicks: number;
  /** Mid of the run weighted by time, price of all trades weighted by size; NO_MID_TICKS = none. */
  readonly twapTicks: number;
  readonly vwapTicks: number;
  /** Mean spread weighted by time. */
  readonly spreadTicks: number;
  /** Everybody's trades. */
  readonly marketLots: number;
  /** The strategy's, at the end. */
  readonly positionLots: number;
  /** Realized and unrealized, after fees and funding. */
  readonly pnlQuote: number;
  readonly feesQuote: number;
  /** Received; below 0 = paid. */
  readonly fundingQuote: number;
}

/** Samples on a grid of event time; hours without frames have one sample, as a closed market has. */
export interface EquityColumns {
  /** Distance of the samples; the last one stands at the end of the run. */
  readonly everyNanos: number;
  readonly timesNanos: Float64Array;
  /** Capital and P&L of all instruments. */
  readonly equityQuote: Float64Array;
  /** In the order of {@link BacktestResult.instruments}. */
  readonly instruments: readonly InstrumentColumns[];
}

export interface InstrumentColumns {
  readonly positionLots: Float64Array;
  readonly midTicks: Float64Array;
  readonly pnlQuote: Float64Array;
}

/** A row for every fill, in the order in which they were reported. */
export interface FillColumns {
  readonly count: number;
  /** Fills that had no more room; totals count them. */
  readonly leftOut: number;
  /** When they happened at the venue, and when that was known. */
  readonly timesNanos: Float64Array;
  readonly knownNanos: Float64Array;
  /** Row of {@link BacktestResult.instruments}. */
  readonly instruments: Int32Array;
  /** SIDE_*. */
  readonly sides: Uint8Array;
  readonly priceTicks: Int32Array;
  readonly qtyLots: Float64Array;
  readonly feeQuote: Float64Array;
  /** 1 = made liquidity. */
  readonly isMaker: Uint8Array;
  readonly orderIds: Float64Array;
  /** Row of {@link OrderColumns}; −1 = left out. */
  readonly orders: Int32Array;
  /** A maker's: just before the fill. A taker's: what it met. */
  readonly midTicks: Float64Array;
  /** By {@link MARKOUT_NANOS}. */
  readonly laterMidTicks: readonly Float64Array[];
  /** Of the instrument, after the fill. */
  readonly positionLots: Float64Array;
}

/** A row for every order that left the risk gate. */
export interface OrderColumns {
  readonly count: number;
  readonly leftOut: number;
  readonly orderIds: Float64Array;
  readonly instruments: Int32Array;
  readonly sides: Uint8Array;
  /** TYPE_* and TIF_*. */
  readonly types: Uint8Array;
  readonly timesInForce: Uint8Array;
  /** NO_PRICE_TICKS = none. */
  readonly limitTicks: Int32Array;
  /** As last modified. */
  readonly qtyLots: Float64Array;
  readonly filledLots: Float64Array;
  /** 0 while nothing is filled. */
  readonly averageTicks: Float64Array;
  readonly feeQuote: Float64Array;
  /** The decision, its arrival at the venue, the first answer here, the end here; 0 = never. */
  readonly sentNanos: Float64Array;
  readonly arrivedNanos: Float64Array;
  readonly answeredNanos: Float64Array;
  readonly endNanos: Float64Array;
  /** As the strategy saw it when it decided, and as it stood when the order arrived. */
  readonly decisionMidTicks: Float64Array;
  readonly arrivalMidTicks: Float64Array;
  readonly endMidTicks: Float64Array;
  /** Of the order's life, from decision to end. */
  readonly twapTicks: Float64Array;
  readonly vwapTicks: Float64Array;
  /** END_*. */
  readonly ends: Uint8Array;
  /** REASON_* of a reject or cancel. */
  readonly reasons: Int32Array;
}

export interface ResultTotals {
  readonly frames: number;
  readonly orders: number;
  readonly cancels: number;
  readonly modifies: number;
  readonly fills: number;
  readonly makerFills: number;
  /** Commands that the risk gate refused. */
  readonly refusals: number;
  /** Commands that the venue refused. */
  readonly rejects: number;
  readonly boughtQuote: number;
  readonly soldQuote: number;
  readonly makerQuote: number;
  readonly feesQuote: number;
  readonly fundingQuote: number;
  readonly pnlQuote: number;
  /** Looked at on every frame, not on the grid. */
  readonly maxDrawdownQuote: number;
  readonly maxDrawdownFraction: number;
  readonly maxDrawdownFromNanos: number;
  readonly maxDrawdownToNanos: number;
  /** The longest time below an earlier peak. */
  readonly longestDrawdownNanos: number;
  /** Time with a position, and the greatest exposure. */
  readonly exposedNanos: number;
  readonly maxExposureQuote: number;
}

export interface RejectCount {
  readonly by: "risk" | "venue";
  /** REASON_*. */
  readonly reason: number;
  readonly count: number;
}
