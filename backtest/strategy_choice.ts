/**
 * Strategies as they are named on a command line: `NAME`, `NAME:window=5,size=2`, `./mine.ts:size=2`.
 * A name with a slash or an ending is a file; anything else is looked up in the registry.
 */
import { UserError } from "../core/base/errors.ts";

export interface StrategyChoice {
  /** A name of the registry, or a file's path. */
  readonly ref: string;
  /** As given, unchecked: {@link parameterValues} knows what they must be. */
  readonly given: Readonly<Record<string, string>>;
}

const NAME = /^[A-Za-z_]\w*$/;

/** @throws UserError naming what is wrong */
export function parseStrategyChoice(option: string, text: string): StrategyChoice {
  const colon = startOfParameters(text);
  const ref = (colon < 0 ? text : text.slice(0, colon)).trim();
  if (ref === "") throw new UserError(`${option} ${text}: must be NAME or NAME:parameter=value,…`);
  const given: Record<string, string> = {};
  for (const part of colon < 0 ? [] : text.slice(colon + 1).split(",")) {
    const [name, value] = assignment(option, text, part);
    if (Object.hasOwn(given, name)) {
      throw new UserError(`${option} ${text}: ${name} is given twice`);
    }
    given[name] = value;
  }
  return { ref, given };
}

/** "a=1" → its two sides. @throws UserError when it has not two */
export function assignment(option: string, text: string, part: string): [string, string] {
  const equals = part.indexOf("=");
  const name = part.slice(0, Math.max(0, equals)).trim();
  const value = part.slice(equals + 1).trim();
  if (equals < 1 || !NAME.test(name.replaceAll(".", "_")) || value === "") {
    throw new UserError(`${option} ${text}: "${part}" must be parameter=value`);
  }
  return [name, value];
}

/** A colon behind which no path goes on: drives and addresses have some too. */
function startOfParameters(text: string): number {
  const colon = text.lastIndexOf(":");
  return colon < 0 || /^[\\/]/.test(text.slice(colon + 1)) ? -1 : colon;
}
