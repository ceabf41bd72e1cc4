/** Strategies as the API shows them, and which instances belong to which. */
import type { StrategyView } from "../../supervisor/session_view.ts";
import type { ParameterState, Strategy } from "../contract/strategies.ts";
import type { SessionTap } from "../tap/session_tap.ts";

/** Values that were set while the session runs, by strategy. */
export type ChangedValues = ReadonlyMap<string, Readonly<Record<string, number | string>>>;

export function strategiesView(tap: SessionTap, changed: ChangedValues): Strategy[] {
  const instances = instancesOf(tap);
  return tap.view.strategies.map((strategy) => ({
    name: strategy.name,
    summary: strategy.summary,
    parameters: parametersView(strategy, changed.get(strategy.name) ?? {}),
    instances: instances.filter(({ name }) => name === strategy.name)
      .map(({ strategyId, symbols }) => ({ strategyId, symbols })),
  }));
}

/** Instances that have an account, with the name of their strategy; null = it cannot be told. */
export function instancesOf(
  tap: SessionTap,
): { readonly strategyId: number; readonly name: string | null; readonly symbols: string[] }[] {
  const symbols = new Map<number, string[]>();
  for (const { strategyId, instrumentId } of tap.trading().accounts) {
    const known = symbols.get(strategyId) ?? [];
    known.push(tap.instruments.symbol(instrumentId));
    symbols.set(strategyId, known);
  }
  return [...symbols].sort(([a], [b]) => a - b)
    .map(([strategyId, names]) => ({
      strategyId,
      name: tap.strategy(strategyId),
      symbols: names,
    }));
}

function parametersView(
  { schema, values }: StrategyView,
  changed: Readonly<Record<string, number | string>>,
): ParameterState[] {
  return Object.entries(schema).map(([name, parameter]) => {
    const shared = {
      name,
      value: changed[name] ?? values[name],
      default: parameter.default,
      help: parameter.help,
    };
    if (parameter.kind === "choice") {
      return { ...shared, kind: "choice", choices: [...parameter.choices] };
    }
    const { least, most, whole } = parameter;
    // JSON knows no Infinity: an open bound is left out.
    return {
      ...shared,
      kind: "number",
      ...(Number.isFinite(least) ? { least } : {}),
      ...(Number.isFinite(most) ? { most } : {}),
      ...(whole === undefined ? {} : { whole }),
    };
  });
}
