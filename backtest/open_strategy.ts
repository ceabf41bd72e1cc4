/** Finds strategies: in the registry by name, or in a user's own file. */
import { messageOf, UserError } from "../core/base/errors.ts";
import type { StrategyDefinition } from "../core/trading/strategy.ts";
import { findStrategy, STRATEGIES } from "../strategies/registry.ts";

/** Whether a strategy is asked for by its file. */
export function isStrategyFile(ref: string): boolean {
  return /[\\/]|\.[cm]?[jt]sx?$/.test(ref);
}

/** The address of a strategy's file, relative to the working folder; a name stays what it is. */
export function strategyAddress(ref: string): string {
  if (!isStrategyFile(ref) || /^[a-z]{2,}:/.test(ref)) return ref;
  return new URL(ref.replaceAll("\\", "/"), `file://${Deno.cwd().replaceAll("\\", "/")}/`).href;
}

/**
 * @param address a name of the registry, or what {@link strategyAddress} made of a path
 * @throws UserError when there is no such strategy, or the file exports none
 */
export async function openStrategy(address: string): Promise<StrategyDefinition> {
  if (!isStrategyFile(address)) {
    const found = findStrategy(address);
    if (found !== undefined) return found;
    throw new UserError(
      `there is no strategy ${address}; there are ${
        STRATEGIES.map(({ name }) => name).join(", ")
      }` +
        "; a file of your own is named by its path: ./mine.ts",
    );
  }
  const where = address.replace(/^file:\/\//, "");
  const exported = await importFile(address, where);
  if (isDefinition(exported.strategy)) return exported.strategy;
  const found = Object.keys(exported).join(", ") || "nothing";
  throw new UserError(
    `${where}: exports no strategy (found: ${found}); write ` +
      "`export const strategy = defineStrategy({ name, summary, source, parameters, create })`",
  );
}

async function importFile(address: string, where: string): Promise<Record<string, unknown>> {
  try {
    return await import(address);
  } catch (thrown) {
    const [reason] = messageOf(thrown).split("\n");
    throw new UserError(`${where}: cannot load this strategy (${reason})`);
  }
}

function isDefinition(value: unknown): value is StrategyDefinition {
  if (typeof value !== "object" || value === null) return false;
  const { name, parameters, create } = value as Partial<StrategyDefinition>;
  return typeof name === "string" && typeof create === "function" &&
    typeof parameters === "object" && parameters !== null;
}
