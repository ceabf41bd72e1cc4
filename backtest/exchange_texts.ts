/** Models of the simulated exchange as a person writes them on a command line. */
import { UserError } from "../core/base/errors.ts";
import { NANOS_PER_MICRO, NANOS_PER_MILLI, NANOS_PER_SECOND } from "../core/base/units.ts";
import type { ExchangeModels, FeeRates, QueueChoice } from "../core/exchange/venue/models.ts";

const UNITS_NANOS: Readonly<Record<string, number>> = {
  ns: 1,
  us: NANOS_PER_MICRO,
  "µs": NANOS_PER_MICRO,
  ms: NANOS_PER_MILLI,
  s: NANOS_PER_SECOND,
};
const LEGS = { feed: "feed", order: "entry", response: "response" } as const;

/** A delay, of a message either way. */
export type TravelTime =
  | { readonly kind: "none" }
  | { readonly kind: "constant"; readonly nanos: number }
  | { readonly kind: "lognormal"; readonly medianNanos: number; readonly sigma: number };

/** "0ms", "250us", or "2ms~0.5": lognormal with this median and sigma. @throws UserError */
export function travelTimeOf(option: string, text: string): TravelTime {
  const match = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s)(?:~(\d+(?:\.\d+)?))?$/.exec(text.trim());
  if (match === null) {
    throw new UserError(
      `${option}${text}: must be a time such as 0ms, 250us or 2ms, or 2ms~0.5 (lognormal: median, sigma)`,
    );
  }
  const nanos = Number(match[1]) * UNITS_NANOS[match[2]];
  if (match[3] !== undefined && nanos > 0) {
    return { kind: "lognormal", medianNanos: nanos, sigma: Number(match[3]) };
  }
  return nanos === 0 ? { kind: "none" } : { kind: "constant", nanos };
}

/** "2ms" for all three ways, or "feed:1ms,order:2ms,response:2ms". @throws UserError */
export function latenciesOf(text: string): Partial<ExchangeModels> {
  if (!text.includes(":")) {
    const time = travelTimeOf("--latency ", text);
    return { feed: time, entry: time, response: time };
  }
  const models: { -readonly [K in "feed" | "entry" | "response"]?: TravelTime } = {};
  for (const part of text.split(",")) {
    const [name, value = ""] = part.split(":").map((side) => side.trim());
    if (!Object.hasOwn(LEGS, name)) {
      throw new UserError(
        `--latency ${text}: there is no "${name}"; as in feed:1ms,order:2ms,response:2ms`,
      );
    }
    models[LEGS[name as keyof typeof LEGS]] = travelTimeOf(`--latency ${name}:`, value);
  }
  return models;
}

/** "risk-averse", "power:2", "log". @throws UserError */
export function queueOf(option: string, text: string): QueueChoice {
  const [kind, power] = text.trim().split(":");
  if (kind === "risk-averse" && power === undefined) return { kind };
  if (kind === "log" && power === undefined) return { kind, form: "back-over-sum" };
  const n = Number(power ?? 2);
  if (kind === "power" && n > 0 && n <= 100) return { kind, n, form: "back-over-sum" };
  throw new UserError(`${option}${text}: must be risk-averse, power:2 (any n above 0) or log`);
}

/** "venue", "none", or "maker/takerbps": "1/5bps", "-0.5/3bps". @throws UserError */
export function feesOf(option: string, text: string): Partial<FeeRates> {
  const trimmed = text.trim();
  if (trimmed === "venue") return {};
  if (trimmed === "none") return { makerBps: 0, takerBps: 0, makerPerUnit: 0, takerPerUnit: 0 };
  const match = /^(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)bps$/.exec(trimmed);
  if (match !== null) {
    const [makerBps, takerBps] = [Number(match[1]), Number(match[2])];
    return { makerBps, takerBps, makerPerUnit: 0, takerPerUnit: 0 };
  }
  throw new UserError(
    `${option}${text}: must be venue, none, or maker/taker such as 1/5bps (below 0: a rebate)`,
  );
}
