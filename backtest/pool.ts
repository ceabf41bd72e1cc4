/**
 * Runs many backtests on several cores. Which worker takes which run changes nothing: a run depends on
 * its job alone, and outcomes come back in the order of the jobs.
 *
 * Strategies are other people's code, so even a single run has a worker: one that never comes back
 * from a call, or takes memory without end in one, is noticed, named and left out, and the others of
 * its run start again without it.
 */
import { UserError } from "../core/base/errors.ts";
import { Clock } from "../core/base/clock.ts";
import { NANOS_PER_SECOND } from "../core/base/units.ts";
import { PoolMember } from "./pool_member.ts";
import type { DeskOutcome, MarketJob, RunJob, RunOutcome } from "./run_job.ts";

/** Without coming back from a strategy. */
const SILENT_SECONDS = 20;
const WATCH_MILLIS = 100;
/** What all workers together may take beyond what there was when a run began. */
const MOST_GROWTH_BYTES = 1.5 * 1024 ** 3;
/** Without a beat: it is in a call that has gone on for several looks, and in no pause of the collector. */
const STUCK_NANOS = 0.25 * NANOS_PER_SECOND;
/** A stopped run has this long to tell what it knows. */
const STOP_MILLIS = 2_000;

export interface PoolOptions {
  readonly market: MarketJob;
  readonly jobs: readonly RunJob[];
  readonly workers: number;
  /** Files of strategies, which workers may read. */
  readonly strategyFiles?: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Share of all runs, runs done. */
  readonly onProgress?: ((share: number, done: number) => void) | undefined;
  /** Default 20. */
  readonly silentSeconds?: number;
}

/**
 * @returns an outcome for every job, in their order; undefined where an interruption came first
 * @throws UserError when the input or a strategy cannot be used
 */
export async function runPool(options: PoolOptions): Promise<(RunOutcome | undefined)[]> {
  const count = Math.max(1, Math.min(options.workers, options.jobs.length));
  const pool = new Pool(options);
  await Promise.all(Array.from({ length: count }, () => pool.serve()));
  return pool.outcomes;
}

class Pool {
  readonly outcomes: (RunOutcome | undefined)[];
  readonly #options: PoolOptions;
  readonly #clock = new Clock();
  readonly #shares: Float64Array;
  #next = 0;
  #done = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.outcomes = options.jobs.map(() => undefined);
    this.#shares = new Float64Array(options.jobs.length);
  }

  /** One worker's life: takes jobs until there are none. */
  async serve(): Promise<void> {
    const { jobs } = this.#options;
    let member: PoolMember | undefined;
    try {
      while (this.#next < jobs.length && !this.#isStopped()) {
        const number = this.#next++;
        let job = jobs[number];
        const lost = new Map<string, DeskOutcome>();
        while (this.outcomes[number] === undefined) {
          member ??= this.#member();
          const outcome = await this.#run(member, job, number);
          if ("silent" in outcome) {
            member = undefined;
            if (this.#isStopped()) return;
            const desk = job.desks[outcome.silent];
            lost.set(desk.label, {
              label: desk.label,
              figures: undefined,
              result: undefined,
              failure: outcome.text,
            });
            job = { ...job, desks: job.desks.filter(({ label }) => label !== desk.label) };
            continue;
          }
          this.outcomes[number] = withLost(outcome, jobs[number], lost);
        }
        this.#shares[number] = 1;
        this.#done++;
        this.#show();
      }
    } catch (thrown) {
      // The other workers take nothing more.
      this.#next = jobs.length;
      throw thrown;
    } finally {
      member?.terminate();
    }
  }

  #isStopped(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  #member(): PoolMember {
    const { market, strategyFiles = [] } = this.#options;
    return new PoolMember(market, strategyFiles);
  }

  /** One run, watched. @returns its outcome, or which desk never came back */
  async #run(
    member: PoolMember,
    job: RunJob,
    number: number,
  ): Promise<RunOutcome | { readonly silent: number; readonly text: string }> {
    const { signal, silentSeconds = SILENT_SECONDS } = this.#options;
    const never = `never came back from a call (${silentSeconds} s)`;
    let silent = (_desk: number, _text = never) => {};
    const silence = new Promise<{ readonly desk: number; readonly text: string }>((resolve) =>
      silent = (desk, text = never) => resolve({ desk, text })
    );
    const { rss } = Deno.memoryUsage();
    let beats = member.progress.beats;
    let since = this.#clock.nowNanos();
    const watch = setInterval(() => {
      this.#shares[number] = member.progress.share;
      this.#show();
      const now = this.#clock.nowNanos();
      if (member.progress.beats !== beats || member.progress.desk < 0) {
        beats = member.progress.beats;
        since = now;
      } else if (now - since > silentSeconds * NANOS_PER_SECOND) silent(member.progress.desk);
      else if (now - since > STUCK_NANOS) {
        const grown = Deno.memoryUsage().rss - rss;
        const text = `took ${(grown / 1024 ** 3).toFixed(1)} GiB of memory in one call`;
        if (grown > MOST_GROWTH_BYTES) silent(member.progress.desk, text);
      }
    }, WATCH_MILLIS);
    let deadline: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      member.stop();
      deadline = setTimeout(() => silent(member.progress.desk), STOP_MILLIS);
    };
    signal?.addEventListener("abort", stop, { once: true });
    try {
      const answer = await Promise.race([member.run(job), silence]);
      if ("desk" in answer) {
        member.terminate();
        return { silent: Math.max(0, answer.desk), text: answer.text };
      }
      if (answer.kind === "done") return answer.outcome;
      throw answer.badInput ? new UserError(answer.message) : new Error(answer.message);
    } finally {
      clearInterval(watch);
      clearTimeout(deadline);
      signal?.removeEventListener("abort", stop);
    }
  }

  #show(): void {
    const total = this.#shares.reduce((sum, share) => sum + share, 0);
    this.#options.onProgress?.(total / this.#shares.length, this.#done);
  }
}

/** Puts what was lost back in its place. */
function withLost(
  outcome: RunOutcome,
  job: RunJob,
  lost: ReadonlyMap<string, DeskOutcome>,
): RunOutcome {
  if (lost.size === 0) return outcome;
  const there = new Map(outcome.desks.map((desk) => [desk.label, desk]));
  const desks = job.desks.flatMap(({ label }) => there.get(label) ?? lost.get(label) ?? []);
  return { ...outcome, desks };
}
