/**
 * Trials from best to worst, and how much of the best is luck. Of many trials without any skill one is
 * always good; so the best one's Sharpe ratio is only ever shown beside the number of trials and the
 * probability that it is better than the best of so many lucky ones.
 */
import { deflatedSharpe, luckySharpe } from "./metrics/probabilistic_sharpe.ts";
import { simpleReturns } from "./metrics/returns.ts";
import { sharpeRatio } from "./metrics/sharpe.ts";
import type { BacktestResult } from "./result.ts";
import type { DeskJob, DeskOutcome } from "./run_job.ts";

export interface Trial {
  readonly desk: DeskJob;
  readonly outcome: DeskOutcome;
}

/** By Sharpe ratio, then by P&L; what did not trade or failed comes last, in the order of the plan. */
export function ranked(trials: readonly Trial[]): Trial[] {
  return trials.toSorted((a, b) =>
    valueOf(b) - valueOf(a) || pnlOf(b) - pnlOf(a) || trials.indexOf(a) - trials.indexOf(b)
  );
}

export interface LuckReport {
  readonly trials: number;
  /** Of the winner, a sample. */
  readonly sharpe: number | undefined;
  /** What the best of so many trials without skill is expected to show. */
  readonly luckySharpe: number;
  /** Probability that the winner is better than that; undefined = it risked nothing. */
  readonly deflatedSharpe: number | undefined;
}

/** @param winner the best trial's whole result */
export function luckOf(trials: readonly Trial[], winner: BacktestResult): LuckReport {
  // A trial that did not trade is a trial too.
  const ratios = trials.map(({ outcome }) => outcome.figures?.sharpe ?? 0);
  const returns = simpleReturns(winner.equity.equityQuote);
  return {
    trials: trials.length,
    sharpe: sharpeRatio(returns),
    luckySharpe: luckySharpe(ratios),
    deflatedSharpe: deflatedSharpe(returns, ratios),
  };
}

const UNRANKED = -Number.MAX_VALUE;

function valueOf({ outcome }: Trial): number {
  if (outcome.failure !== undefined) return UNRANKED;
  return outcome.figures?.sharpe ?? UNRANKED / 2;
}

function pnlOf({ outcome }: Trial): number {
  return outcome.figures?.pnlQuote ?? 0;
}
