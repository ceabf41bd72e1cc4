/** Planned strategies as the control plane names them. */
import { parameterValues } from "../trading/parameters.ts";
import type { StrategyDefinition } from "../trading/strategy.ts";
import { loadStrategy } from "../trading/strategy_loader.ts";
import type { StrategyJob } from "./job.ts";
import type { StrategyView } from "./session_view.ts";

/** @throws UserError when there is no such strategy, or a parameter is wrong */
export async function strategyViews(
  jobs: readonly StrategyJob[],
  registry: readonly StrategyDefinition[],
): Promise<StrategyView[]> {
  const views: StrategyView[] = [];
  for (const { ref, given, symbols } of jobs) {
    const { name, summary, parameters } = await loadStrategy(ref, registry);
    const values = parameterValues(parameters, given, `strategy ${name}`);
    views.push({ name, summary, schema: parameters, values, symbols });
  }
  return views;
}
