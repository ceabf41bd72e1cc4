/**
 * Walk-forward: in every window the parameters that did best on train are run on test, once. What is
 * reported is the tests, side by side; the trains only say what was chosen and why.
 */
import { probabilisticSharpe } from "./metrics/probabilistic_sharpe.ts";
import { simpleReturns } from "./metrics/returns.ts";
import { sharpeRatio } from "./metrics/sharpe.ts";
import { ranked, type Trial } from "./ranking.ts";
import type { DeskJob, DeskOutcome, RunOutcome } from "./run_job.ts";
import { runTrials, type TrialsOptions } from "./trials.ts";
import type { WalkForwardWindow } from "./windows.ts";

export interface WalkForwardStep {
  readonly window: WalkForwardWindow;
  readonly chosen: DeskJob;
  readonly train: DeskOutcome;
  readonly test: DeskOutcome;
}

export interface WalkForwardOutcome {
  readonly steps: readonly WalkForwardStep[];
  /** Parameter sets that each train chose from. */
  readonly trials: number;
  /** Of all tests together; each of them began with the whole capital. */
  readonly testPnlQuote: number;
  /** Of the tests' returns one behind the other, a sample; undefined = nothing was risked. */
  readonly testSharpe: number | undefined;
  /** Probability that it is above 0. */
  readonly testProbability: number | undefined;
  readonly run: RunOutcome | undefined;
  readonly interrupted: boolean;
}

/** Trains are this part of the work, by and large. */
const TRAIN_SHARE = 0.8;

/** @throws UserError when the input or a strategy cannot be used */
export async function walkForward(
  desks: readonly DeskJob[],
  windows: readonly WalkForwardWindow[],
  options: TrialsOptions,
): Promise<WalkForwardOutcome> {
  const trains = await runTrials(
    windows.map(({ train }) => ({ desks, window: train, detail: "figures" })),
    { ...options, onProgress: (share) => options.onProgress?.(TRAIN_SHARE * share) },
  );
  const choices = trains.interrupted ? [] : trains.desks.map((outcomes) => bestOf(desks, outcomes));
  const tests = await runTrials(
    choices.map(({ desk }, i) => ({
      desks: [desk],
      window: windows[i].test,
      // What it learnt on train it still knows.
      historyFromNanos: windows[i].train.fromNanos,
      detail: "full",
    })),
    {
      ...options,
      onProgress: (share) => options.onProgress?.(TRAIN_SHARE + (1 - TRAIN_SHARE) * share),
    },
  );
  const steps = choices.flatMap(({ desk, outcome }, i) => {
    const test = tests.desks[i]?.[0];
    return test === undefined ? [] : [{ window: windows[i], chosen: desk, train: outcome, test }];
  });
  const returns = steps.flatMap(({ test }) =>
    test.result === undefined ? [] : [...simpleReturns(test.result.equity.equityQuote)]
  );
  return {
    steps,
    trials: desks.length,
    testPnlQuote: steps.reduce((sum, { test }) => sum + (test.figures?.pnlQuote ?? 0), 0),
    testSharpe: sharpeRatio(returns),
    testProbability: probabilisticSharpe(returns),
    run: trains.run,
    interrupted: trains.interrupted || tests.interrupted,
  };
}

function bestOf(desks: readonly DeskJob[], outcomes: readonly DeskOutcome[]): Trial {
  return ranked(outcomes.map((outcome, i) => ({ desk: desks[i], outcome })))[0];
}
