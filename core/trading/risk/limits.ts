/**
 * What a session may risk: a plain object, as it stands in a JSON file. A limit that is null is not
 * there. Fractions are of equity, which is the capital plus all P&L so far, in the quote currency of
 * the instrument: currencies are not converted, each stands for itself.
 */
import { UserError } from "../../base/errors.ts";

export interface RiskLimits {
  /** Equity at the start, in each quote currency. */
  readonly capitalQuote: number;
  /** Of one order, in base units. */
  readonly maxOrderQty: number | null;
  /** Of one order, quote. */
  readonly maxOrderQuote: number | null;
  /** Of one strategy in one instrument, in base units, open orders included. */
  readonly maxPositionQty: number | null;
  /** The same as a fraction of equity. */
  readonly maxPositionFraction: number | null;
  /** Σ |position| over instruments. */
  readonly maxGrossFraction: number | null;
  /** |Σ position| over instruments. */
  readonly maxNetFraction: number | null;
  readonly maxOpenOrders: number | null;
  /** How far through the mid a limit price may be: buying above it, selling below. */
  readonly collarBps: number | null;
  /** New orders and modifications of all strategies. */
  readonly maxOrdersPerSecond: number | null;
  readonly maxCancelsPerSecond: number | null;
  /** Orders of one strategy that open or enlarge a position; what reduces is never held up. */
  readonly maxTradesPerMinute: number | null;
  readonly minTradeSeconds: number | null;
  /** Of the position's average price. */
  readonly stopLossFraction: number | null;
  readonly takeProfitFraction: number | null;
  /** Of equity at midnight UTC: only reducing until the next. */
  readonly maxDailyLossFraction: number | null;
  /** Of the highest equity: the kill switch. */
  readonly maxDrawdownFraction: number | null;
  /** Oldest frame to act on. */
  readonly staleSeconds: number | null;
  /** From the start. */
  readonly reduceOnly: boolean;
  /** What the kill switch does to positions, beside cancelling all orders. */
  readonly flattenOnKill: boolean;
}

export const NO_LIMITS: RiskLimits = {
  capitalQuote: 100_000,
  maxOrderQty: null,
  maxOrderQuote: null,
  maxPositionQty: null,
  maxPositionFraction: null,
  maxGrossFraction: null,
  maxNetFraction: null,
  maxOpenOrders: null,
  collarBps: null,
  maxOrdersPerSecond: null,
  maxCancelsPerSecond: null,
  maxTradesPerMinute: null,
  minTradeSeconds: null,
  stopLossFraction: null,
  takeProfitFraction: null,
  maxDailyLossFraction: null,
  maxDrawdownFraction: null,
  staleSeconds: null,
  reduceOnly: false,
  flattenOnKill: true,
};

/** Counts of a window: whole, so that they can be held in a ring. */
const WHOLE = ["maxOpenOrders", "maxOrdersPerSecond", "maxCancelsPerSecond", "maxTradesPerMinute"];
const MOST_IN_A_WINDOW = 100_000;
/** Losses beyond the whole of it cannot be watched for. */
const SHARES = ["stopLossFraction", "maxDailyLossFraction", "maxDrawdownFraction"];
const FLAGS = ["reduceOnly", "flattenOnKill"];

/**
 * Completes a plain object: what it does not name is not limited.
 * @param where names file or preset in errors
 * @throws UserError naming the first limit that is unknown, wrong, or contradicts another
 */
export function parseRiskLimits(given: unknown, where: string): RiskLimits {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new UserError(`${where}: must be a JSON object of limits, such as {"staleSeconds": 5}`);
  }
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(NO_LIMITS, name)) {
      throw new UserError(
        `${where}: there is no limit ${name}; there are ${Object.keys(NO_LIMITS).join(", ")}`,
      );
    }
    const wrong = FLAGS.includes(name) ? wrongFlag(value) : wrongNumber(name, value);
    if (wrong !== undefined) {
      throw new UserError(`${where}: ${name} is ${JSON.stringify(value)}, must be ${wrong}`);
    }
  }
  const limits: RiskLimits = { ...NO_LIMITS, ...given };
  const contradiction = contradictionIn(limits);
  if (contradiction !== undefined) throw new UserError(`${where}: ${contradiction}`);
  return limits;
}

function wrongFlag(value: unknown): string | undefined {
  return typeof value === "boolean" ? undefined : "true or false";
}

function wrongNumber(name: string, value: unknown): string | undefined {
  if (value === null && name !== "capitalQuote") return undefined;
  const isAbove = typeof value === "number" && Number.isFinite(value) && value > 0;
  if (WHOLE.includes(name)) {
    if (isAbove && Number.isInteger(value) && value <= MOST_IN_A_WINDOW) return undefined;
    return `a whole number from 1 to ${MOST_IN_A_WINDOW}, or null`;
  }
  if (SHARES.includes(name)) {
    return isAbove && value < 1 ? undefined : "a fraction above 0 and below 1, or null";
  }
  if (isAbove) return undefined;
  return name === "capitalQuote" ? "an amount above 0" : "a number above 0, or null";
}

/** Limits of which one makes the other meaningless. */
function contradictionIn(limits: RiskLimits): string | undefined {
  const {
    maxOrderQty,
    maxPositionQty,
    maxPositionFraction,
    maxGrossFraction,
    maxNetFraction,
    maxTradesPerMinute,
    minTradeSeconds,
    maxDailyLossFraction,
    maxDrawdownFraction,
  } = limits;
  if (isAbove(maxOrderQty, maxPositionQty)) {
    return `maxOrderQty ${maxOrderQty} is above maxPositionQty ${maxPositionQty}: ` +
      "such an order could never be sent";
  }
  if (isAbove(maxPositionFraction, maxGrossFraction)) {
    return `maxPositionFraction ${maxPositionFraction} is above maxGrossFraction ` +
      `${maxGrossFraction}: one position could not be that large`;
  }
  if (isAbove(maxNetFraction, maxGrossFraction)) {
    return `maxNetFraction ${maxNetFraction} is above maxGrossFraction ${maxGrossFraction}: ` +
      "net exposure is never above gross";
  }
  if (isAbove(maxDailyLossFraction, maxDrawdownFraction)) {
    return `maxDailyLossFraction ${maxDailyLossFraction} is above maxDrawdownFraction ` +
      `${maxDrawdownFraction}: the kill switch would come first`;
  }
  if (
    maxTradesPerMinute !== null && minTradeSeconds !== null &&
    (maxTradesPerMinute - 1) * minTradeSeconds >= 60
  ) {
    return `maxTradesPerMinute ${maxTradesPerMinute} with minTradeSeconds ${minTradeSeconds}: ` +
      "that many do not fit into a minute";
  }
  return undefined;
}

function isAbove(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && a > b;
}
