/**
 * Which parameter sets a sweep tries: all combinations of a grid, or so many drawn at random from the
 * same ranges. The plan depends on what was asked for and on the seed, on nothing else.
 */
import { UserError } from "../core/base/errors.ts";
import { Prng } from "../core/base/prng.ts";
import type { Parameter, ParameterSchema } from "../core/trading/parameters.ts";
import { assignment } from "./strategy_choice.ts";

/** More would take days, and would find something in any noise. */
export const MOST_TRIALS = 100_000;
const OPTION = "--sweep";

/** What one parameter goes through. */
export interface SweptParameter {
  /** Of this strategy only; undefined = of every strategy that has it. */
  readonly strategy: string | undefined;
  readonly parameter: string;
  readonly values: readonly string[];
  /** For random draws: anywhere between; undefined = one of the values. */
  readonly between: readonly [number, number] | undefined;
  /** As it was asked for. */
  readonly text: string;
}

export type Given = Readonly<Record<string, string>>;

/** "a=1,2,5", "a=1..10/1", "a=0.1..0.5", "maker.a=1,2". @throws UserError naming what is wrong */
export function parseSweep(text: string): SweptParameter {
  const [name, list] = assignment(OPTION, text, text);
  const dot = name.lastIndexOf(".");
  const target = {
    strategy: dot < 0 ? undefined : name.slice(0, dot),
    parameter: name.slice(dot + 1),
    text,
  };
  const range = /^(-?[\d.e]+?)\.\.(-?[\d.e]+?)(?:\/([\d.e]+))?$/.exec(list);
  if (range === null) {
    const values = list.split(",").map((value) => value.trim());
    if (values.some((value) => value === "")) {
      throw new UserError(`${OPTION} ${text}: must be values such as ${target.parameter}=1,2,5`);
    }
    return { ...target, values: [...new Set(values)], between: undefined };
  }
  const [from, to, step] = [Number(range[1]), Number(range[2]), Number(range[3] ?? NaN)];
  const stepped = range[3] !== undefined;
  if (!(from < to) || (stepped && !(step > 0))) {
    throw new UserError(`${OPTION} ${text}: must be a range such as ${target.parameter}=1..10/1`);
  }
  return { ...target, values: stepped ? steps(text, from, to, step) : [], between: [from, to] };
}

/** Every combination, the last parameter going round fastest. @throws UserError */
export function gridOf(swept: readonly SweptParameter[]): Given[] {
  let sets: Given[] = [{}];
  for (const { parameter, values, text } of swept) {
    if (values.length === 0) {
      throw new UserError(
        `${OPTION} ${text}: a grid needs a step, such as ${text}/1; or --random N`,
      );
    }
    if (sets.length * values.length > MOST_TRIALS) {
      throw new UserError(`${OPTION}: more than ${MOST_TRIALS} combinations; take --random N`);
    }
    sets = sets.flatMap((set) => values.map((value) => ({ ...set, [parameter]: value })));
  }
  return sets;
}

/** So many different sets at random. @param schema says which parameters are whole numbers */
export function randomSetsOf(
  swept: readonly SweptParameter[],
  count: number,
  seed: number,
  schema: ParameterSchema,
): Given[] {
  const prng = new Prng(seed);
  const sets = new Map<string, Given>();
  // A small space has fewer sets than were asked for.
  for (let tries = 0; sets.size < count && tries < 20 * count; tries++) {
    const set = Object.fromEntries(
      swept.map((one) => [one.parameter, drawn(one, schema[one.parameter], prng)]),
    );
    sets.set(JSON.stringify(set), set);
  }
  return [...sets.values()];
}

/**
 * Those that are for a strategy.
 * @throws UserError when it is named and has no such parameter
 */
export function sweptOf(
  swept: readonly SweptParameter[],
  strategy: { readonly name: string; readonly parameters: ParameterSchema },
): SweptParameter[] {
  return swept.filter((one) => {
    const has = Object.hasOwn(strategy.parameters, one.parameter);
    if (one.strategy === strategy.name && !has) throw unknown(one, [strategy]);
    return has && (one.strategy === undefined || one.strategy === strategy.name);
  });
}

/** @throws UserError when one is for none of the strategies */
export function checkTargets(
  swept: readonly SweptParameter[],
  strategies: readonly { readonly name: string; readonly parameters: ParameterSchema }[],
): void {
  for (const one of swept) {
    if (strategies.every((strategy) => sweptOf([one], strategy).length === 0)) {
      throw unknown(one, strategies);
    }
  }
}

function unknown(
  { text, parameter }: SweptParameter,
  strategies: readonly { readonly name: string; readonly parameters: ParameterSchema }[],
): UserError {
  const there = strategies.map(({ name, parameters }) =>
    `${name} has ${Object.keys(parameters).join(", ") || "none"}`
  );
  return new UserError(
    `${OPTION} ${text}: there is no parameter ${parameter}; ${there.join("; ")}`,
  );
}

function steps(text: string, from: number, to: number, step: number): string[] {
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (count > MOST_TRIALS) {
    throw new UserError(`${OPTION} ${text}: more than ${MOST_TRIALS} values`);
  }
  return Array.from({ length: count }, (_, i) => String(Number((from + i * step).toPrecision(12))));
}

function drawn({ values, between }: SweptParameter, parameter: Parameter, prng: Prng): string {
  if (values.length > 0) return values[prng.nextBelow(values.length)];
  const [from, to] = between ?? [0, 0];
  const whole = parameter.kind === "number" && parameter.whole === true;
  if (whole) return String(Math.ceil(from) + prng.nextBelow(Math.floor(to) - Math.ceil(from) + 1));
  return String(Number((from + prng.nextUnit() * (to - from)).toPrecision(6)));
}
