/**
 * From what a command line names to a strategy: a name of the registry, or a file of the user's own
 * that exports `strategy`, made by defineStrategy.
 */
import { messageOf, UserError } from "../base/errors.ts";
import type { ParameterSchema } from "./parameters.ts";
import type { StrategyDefinition } from "./strategy.ts";

/** Has an ending or a slash: a file, and no name of the registry. */
export function isStrategyFile(ref: string): boolean {
  return /[\\/]|\.[cm]?[jt]s$/.test(ref);
}

/** A file's address as an import needs it, so that it means the same in every thread. */
export function strategyRef(ref: string, folder: string): string {
  if (!isStrategyFile(ref) || ref.startsWith("file:")) return ref;
  const path = ref.startsWith("/") ? ref : `${folder}/${ref}`;
  return new URL(`file://${path.split("/").map(encodeURIComponent).join("/")}`).href;
}

/**
 * @param ref a name, or the address of a file
 * @throws UserError when there is no such strategy, or the file is none
 */
export async function loadStrategy(
  ref: string,
  registry: readonly StrategyDefinition[],
): Promise<StrategyDefinition> {
  if (isStrategyFile(ref)) return await importStrategy(ref);
  const found = registry.find(({ name }) => name === ref);
  if (found !== undefined) return found;
  const names = registry.map(({ name }) => name).join(", ") || "none";
  throw new UserError(
    `strategy ${ref}: there is none of that name; there are ${names}, or give a file such as ./mine.ts`,
  );
}

async function importStrategy(url: string): Promise<StrategyDefinition> {
  const where = `strategy ${decodeURI(url.replace(/^file:\/\//, ""))}`;
  let module: Record<string, unknown>;
  try {
    module = await import(url);
  } catch (thrown) {
    const [line] = messageOf(thrown).split("\n");
    throw new UserError(`${where}: cannot be imported (${line})`);
  }
  if (!("strategy" in module)) {
    const exported = Object.keys(module).join(", ") || "nothing";
    throw new UserError(
      `${where}: must export "strategy", made by defineStrategy; it exports ${exported}`,
    );
  }
  const { strategy } = module;
  const wrong = wrongIn(strategy);
  if (wrong !== undefined) throw new UserError(`${where}: its "strategy" ${wrong}`);
  return strategy as StrategyDefinition;
}

/** What keeps a value from being a definition; undefined = nothing. */
function wrongIn(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return "is no object made by defineStrategy";
  const { name, create, parameters, features, summary } = value as Record<string, unknown>;
  if (typeof name !== "string" || !/^[a-z][a-z0-9_]*$/.test(name)) {
    return "has no name in snake_case";
  }
  if (typeof summary !== "string") return "has no summary";
  if (typeof create !== "function") return "has no function create";
  if (typeof parameters !== "object" || parameters === null) {
    return "has no parameters; {} is enough";
  }
  const odd = Object.entries(parameters as ParameterSchema).find(([, parameter]) =>
    typeof parameter !== "object" || !["number", "choice"].includes(parameter?.kind)
  );
  if (odd !== undefined) {
    return `has a parameter ${odd[0]} that numberOf, wholeOf or choiceOf did not make`;
  }
  const areNames = features === undefined ||
    (Array.isArray(features) && features.every((feature) => typeof feature === "string"));
  return areNames ? undefined : "has features that are no list of names";
}
