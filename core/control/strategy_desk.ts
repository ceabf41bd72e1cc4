/** Commands to single strategies: found by name, sent to all their instances. */
import {
  CONTROL_SET_PARAMETER,
  CONTROL_START_STRATEGY,
  CONTROL_STOP_STRATEGY,
} from "../wire/control.ts";
import type { ControlRequest, StrategyView } from "../supervisor/session_view.ts";
import { parameterValues } from "../trading/parameters.ts";
import type { CommandResult } from "./contract/trading.ts";
import type { ControlPlane } from "./control_plane.ts";
import { ProblemError } from "./http/problem.ts";
import { instancesOf } from "./views/strategies_view.ts";

const ALL = -1;

export class StrategyDesk {
  readonly #plane: ControlPlane;
  /** What was set, by strategy. */
  readonly changed = new Map<string, Readonly<Record<string, number | string>>>();

  constructor(plane: ControlPlane) {
    this.#plane = plane;
  }

  start(name: string, fromCli: boolean): Promise<CommandResult[]> {
    return this.#sendAll(this.#find(name), [{ kind: CONTROL_START_STRATEGY }], fromCli);
  }

  stop(name: string, fromCli: boolean): Promise<CommandResult[]> {
    return this.#sendAll(this.#find(name), [{ kind: CONTROL_STOP_STRATEGY }], fromCli);
  }

  /** @throws UserError naming the first parameter that is unknown or wrong */
  async change(
    name: string,
    given: Readonly<Record<string, number | string>>,
    fromCli: boolean,
  ): Promise<CommandResult[]> {
    const strategy = this.#find(name);
    const { schema } = strategy;
    const before = { ...strategy.values, ...this.changed.get(name) };
    const values = parameterValues(schema, { ...before, ...given }, `strategy ${name}`);
    const names = Object.keys(schema);
    const requests = Object.keys(given).map((parameter) => ({
      kind: CONTROL_SET_PARAMETER,
      parameter: names.indexOf(parameter),
      value: wireValue(strategy, parameter, values[parameter]),
    }));
    const results = await this.#sendAll(strategy, requests, fromCli);
    if (results.every(({ outcome }) => outcome !== "refused")) this.changed.set(name, values);
    return results;
  }

  #find(name: string): StrategyView {
    const { strategies } = this.#plane.tap.view;
    const found = strategies.find((strategy) => strategy.name === name);
    if (found !== undefined) return found;
    const known = strategies.map((strategy) => strategy.name).join(", ") || "none";
    throw new ProblemError(
      404,
      `there is no strategy ${name} in this session; there are: ${known}`,
    );
  }

  async #sendAll(
    { name }: StrategyView,
    requests: readonly Omit<ControlRequest, "actor">[],
    fromCli: boolean,
  ): Promise<CommandResult[]> {
    const results: CommandResult[] = [];
    for (const strategyId of this.#instancesOf(name)) {
      for (const request of requests) {
        results.push(await this.#plane.command({ ...request, strategyId }, fromCli));
      }
    }
    return results;
  }

  /** All of a session's, where it has one strategy only. */
  #instancesOf(name: string): number[] {
    const { tap } = this.#plane;
    if (tap.view.strategies.length === 1) return [ALL];
    const own = instancesOf(tap).filter((instance) => instance.name === name);
    if (own.length > 0) return own.map(({ strategyId }) => strategyId);
    throw new ProblemError(409, `strategy ${name} has no instance yet that can be told apart`);
  }
}

function wireValue(
  { schema }: StrategyView,
  name: string,
  value: number | string,
): number {
  const parameter = schema[name];
  return parameter.kind === "choice" ? parameter.choices.indexOf(String(value)) : Number(value);
}
