/**
 * A whole backtest: reads the market, once where several passes follow, and runs what was asked for on
 * it: strategies side by side, a sweep, walk-forward windows, or one run under several assumptions.
 */
import type { ModelVariant } from "./compare.ts";
import type { MeasuredRun } from "./measured_run.ts";
import { BOOTSTRAP } from "./metrics/bootstrap.ts";
import { measure } from "./metrics/summary.ts";
import { luckOf, type LuckReport, ranked, type Trial } from "./ranking.ts";
import { type RecordedMarket, recordMarket } from "./record_market.ts";
import type { DeskJob, DeskOutcome, MarketJob, RunOutcome } from "./run_job.ts";
import { runTrials, type TrialsOptions } from "./trials.ts";
import { walkForward, type WalkForwardOutcome } from "./walk_forward.ts";
import { type WalkForwardPlan, windowsOf } from "./windows.ts";

/** A strategy's name with the parameter sets that it is tried with. */
export interface EntrantJob {
  readonly name: string;
  /** One, unless swept. */
  readonly desks: readonly DeskJob[];
}

export interface BacktestJob {
  readonly market: Omit<MarketJob, "memory">;
  readonly entrants: readonly EntrantJob[];
  readonly isSweep: boolean;
  readonly walkForward: WalkForwardPlan | undefined;
  readonly variants: readonly ModelVariant[];
  readonly strategyFiles: readonly string[];
  readonly workers: number;
  /** Room for the market in memory. */
  readonly memoryBytes: number;
}

export interface BacktestHooks {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((share: number, note: string) => void) | undefined;
}

export interface SweepOutcome {
  readonly name: string;
  /** From best to worst. */
  readonly trials: readonly Trial[];
  /** undefined = no trial came to an end. */
  readonly luck: LuckReport | undefined;
}

export interface WalkForwardReport extends WalkForwardOutcome {
  readonly name: string;
}

export interface BacktestOutcome {
  /** With all that is known: of a sweep the best of each strategy, of walk-forward the tests. */
  readonly runs: readonly MeasuredRun[];
  /** What became of each desk that was run in full. */
  readonly desks: readonly DeskOutcome[];
  readonly sweeps: readonly SweepOutcome[];
  readonly walkForwards: readonly WalkForwardReport[];
  /** Of one pass: what the input was. */
  readonly run: RunOutcome | undefined;
  /** The market had to be read again for every pass. */
  readonly reread: boolean;
  readonly interrupted: boolean;
}

/** Reading is this part of the work, by and large. */
const READ_SHARE = 0.1;
const NOTHING = { runs: [], desks: [], sweeps: [], walkForwards: [], run: undefined } as const;

/** @throws UserError when the input, a strategy or a window cannot be used */
export async function runBacktest(
  job: BacktestJob,
  hooks: BacktestHooks = {},
): Promise<BacktestOutcome> {
  const several = job.isSweep || job.walkForward !== undefined || job.variants.length > 0;
  if (!several) {
    const whole = { ...job.market, memory: undefined };
    return await plainRun(job, optionsFor(job, whole, hooks, 0, "running"), false);
  }
  const recorded = await readMarket(job, hooks);
  const reread = recorded.memory === undefined;
  if (recorded.interrupted) return { ...NOTHING, reread, interrupted: true };
  const market = { ...job.market, memory: recorded.memory };
  const run = (note: string) => optionsFor(job, market, hooks, READ_SHARE, note);
  if (job.walkForward !== undefined) {
    return await walkForwardRun(job, job.walkForward, recorded, run("walking forward"), reread);
  }
  return job.isSweep
    ? await sweepRun(job, run("sweeping"), reread)
    : await plainRun(withVariants(job), run("comparing"), reread);
}

/** The run as it was asked for, and once more under every other assumption. */
function withVariants(job: BacktestJob): BacktestJob {
  const entrants = job.entrants.map((entrant) => {
    const [desk] = entrant.desks;
    const varied = job.variants.map(({ label, change }): DeskJob => ({
      ...desk,
      label: `${desk.label}, ${label}`,
      models: change(desk.models),
    }));
    return { ...entrant, desks: [{ ...desk, label: `${desk.label}, as given` }, ...varied] };
  });
  return { ...job, entrants };
}

async function plainRun(
  { entrants }: BacktestJob,
  options: TrialsOptions,
  reread: boolean,
): Promise<BacktestOutcome> {
  const desks = entrants.flatMap((entrant) => entrant.desks);
  const outcome = await runTrials([{ desks, window: undefined, detail: "full" }], options);
  return {
    ...NOTHING,
    runs: measured(outcome.desks[0]),
    desks: outcome.desks[0],
    run: outcome.run,
    reread,
    interrupted: outcome.interrupted,
  };
}

/** All trials for their figures, then the best of each strategy once more for all that is to know. */
async function sweepRun(
  { entrants }: BacktestJob,
  options: TrialsOptions,
  reread: boolean,
): Promise<BacktestOutcome> {
  const trials = await runTrials(
    [{ desks: entrants.flatMap(({ desks }) => desks), window: undefined, detail: "figures" }],
    { ...options, onProgress: (share) => options.onProgress?.(0.9 * share) },
  );
  const byLabel = new Map(trials.desks[0].map((desk) => [desk.label, desk]));
  const tables = entrants.map(({ name, desks }) => ({
    name,
    trials: ranked(desks.flatMap((desk) => {
      const outcome = byLabel.get(desk.label);
      return outcome === undefined ? [] : [{ desk, outcome }];
    })),
  }));
  const winners = trials.interrupted ? [] : tables.map((table) => table.trials[0].desk);
  const best = await runTrials(
    winners.length > 0 ? [{ desks: winners, window: undefined, detail: "full" }] : [],
    { ...options, onProgress: (share) => options.onProgress?.(0.9 + 0.1 * share) },
  );
  const results = new Map(best.desks.flat().map((desk) => [desk.label, desk.result]));
  const sweeps = tables.map((table): SweepOutcome => {
    const result = results.get(table.trials[0]?.desk.label ?? "");
    return { ...table, luck: result && luckOf(table.trials, result) };
  });
  return {
    ...NOTHING,
    runs: best.desks.flat().flatMap((desk) => {
      const own = tables.find((table) => table.trials[0].desk.label === desk.label);
      return measured([desk], own?.trials.map(({ outcome }) => outcome.figures?.sharpe ?? 0));
    }),
    desks: best.desks.flat(),
    sweeps,
    run: trials.run,
    reread,
    interrupted: trials.interrupted || best.interrupted,
  };
}

async function walkForwardRun(
  { entrants }: BacktestJob,
  plan: WalkForwardPlan,
  { span }: RecordedMarket,
  options: TrialsOptions,
  reread: boolean,
): Promise<BacktestOutcome> {
  const windows = windowsOf(plan, span);
  const reports: WalkForwardReport[] = [];
  for (const [i, { name, desks }] of entrants.entries()) {
    const onProgress = (share: number) => options.onProgress?.((i + share) / entrants.length);
    reports.push({ name, ...await walkForward(desks, windows, { ...options, onProgress }) });
  }
  const tests = reports.flatMap(({ steps }) =>
    steps.map(({ test }, i) => ({ ...test, label: `${test.label}, test ${i + 1}` }))
  );
  return {
    ...NOTHING,
    runs: measured(tests),
    desks: tests,
    walkForwards: reports,
    run: reports[0]?.run,
    reread,
    interrupted: reports.some(({ interrupted }) => interrupted),
  };
}

/** @param trialRatios of all trials that these were chosen from */
function measured(
  desks: readonly DeskOutcome[],
  trialRatios?: readonly number[],
): MeasuredRun[] {
  return desks.flatMap(({ label, result }) => {
    if (result === undefined) return [];
    const metrics = measure(result, { bootstrap: BOOTSTRAP, trialRatios });
    return [{ result: { ...result, label }, metrics }];
  });
}

function readMarket(job: BacktestJob, { signal, onProgress }: BacktestHooks) {
  return recordMarket({
    input: job.market.input,
    mostBytes: job.memoryBytes,
    signal,
    onProgress: (share) => onProgress?.(READ_SHARE * share, "reading the market"),
  });
}

function optionsFor(
  { workers, strategyFiles }: BacktestJob,
  market: MarketJob,
  { signal, onProgress }: BacktestHooks,
  from: number,
  note: string,
): TrialsOptions {
  return {
    market,
    workers,
    strategyFiles,
    signal,
    onProgress: (share) => onProgress?.(from + (1 - from) * share, note),
  };
}
