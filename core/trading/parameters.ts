/**
 * Parameters of strategies: a schema with defaults and bounds, from which command lines, help texts,
 * sweeps and checks are made.
 */
import { UserError } from "../base/errors.ts";

export interface NumberParameter {
  readonly kind: "number";
  readonly default: number;
  readonly least: number;
  readonly most: number;
  /** Accepts whole numbers only. */
  readonly whole?: boolean;
  /** What it is, with its unit. */
  readonly help: string;
}

export interface ChoiceParameter<T extends string = string> {
  readonly kind: "choice";
  readonly default: T;
  readonly choices: readonly T[];
  readonly help: string;
}

export type Parameter = NumberParameter | ChoiceParameter;
export type ParameterSchema = Readonly<Record<string, Parameter>>;

/** Plain values, typed by their schema. */
export type ParameterValues<P extends ParameterSchema> = {
  readonly [K in keyof P]: P[K] extends ChoiceParameter<infer T> ? T : number;
};

/** A number between bounds. */
export function numberOf(
  defaultValue: number,
  least: number,
  most: number,
  help: string,
): NumberParameter {
  return { kind: "number", default: defaultValue, least, most, help };
}

/** A whole number between bounds. */
export function wholeOf(
  defaultValue: number,
  least: number,
  most: number,
  help: string,
): NumberParameter {
  return { ...numberOf(defaultValue, least, most, help), whole: true };
}

/** One of a list of words, the first by default. */
export function choiceOf<const T extends string>(
  choices: readonly [T, ...T[]],
  help: string,
): ChoiceParameter<T> {
  return { kind: "choice", default: choices[0], choices, help };
}

/**
 * Completes given values with defaults.
 * @param where names the strategy in errors
 * @throws UserError naming the first parameter that is unknown or wrong
 */
export function parameterValues<P extends ParameterSchema>(
  schema: P,
  given: Readonly<Record<string, unknown>>,
  where: string,
): ParameterValues<P> {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(schema, name));
  if (unknown.length > 0) {
    const known = Object.keys(schema).join(", ") || "none";
    throw new UserError(
      `${where}: there is no parameter ${unknown.join(", ")}; there are ${known}`,
    );
  }
  const values = Object.entries(schema).map(([name, parameter]) => {
    const value = Object.hasOwn(given, name) ? given[name] : parameter.default;
    return [name, checked(parameter, value, `${where}: parameter ${name}`)];
  });
  return Object.fromEntries(values) as ParameterValues<P>;
}

function checked(parameter: Parameter, value: unknown, what: string): number | string {
  if (parameter.kind === "choice") {
    if (parameter.choices.some((choice) => choice === value)) return value as string;
    throw new UserError(
      `${what} is ${shown(value)}, must be one of ${parameter.choices.join(", ")}`,
    );
  }
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  const { least, most, whole } = parameter;
  const fits = typeof number === "number" && number >= least && number <= most &&
    (whole !== true || Number.isInteger(number));
  if (fits) return number;
  const kind = whole === true ? "a whole number" : "a number";
  throw new UserError(`${what} is ${shown(value)}, must be ${kind} from ${least} to ${most}`);
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 80) ?? String(value);
}
