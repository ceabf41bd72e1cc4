/**
 * Live against backtest of the same session: where the gap in P&L comes from.
 *
 * ```text
 *   backtest        the strategies decide anew, on the simulated exchange with its models
 *      + signal     … but with the orders that were really sent
 *      + latency    … which travel as long as they really did
 *      + queue      … and fill when and where they really did
 *      + fees       … at the fees that were really paid
 *   = live
 * ```
 *
 * Each step changes one thing, so the parts add up to the gap exactly. What a step is called by is its
 * main cause: "queue" holds all that the models of the exchange got wrong about fills.
 */
import type { ExchangeModels, FeedLatency } from "../../core/exchange/venue/models.ts";
import { pointsOf } from "../../core/trading/positions/price_points.ts";
import type { InstrumentTable } from "../../core/trading/instrument_table.ts";
import type { TradingReport } from "../../core/trading/trading_report.ts";
import { replayCommands } from "./command_replay.ts";
import { type Fill, recordedOrders } from "./recorded_orders.ts";

export const GAP_PARTS = ["signal", "latency", "queue", "fees"] as const;
export type GapPart = typeof GAP_PARTS[number];

/** One currency's P&L. */
export interface Divergence {
  readonly currency: string;
  readonly liveQuote: number;
  readonly backtestQuote: number;
  /** Live minus backtest. */
  readonly gapQuote: number;
  readonly parts: Readonly<Record<GapPart, number>>;
}

export interface DivergenceReport {
  readonly session: string;
  /** Ways of the orders: ours and the model's. */
  readonly live: Execution;
  readonly backtest: Execution;
  /** The orders that were sent, on the simulated exchange. */
  readonly sameOrders: Execution;
  /** Round trips that were measured, ns; null = none was. */
  readonly medianTripNanos: number | null;
  readonly currencies: readonly Divergence[];
}

export interface Execution {
  readonly orders: number;
  readonly fills: number;
  readonly makerFills: number;
  readonly feesQuote: number;
}

export interface DivergenceInput {
  readonly session: string;
  readonly tapePath: string;
  /** Entries of the session's journal. */
  readonly journal: Int32Array;
  /** Of the backtest. */
  readonly models: Partial<ExchangeModels>;
  /** How late the session's market data really was. */
  readonly feed: FeedLatency;
  /** What the strategies came to when they decided anew, with these models. */
  readonly backtest: TradingReport;
}

/** Cash and positions of fills, before and after fees, by currency. */
interface Value {
  readonly grossQuote: Map<string, number>;
  readonly feesQuote: Map<string, number>;
  readonly turnoverQuote: Map<string, number>;
}

/** @throws UserError when the tape cannot be read */
export function divergenceOf(input: DivergenceInput): DivergenceReport {
  const { session, tapePath, journal, models, backtest, feed } = input;
  const live = recordedOrders(journal);
  const same = replayCommands(tapePath, journal, models);
  const { instruments } = same;
  const measured = live.trips.length >= 3
    ? replayCommands(tapePath, journal, { ...models, ...recordedLatency(live.trips), feed })
    : same;
  const marks = marksOf(backtest);
  const value = (fills: readonly Fill[]) => valueOf(fills, instruments, marks);
  const [liveValue, sameValue, measuredValue] = [live, same, measured]
    .map(({ fills }) => value(fills));
  const net = ({ grossQuote, feesQuote }: Value, currency: string) =>
    (grossQuote.get(currency) ?? 0) - (feesQuote.get(currency) ?? 0);
  const currencies = new Set([...Object.keys(backtest.pnl), ...liveValue.grossQuote.keys()]);
  return {
    session,
    live: executionOf(live.fills, live.orders),
    sameOrders: executionOf(same.fills, live.orders),
    backtest: {
      orders: backtest.orders,
      fills: backtest.fills,
      makerFills: sumOf(backtest, "makerFills"),
      feesQuote: Object.values(backtest.fees).reduce((sum, fee) => sum + fee, 0),
    },
    medianTripNanos: medianTrip(live.trips),
    currencies: [...currencies].map((currency) => {
      const liveQuote = net(liveValue, currency);
      const backtestQuote = backtest.pnl[currency] ?? 0;
      const signal = net(sameValue, currency) - backtestQuote;
      const latency = net(measuredValue, currency) - net(sameValue, currency);
      const fees = feesGap(liveValue, measuredValue, currency);
      const gapQuote = liveQuote - backtestQuote;
      const queue = gapQuote - signal - latency - fees;
      return {
        currency,
        liveQuote,
        backtestQuote,
        gapQuote,
        parts: { signal, latency, queue, fees },
      };
    }),
  };
}

/** What the same fills would have cost at the model's rate, against what they did cost. */
function feesGap(live: Value, model: Value, currency: string): number {
  const turnover = model.turnoverQuote.get(currency) ?? 0;
  if (turnover === 0) return 0;
  const rate = (model.feesQuote.get(currency) ?? 0) / turnover;
  return rate * (live.turnoverQuote.get(currency) ?? 0) - (live.feesQuote.get(currency) ?? 0);
}

function recordedLatency(trips: readonly number[]): Partial<ExchangeModels> {
  const latency = { kind: "recorded", trips } as const;
  return { entry: latency, response: latency };
}

/** Last marks by symbol and venue, in ticks of the tape. */
function marksOf({ strategies }: TradingReport): ReadonlyMap<string, number> {
  const marks = new Map<string, number>();
  for (const { accounts } of strategies) {
    for (const { symbol, venue, markPrice } of accounts) marks.set(`${venue} ${symbol}`, markPrice);
  }
  return marks;
}

function valueOf(
  fills: readonly Fill[],
  instruments: InstrumentTable,
  marks: ReadonlyMap<string, number>,
): Value {
  const grossQuote = new Map<string, number>();
  const feesQuote = new Map<string, number>();
  const turnoverQuote = new Map<string, number>();
  const add = (sums: Map<string, number>, currency: string, quote: number) =>
    sums.set(currency, (sums.get(currency) ?? 0) + quote);
  for (const { instrumentId, signedLots, priceTicks, feeQuote } of fills) {
    const instrument = instruments.get(instrumentId);
    if (instrument === undefined) continue;
    const { venue, symbol, priceUnit } = instrument;
    const currency = instruments.currencies[instruments.currencyOf(instrumentId)];
    const markPrice = marks.get(`${venue} ${symbol}`) ?? priceTicks * priceUnit;
    const isInverse = instruments.isInverse(instrumentId);
    const points = pointsOf(isInverse, priceTicks);
    const gain = pointsOf(isInverse, markPrice / priceUnit) - points;
    const value = instruments.pointValueOf(instrumentId);
    add(grossQuote, currency, signedLots * gain * value);
    add(turnoverQuote, currency, Math.abs(signedLots * points) * value);
    add(feesQuote, currency, feeQuote);
  }
  return { grossQuote, feesQuote, turnoverQuote };
}

function executionOf(fills: readonly Fill[], orders: number): Execution {
  return {
    orders,
    fills: fills.length,
    makerFills: fills.filter(({ isMaker }) => isMaker).length,
    feesQuote: fills.reduce((sum, { feeQuote }) => sum + feeQuote, 0),
  };
}

function sumOf({ strategies }: TradingReport, field: "makerFills"): number {
  return strategies.flatMap(({ accounts }) => accounts)
    .reduce((sum, account) => sum + account[field], 0);
}

function medianTrip(trips: readonly number[]): number | null {
  const nanos: number[] = [];
  for (let i = 0; i + 2 < trips.length; i += 3) nanos.push(trips[i + 2] - trips[i]);
  return nanos.sort((a, b) => a - b)[nanos.length >> 1] ?? null;
}
