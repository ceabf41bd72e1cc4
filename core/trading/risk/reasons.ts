/**
 * Why an order was refused, here or at the venue: a code, a name for programs, a sentence for people.
 * The risk gate's own begin at REASON_RISK.
 */
import {
  REASON_BAD_ORDER,
  REASON_BAD_PRICE,
  REASON_BAD_QUANTITY,
  REASON_BY_TRADER,
  REASON_BY_VENUE,
  REASON_DIFFERED,
  REASON_DUPLICATE_ORDER,
  REASON_FEE_IN_KIND,
  REASON_HALTED,
  REASON_NO_ACCESS,
  REASON_NO_FUNDS,
  REASON_NO_LIQUIDITY,
  REASON_NONE,
  REASON_NOT_ARRIVED,
  REASON_NOT_FILLABLE,
  REASON_OFF_LOT,
  REASON_OFF_TICK,
  REASON_RATE_LIMIT,
  REASON_RISK,
  REASON_SELF_TRADE,
  REASON_STOPPING,
  REASON_TOO_LARGE,
  REASON_TOO_LATE,
  REASON_TOO_SMALL,
  REASON_UNKNOWN_INSTRUMENT,
  REASON_UNKNOWN_ORDER,
  REASON_WOULD_INCREASE,
  REASON_WOULD_TAKE,
} from "../../wire/report.ts";

export const RISK_KILLED = REASON_RISK;
export const RISK_REDUCE_ONLY = REASON_RISK + 1;
export const RISK_ORDER_SIZE = REASON_RISK + 2;
export const RISK_ORDER_NOTIONAL = REASON_RISK + 3;
export const RISK_POSITION = REASON_RISK + 4;
export const RISK_GROSS = REASON_RISK + 5;
export const RISK_NET = REASON_RISK + 6;
export const RISK_COLLAR = REASON_RISK + 7;
export const RISK_ORDER_RATE = REASON_RISK + 8;
export const RISK_CANCEL_RATE = REASON_RISK + 9;
export const RISK_TRADES_A_MINUTE = REASON_RISK + 10;
export const RISK_TRADE_INTERVAL = REASON_RISK + 11;
export const RISK_EXITING = REASON_RISK + 12;
export const RISK_DAILY_LOSS = REASON_RISK + 13;
export const RISK_DRAWDOWN = REASON_RISK + 14;
export const RISK_STALE = REASON_RISK + 15;
export const RISK_CROSSED = REASON_RISK + 16;
export const RISK_NO_MARKET = REASON_RISK + 17;
export const RISK_OPEN_ORDERS = REASON_RISK + 18;
export const RISK_STOP_LOSS = REASON_RISK + 19;
export const RISK_TAKE_PROFIT = REASON_RISK + 20;
export const RISK_STOPPED = REASON_RISK + 21;
export const RISK_PAUSED = REASON_RISK + 22;
export const RISK_HELD = REASON_RISK + 23;
export const RISK_FLATTENED = REASON_RISK + 24;
export const RISK_BY_CONTROL = REASON_RISK + 25;
/** One above the last. */
export const REASON_BOUND = REASON_RISK + 26;

export interface Reason {
  /** kebab-case, as in JSON. */
  readonly name: string;
  readonly sentence: string;
}

/** Every reason by code. */
export const REASONS: Readonly<Record<number, Reason>> = {
  [REASON_NONE]: { name: "none", sentence: "No reason was given." },
  [REASON_BAD_QUANTITY]: {
    name: "bad-quantity",
    sentence: "The quantity is not a number above 0.",
  },
  [REASON_BAD_PRICE]: { name: "bad-price", sentence: "The price is missing or not above 0." },
  [REASON_OFF_TICK]: { name: "off-tick", sentence: "The price is not a whole number of ticks." },
  [REASON_OFF_LOT]: { name: "off-lot", sentence: "The quantity is not a whole number of lots." },
  [REASON_TOO_SMALL]: { name: "too-small", sentence: "The venue takes no order that small." },
  [REASON_TOO_LARGE]: { name: "too-large", sentence: "The venue takes no order that large." },
  [REASON_UNKNOWN_ORDER]: {
    name: "unknown-order",
    sentence: "There is no open order with this id.",
  },
  [REASON_DUPLICATE_ORDER]: {
    name: "duplicate-order",
    sentence: "There is an order with this id already.",
  },
  [REASON_WOULD_TAKE]: {
    name: "would-take",
    sentence: "A post-only order would have taken liquidity.",
  },
  [REASON_NOT_FILLABLE]: {
    name: "not-fillable",
    sentence: "A fill-or-kill order could not be filled at once.",
  },
  [REASON_NO_LIQUIDITY]: { name: "no-liquidity", sentence: "There was nothing to trade against." },
  [REASON_WOULD_INCREASE]: {
    name: "would-increase",
    sentence: "A reduce-only order would have made the position larger.",
  },
  [REASON_SELF_TRADE]: {
    name: "self-trade",
    sentence: "The order would have traded with one of the same owner.",
  },
  [REASON_UNKNOWN_INSTRUMENT]: {
    name: "unknown-instrument",
    sentence: "The strategy does not trade this instrument.",
  },
  [REASON_TOO_LATE]: { name: "too-late", sentence: "The order was over before the request came." },
  [REASON_BY_TRADER]: { name: "by-trader", sentence: "The trader asked for it." },
  [REASON_BY_VENUE]: { name: "by-venue", sentence: "The venue did it for reasons of its own." },
  [REASON_BAD_ORDER]: {
    name: "bad-order",
    sentence: "Fields of the order mean nothing or exclude each other.",
  },
  [REASON_HALTED]: { name: "halted", sentence: "Trading in the instrument is halted." },
  [REASON_NOT_ARRIVED]: {
    name: "not-arrived",
    sentence: "The request was lost on its way: the venue never had the order.",
  },
  [REASON_RATE_LIMIT]: {
    name: "rate-limit",
    sentence: "The venue's limits of requests or orders are used up.",
  },
  [REASON_NO_FUNDS]: { name: "no-funds", sentence: "The account cannot pay for the order." },
  [REASON_NO_ACCESS]: {
    name: "no-access",
    sentence: "The venue does not accept the keys, or they lack the right to trade.",
  },
  [REASON_STOPPING]: {
    name: "stopping",
    sentence: "The gateway lets nothing new out: it is stopping, or cancels everything.",
  },
  [REASON_FEE_IN_KIND]: {
    name: "fee-in-kind",
    sentence: "Part of what was bought was kept as the fee.",
  },
  [REASON_DIFFERED]: {
    name: "differed",
    sentence: "The venue holds something else than the fills make.",
  },
  [RISK_KILLED]: {
    name: "killed",
    sentence: "The kill switch is on and stays on until a person ends it.",
  },
  [RISK_REDUCE_ONLY]: {
    name: "reduce-only",
    sentence: "Only orders that make a position smaller are let out.",
  },
  [RISK_ORDER_SIZE]: { name: "order-size", sentence: "The order is larger than maxOrderQty." },
  [RISK_ORDER_NOTIONAL]: {
    name: "order-notional",
    sentence: "The order is worth more than maxOrderQuote.",
  },
  [RISK_POSITION]: {
    name: "position",
    sentence: "If all open orders fill, the position is above its limit.",
  },
  [RISK_GROSS]: {
    name: "gross-exposure",
    sentence: "If the order fills, positions together are above maxGrossFraction.",
  },
  [RISK_NET]: {
    name: "net-exposure",
    sentence: "If the order fills, longs minus shorts are above maxNetFraction.",
  },
  [RISK_COLLAR]: {
    name: "price-collar",
    sentence: "The price is further through the mid than collarBps.",
  },
  [RISK_ORDER_RATE]: {
    name: "order-rate",
    sentence: "maxOrdersPerSecond were sent within a second.",
  },
  [RISK_CANCEL_RATE]: {
    name: "cancel-rate",
    sentence: "maxCancelsPerSecond were sent within a second.",
  },
  [RISK_TRADES_A_MINUTE]: {
    name: "trades-a-minute",
    sentence:
      "maxTradesPerMinute orders that open or enlarge a position were sent within a minute.",
  },
  [RISK_TRADE_INTERVAL]: {
    name: "trade-interval",
    sentence: "The last order that opened or enlarged a position is younger than minTradeSeconds.",
  },
  [RISK_EXITING]: {
    name: "exiting",
    sentence: "The gate is closing this position; until it is flat nothing else is let out.",
  },
  [RISK_DAILY_LOSS]: {
    name: "daily-loss",
    sentence: "The day lost more than maxDailyLossFraction: only reducing until midnight UTC.",
  },
  [RISK_DRAWDOWN]: {
    name: "drawdown",
    sentence: "Equity fell by more than maxDrawdownFraction from its peak.",
  },
  [RISK_STALE]: {
    name: "stale-data",
    sentence: "The newest frame is older than staleSeconds, or messages are missing.",
  },
  [RISK_CROSSED]: { name: "crossed-book", sentence: "The best bid is above the best ask." },
  [RISK_NO_MARKET]: { name: "no-market", sentence: "There was no frame of this instrument yet." },
  [RISK_OPEN_ORDERS]: {
    name: "open-orders",
    sentence: "maxOpenOrders are open.",
  },
  [RISK_STOP_LOSS]: {
    name: "stop-loss",
    sentence: "The position lost stopLossFraction of its price and was closed.",
  },
  [RISK_TAKE_PROFIT]: {
    name: "take-profit",
    sentence: "The position gained takeProfitFraction of its price and was closed.",
  },
  [RISK_STOPPED]: { name: "strategy-stopped", sentence: "The strategy has been stopped." },
  [RISK_PAUSED]: {
    name: "paused",
    sentence: "Trading is paused: only what makes a position smaller is let out.",
  },
  [RISK_HELD]: {
    name: "held",
    sentence: "A stage is being replaced: nothing is let out until the market is fresh again.",
  },
  [RISK_FLATTENED]: { name: "flattened", sentence: "The position was closed on request." },
  [RISK_BY_CONTROL]: { name: "by-control", sentence: "The kill switch was thrown on request." },
};

/** Name of a reason's code. */
export function reasonName(code: number): string {
  return REASONS[code]?.name ?? `reason-${code}`;
}
