/** Sessions with strategies for tests: a job that trades, and what a run of it came to. */
import { NO_LIMITS, type RiskLimits } from "../../core/trading/risk/limits.ts";
import type { SessionJob, StrategyJob, TradingJob } from "../../core/supervisor/job.ts";
import { runSession } from "../../core/supervisor/session.ts";
import type { Placement } from "../../core/supervisor/topology.ts";
import type { TradingReport } from "../../core/trading/trading_report.ts";
import { STRATEGIES } from "../../strategies/registry.ts";
import { simulatedJob } from "../parity/session_jobs.ts";

/** Address of a strategy of these tests. */
export function fixture(name: string): string {
  return new URL(`./fixtures/${name}.ts`, import.meta.url).href;
}

export function strategyJob(ref: string, changes: Partial<StrategyJob> = {}): StrategyJob {
  return { ref, given: {}, seed: 1, ...changes };
}

/** The simulated market with strategies. */
export async function tradingJob(
  strategies: readonly StrategyJob[],
  limits: RiskLimits = NO_LIMITS,
  events = 20_000,
  changes: Partial<SessionJob> = {},
): Promise<SessionJob & { readonly trading: TradingJob }> {
  const trading: TradingJob = { strategies, limits, models: {} };
  return { ...await simulatedJob(events), model: undefined, ...changes, trading };
}

export interface TradedRun {
  readonly report: TradingReport;
  readonly hash: string;
  readonly frames: number;
}

export async function runTraded(job: SessionJob, placement: Placement): Promise<TradedRun> {
  const cores = navigator.hardwareConcurrency;
  const { board, reports } = await runSession({
    topology: { placement, policy: "auto", cores },
    job,
    strategies: STRATEGIES,
  });
  const trading = board.role("trading");
  return {
    report: reports.trading as TradingReport,
    hash: trading.hash,
    frames: trading.counter("frames"),
  };
}

/** A report without what the machine was like. */
export function withoutTimes(report: TradingReport): TradingReport {
  const strategies = report.strategies.map((strategy) => ({ ...strategy, slowestCallNanos: 0 }));
  return { ...report, strategies };
}
