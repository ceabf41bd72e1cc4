/**
 * A sweep of backtests on one worker and on two: the market is in memory once, for all of them. There
 * is no target: what two workers can come to is what the machine's two cores are worth together.
 */
import { recordMarket } from "../backtest/record_market.ts";
import type { DeskJob, MarketJob } from "../backtest/run_job.ts";
import { runTrials } from "../backtest/trials.ts";
import { DEFAULT_SCHEDULE } from "../core/inference/schedule.ts";
import type { SimulatedInput } from "../core/supervisor/job.ts";
import { RISK_PRESETS } from "../core/trading/risk/presets.ts";
import { type Bench, type Contender, opsFor } from "./harness.ts";

const SEED = 1;
const TRIALS = 32;
/** Runs of some seconds, workers begun and ended in each. */
const MOST_RUNS = 5;
const LEAST_EVENTS = 6_000;
export const SWEEP_BENCH: Bench = {
  name: "sweep",
  async prepare(size) {
    const input: SimulatedInput = {
      kind: "simulated",
      seed: SEED,
      events: opsFor(size, 100_000, LEAST_EVENTS),
      symbols: ["MILL-USD", "RACE-USD"],
    };
    const { memory, messages } = await recordMarket({ input });
    if (memory === undefined) throw new Error("the market of the sweep has no room in memory");
    const market: MarketJob = {
      input,
      memory,
      settings: { groups: ["core"], calibration: undefined, referenceSymbol: undefined },
      model: undefined,
      schedule: DEFAULT_SCHEDULE,
    };
    const ops = TRIALS * messages;
    return {
      matches: [{
        unit: "messages to a strategy",
        mostRuns: MOST_RUNS,
        mostWarmups: 1,
        contenders: [sweepOn(2, market, ops), sweepOn(1, market, ops)],
        comparisons: [{
          name: `sweep of ${TRIALS} trials, two workers`,
          ours: "2 workers",
          baseline: "1 worker",
          workload: `${TRIALS} makers on ${messages} messages of the simulated market, seed ` +
            `${SEED}, 2 symbols, core features; workers are begun and ended in it`,
        }],
      }],
    };
  },
};

function sweepOn(workers: number, market: MarketJob, ops: number): Contender {
  const desks = Array.from({ length: TRIALS }, (_, i): DeskJob => ({
    label: `maker ${i}`,
    strategy: "micro_price_maker",
    parameters: { half_spread_ticks: 1 + (i & 3), skew_ticks: (i >> 2) & 15 },
    models: {},
    limits: RISK_PRESETS.moderate,
    capitalQuote: 100_000,
    seed: SEED,
  }));
  return {
    name: workers === 1 ? "1 worker" : `${workers} workers`,
    ops,
    async run() {
      const set = { desks, window: undefined, detail: "figures" } as const;
      const { desks: [outcomes] } = await runTrials([set], { market, workers, strategyFiles: [] });
      return outcomes.reduce((sum, { figures }) => sum + (figures?.fills ?? 0), 0);
    },
  };
}
