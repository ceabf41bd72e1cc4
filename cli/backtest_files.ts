/** The files of a backtest: tear sheet, result, orders, fills. Each is whole or not there. */
import { messageOf, UserError } from "../core/base/errors.ts";
import type { BacktestOutcome } from "../backtest/backtest.ts";
import { tearSheet } from "../backtest/tear_sheet.ts";
import { fillsCsv, ordersCsv, resultJson, writePieces } from "../backtest/write.ts";
import { backtestJson } from "./backtest_json.ts";
import type { BacktestPlan } from "./backtest_options.ts";

/** Runs whose charts a page bears. */
const MOST_ON_PAGE = 24;

/** @throws UserError when a file cannot be written */
export function writeBacktest(plan: BacktestPlan, outcome: BacktestOutcome): void {
  const { runs } = outcome;
  // Runs with their equity curves instead of the short ones.
  const result = { ...backtestJson(plan, outcome), ...JSON.parse(resultJson(runs)) };
  try {
    Deno.mkdirSync(plan.out, { recursive: true });
    writePieces(`${plan.out}/result.json`, [JSON.stringify(result, undefined, 1), "\n"]);
    writePieces(`${plan.out}/orders.csv`, ordersCsv(runs));
    writePieces(`${plan.out}/fills.csv`, fillsCsv(runs));
    if (runs.length === 0) return;
    writePieces(`${plan.out}/index.html`, [tearSheet(runs.slice(0, MOST_ON_PAGE))]);
  } catch (thrown) {
    throw new UserError(`--out ${plan.out}: cannot write it (${messageOf(thrown)})`);
  }
}
