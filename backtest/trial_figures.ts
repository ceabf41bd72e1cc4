/** What a sweep keeps of each trial: enough to rank it and to know how lucky the best may be. */
import { simpleReturns } from "./metrics/returns.ts";
import { sharpeRatio } from "./metrics/sharpe.ts";
import type { BacktestResult } from "./result.ts";

export interface TrialFigures {
  readonly pnlQuote: number;
  readonly totalReturn: number;
  /** A sample of the equity, not annualised; undefined = nothing was risked. */
  readonly sharpe: number | undefined;
  readonly samples: number;
  readonly maxDrawdownFraction: number;
  readonly fills: number;
  readonly makerShare: number | undefined;
  readonly feesQuote: number;
  /** Equal for two trials that did the same. */
  readonly hash: string;
}

export function trialFigures(result: BacktestResult): TrialFigures {
  const { totals, capitalQuote, equity } = result;
  return {
    pnlQuote: totals.pnlQuote,
    totalReturn: totals.pnlQuote / capitalQuote,
    sharpe: sharpeRatio(simpleReturns(equity.equityQuote)),
    samples: equity.timesNanos.length,
    maxDrawdownFraction: totals.maxDrawdownFraction,
    fills: totals.fills,
    makerShare: totals.fills > 0 ? totals.makerFills / totals.fills : undefined,
    feesQuote: totals.feesQuote,
    hash: result.hashes.trading ?? "",
  };
}
