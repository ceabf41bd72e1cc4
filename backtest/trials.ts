/** Many desks on one market: packed into runs, spread over workers, and put back in order. */
import { runPool } from "./pool.ts";
import type { DeskJob, DeskOutcome, MarketJob, RunJob, RunOutcome } from "./run_job.ts";
import type { TimeRange } from "./windows.ts";

/** Desks that share one pass: book and features are computed once for all of them. */
const MOST_DESKS_A_RUN = 8;

export interface TrialsOptions {
  readonly market: MarketJob;
  readonly workers: number;
  readonly strategyFiles: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Share of the work, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** What is tried over one stretch of time. */
export interface TrialSet {
  readonly desks: readonly DeskJob[];
  readonly window: TimeRange | undefined;
  readonly historyFromNanos?: number | undefined;
  readonly detail: RunJob["detail"];
}

export interface TrialsOutcome {
  /** By set, in the order of its desks; an interrupted sweep lacks some. */
  readonly desks: readonly (readonly DeskOutcome[])[];
  /** Of the first pass: what the input was. */
  readonly run: RunOutcome | undefined;
  readonly passes: number;
  readonly interrupted: boolean;
}

/** @throws UserError when the input or a strategy cannot be used */
export async function runTrials(
  sets: readonly TrialSet[],
  { market, workers, strategyFiles, signal, onProgress }: TrialsOptions,
): Promise<TrialsOutcome> {
  const jobs = sets.flatMap((set, number) =>
    packed(set.desks, passesFor(market, workers, sets.length)).map((desks) => ({
      number,
      job: { ...set, desks },
    }))
  );
  const outcomes = await runPool({
    market,
    jobs: jobs.map(({ job }) => job),
    workers,
    strategyFiles,
    signal,
    onProgress,
  });
  const desks = sets.map((_, number) =>
    outcomes.flatMap((outcome, i) => jobs[i].number === number ? outcome?.desks ?? [] : [])
  );
  const runs = outcomes.filter((outcome) => outcome !== undefined);
  return {
    desks,
    run: runs[0],
    passes: runs.length,
    interrupted: signal?.aborted ?? false,
  };
}

/** As many passes as keep all workers busy; where each would read the input again, as few as may be. */
function passesFor({ memory }: MarketJob, workers: number, sets: number): number {
  return memory === undefined ? 1 : Math.ceil(workers / sets);
}

/** Desks by pass, at least so many passes. */
function packed(desks: readonly DeskJob[], least: number): DeskJob[][] {
  const passes = Math.max(least, Math.ceil(desks.length / MOST_DESKS_A_RUN));
  const size = Math.max(1, Math.ceil(desks.length / passes));
  const runs: DeskJob[][] = [];
  for (let i = 0; i < desks.length; i += size) runs.push(desks.slice(i, i + size));
  return runs;
}
