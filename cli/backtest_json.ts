/** A backtest for programs: what was asked, what came out; the whole of each run is in result.json. */
import type { BacktestOutcome } from "../backtest/backtest.ts";
import type { MeasuredRun } from "../backtest/measured_run.ts";
import type { Trial } from "../backtest/ranking.ts";
import type { BacktestPlan } from "./backtest_options.ts";

export function backtestJson(plan: BacktestPlan, outcome: BacktestOutcome) {
  const { run, runs, desks, sweeps, walkForwards, reread, interrupted } = outcome;
  return {
    source: run?.source ?? null,
    messages: run?.messages ?? 0,
    frames: run?.frames ?? 0,
    risk: plan.riskName,
    reread,
    interrupted,
    runs: runs.map(runJson),
    sweeps: sweeps.map(({ name, trials, luck }) => ({
      name,
      luck: luck ?? null,
      trials: trials.map(trialJson),
    })),
    walkForwards: walkForwards.map(({ steps, run: _run, ...report }) => ({
      ...report,
      steps: steps.map(({ window, chosen, train, test }) => ({
        window,
        chosen: chosen.parameters,
        train: train.figures ?? null,
        test: test.figures ?? null,
      })),
    })),
    failures: desks.flatMap(({ label, failure }) =>
      failure === undefined ? [] : [{ label, failure }]
    ),
    problems: run?.problems ?? [],
  };
}

function runJson({ result, metrics }: MeasuredRun) {
  const { strategy, label, parameters, models, capitalQuote, totals, rejects, hashes } = result;
  return { strategy, label, parameters, models, capitalQuote, totals, rejects, hashes, metrics };
}

function trialJson({ desk, outcome }: Trial) {
  const { label, parameters } = desk;
  return { label, parameters, figures: outcome.figures ?? null, failure: outcome.failure ?? null };
}
