/** `millrace backtest`: strategies on recordings or the simulated market, judged without flattery. */
import type { Command } from "commander";
import { EXIT_BAD_INPUT, EXIT_FAILED, EXIT_INTERRUPTED, EXIT_OK } from "../core/base/errors.ts";
import { type BacktestOutcome, runBacktest } from "../backtest/backtest.ts";
import {
  addBacktestOptions,
  type BacktestFlags,
  type BacktestPlan,
  backtestPlanOf,
} from "./backtest_options.ts";
import { writeBacktest } from "./backtest_files.ts";
import { backtestJson } from "./backtest_json.ts";
import { backtestText } from "./backtest_text.ts";
import type { ExitCodeSink } from "./exit_code.ts";
import { withInterrupt } from "./interrupt.ts";
import { isBadInput, printProblems } from "./problems_text.ts";
import { Progress } from "./progress.ts";
import { requireWritable } from "./write_out.ts";

const EXAMPLES = `
Examples:
  deno task backtest                                       a maker and two baselines, simulated market
  deno task backtest GOOG_2012-06-21_10.zip --strategy twap
  deno task backtest --strategy glft:risk_aversion=0.05 --strategy ./mine.ts:qty_lots=3
  deno task backtest --strategy micro_price_maker --sweep half_spread_ticks=1..5/1 --sweep skew_ticks=0,1,2
  deno task backtest --strategy momentum --sweep enter_bps=0.5..5 --random 50
  deno task backtest day1.gz day2.gz day3.gz --strategy momentum --sweep enter_bps=1,2,4 \\
      --walk-forward train=2d,test=1d,purge=1min
  deno task backtest --compare latency=0ms,1ms,10ms --compare queue=risk-averse,power:2,log
  deno task backtest usdm.gz --strategy twap --funding rates.csv --latency trips.csv --impact sqrt:250000/3%

Every strategy has an account, limits and an exchange of its own; they see the same frames and never each
other. All time is event time: the same input gives the same result, on any number of workers.

A strategy is a name of the registry, or a file that exports one:

  export const strategy = defineStrategy({ name, summary, source, parameters, create });

A sweep tries all combinations (or --random N of them) and ranks them by Sharpe ratio; of many trials the
best is partly luck, so it is shown with the number of trials and its deflated Sharpe ratio. What it is
worth is seen by --walk-forward: parameters are chosen on train and reported on test. Lengths are times
(20min), days that have data (2d), or slices of the recording (train=3,test=1,slices=8); purge is cut off
the end of train, embargo off the beginning of test. --compare runs the same once more under other
assumptions: an idea that lives on one latency or one queue model is none.

Files of the exchange's models are CSV with these headers: round trips that were measured,
sent_nanos,exchange_nanos,received_nanos (ns since 1970); funding that was paid, time,rate (ms since 1970,
a share of the notional; rates.csv/4h where it is not paid every 8 h). Volume of --impact is in units, coins
or shares, a day, and the same for every instrument.

Exit codes: 0 done; 1 a strategy failed: the others are reported; 2 bad input; 130 interrupted.`;

export function addBacktest(program: Command, exit: ExitCodeSink): void {
  const command = program.command("backtest")
    .description("Run strategies on recordings or the simulated market, and judge them.");
  addBacktestOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (files: string[], flags: BacktestFlags) => exit(await backtest(files, flags)));
}

/** @returns the exit code */
async function backtest(files: readonly string[], flags: BacktestFlags): Promise<number> {
  const plan = await backtestPlanOf(files, flags);
  requireWritable("--out", `${plan.out}/index.html`);
  const progress = new Progress({ quiet: flags.quiet === true });
  const outcome = await withInterrupt((signal) =>
    runBacktest(jobOf(plan), { signal, onProgress: (share, note) => progress.show(share, note) })
      .finally(() => progress.end())
  );
  const json = backtestJson(plan, outcome);
  console.log(flags.json ? JSON.stringify(json, undefined, 2) : backtestText(plan, outcome));
  if (outcome.interrupted) console.error("millrace: interrupted: no files were written");
  else {
    writeBacktest(plan, outcome);
    if (!flags.json) console.log(`\nwritten to ${plan.out}: ${writtenFiles(outcome)}`);
  }
  printProblems(outcome.run?.problems ?? []);
  return exitCodeOf(outcome);
}

function writtenFiles({ runs }: BacktestOutcome): string {
  const page = runs.length > 0 ? "index.html (open it in a browser), " : "";
  return `${page}result.json, orders.csv, fills.csv`;
}

function jobOf(plan: BacktestPlan) {
  const entrants = plan.entrants.map(({ definition, desks }) => ({ name: definition.name, desks }));
  return { ...plan, entrants };
}

function exitCodeOf({ interrupted, run, desks }: BacktestOutcome): number {
  if (interrupted) return EXIT_INTERRUPTED;
  if (isBadInput(run?.problems ?? [])) return EXIT_BAD_INPUT;
  return desks.some(({ failure }) => failure !== undefined) ? EXIT_FAILED : EXIT_OK;
}
