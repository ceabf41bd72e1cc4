/** All metrics of one run, as the page, the terminal and the JSON say them. */
import type { BacktestResult } from "../result.ts";
import { type Activity, activity } from "./activity.ts";
import { type Attribution, attribution } from "./attribution.ts";
import { buyAndHold, type RandomTrader, randomTrader } from "./baselines.ts";
import { bootstrap, type BootstrapOptions, type Interval } from "./bootstrap.ts";
import { type ClosedTrades, closedTrades } from "./closed_trades.ts";
import { calmarRatio, maxDrawdown } from "./drawdown.ts";
import { type Markout, markouts } from "./markouts.ts";
import { deviation } from "./moments.ts";
import { deflatedSharpe, probabilisticSharpe } from "./probabilistic_sharpe.ts";
import { annualReturn, samplesAYear, simpleReturns, totalReturn, yearOf } from "./returns.ts";
import { sharpeRatio, sortinoRatio } from "./sharpe.ts";
import { type Shortfall, shortfall } from "./shortfall.ts";

/** A return of less time, compounded to a year, is a number without meaning. */
export const LEAST_NANOS_TO_COMPOUND = 30 * 8.64e13;

/** Of one equity curve; undefined where a formula has no value. */
export interface CurveMetrics {
  readonly pnlQuote: number;
  readonly totalReturn: number;
  readonly annualReturn: number | undefined;
  readonly annualVolatility: number;
  readonly sharpe: number | undefined;
  readonly sortino: number | undefined;
  readonly calmar: number | undefined;
  readonly maxDrawdown: number;
}

export interface CurveIntervals {
  readonly totalReturn: Interval | undefined;
  readonly sharpe: Interval | undefined;
  readonly sortino: Interval | undefined;
  readonly maxDrawdown: Interval | undefined;
}

export interface BacktestMetrics {
  readonly curve: CurveMetrics;
  /** Without {@link MeasureOptions.bootstrap} undefined. */
  readonly intervals: CurveIntervals | undefined;
  readonly probabilisticSharpe: number | undefined;
  /** Undefined where the run is the only trial. */
  readonly deflatedSharpe: number | undefined;
  readonly trials: number;
  readonly trades: ClosedTrades;
  readonly activity: Activity;
  readonly markouts: {
    readonly all: readonly Markout[];
    readonly maker: readonly Markout[];
    readonly taker: readonly Markout[];
  };
  readonly shortfall: Shortfall;
  readonly attribution: Attribution;
  readonly buyAndHold: CurveMetrics;
  readonly randomTrader: RandomTrader | undefined;
  /** How ratios were annualised: "365 days of 24 h, samples 1 s apart". */
  readonly year: string;
  /** Returns that the ratios rest on. */
  readonly samples: number;
}

export interface MeasureOptions {
  /** Confidence intervals; they take most of the time. */
  readonly bootstrap?: BootstrapOptions | undefined;
  /** Sharpe ratios, a sample, of all the trials that this run was chosen from. */
  readonly trialRatios?: readonly number[] | undefined;
  readonly seed?: number | undefined;
}

export function measure(result: BacktestResult, options: MeasureOptions = {}): BacktestMetrics {
  const { equity, totals } = result;
  const year = yearOf(result);
  const perYear = samplesAYear(equity.everyNanos, year);
  const returns = simpleReturns(equity.equityQuote);
  const hold = buyAndHold(result);
  const isLong = result.endNanos - result.startNanos >= LEAST_NANOS_TO_COMPOUND;
  const curve = curveMetrics(returns, perYear, totals.pnlQuote, isLong);
  const { trialRatios = [] } = options;
  return {
    // The grid may miss the bottom that every frame was looked at for.
    curve: {
      ...curve,
      maxDrawdown: totals.maxDrawdownFraction,
      calmar: calmarRatio(curve.annualReturn, totals.maxDrawdownFraction),
    },
    intervals: options.bootstrap && intervals(returns, perYear, options.bootstrap),
    probabilisticSharpe: probabilisticSharpe(returns),
    deflatedSharpe: trialRatios.length > 1 ? deflatedSharpe(returns, trialRatios) : undefined,
    trials: Math.max(1, trialRatios.length),
    trades: closedTrades(result),
    activity: activity(result),
    markouts: {
      all: markouts(result),
      maker: markouts(result, "maker"),
      taker: markouts(result, "taker"),
    },
    shortfall: shortfall(result),
    attribution: attribution(result),
    buyAndHold: curveMetrics(simpleReturns(hold.equityQuote), perYear, hold.pnlQuote, isLong),
    randomTrader: randomTrader(result, options.seed),
    year: `${year.name}, samples ${equity.everyNanos / 1e9} s apart`,
    samples: returns.length,
  };
}

function curveMetrics(
  returns: Float64Array,
  perYear: number,
  pnlQuote: number,
  isLong: boolean,
): CurveMetrics {
  const annual = isLong ? annualReturn(returns, perYear) : undefined;
  const deepest = maxDrawdown(returns);
  return {
    pnlQuote,
    totalReturn: totalReturn(returns),
    annualReturn: annual,
    annualVolatility: deviation(returns) * Math.sqrt(perYear),
    sharpe: sharpeRatio(returns, perYear),
    sortino: sortinoRatio(returns, perYear),
    calmar: calmarRatio(annual, deepest),
    maxDrawdown: deepest,
  };
}

function intervals(
  returns: Float64Array,
  perYear: number,
  options: BootstrapOptions,
): CurveIntervals {
  if (returns.length < 2) {
    return {
      totalReturn: undefined,
      sharpe: undefined,
      sortino: undefined,
      maxDrawdown: undefined,
    };
  }
  const [total, sharpe, sortino, deepest] = bootstrap(returns, (drawn) => [
    totalReturn(drawn),
    sharpeRatio(drawn, perYear),
    sortinoRatio(drawn, perYear),
    maxDrawdown(drawn),
  ], options);
  return { totalReturn: total, sharpe, sortino, maxDrawdown: deepest };
}
