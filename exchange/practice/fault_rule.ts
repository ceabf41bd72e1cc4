/**
 * What can be made to go wrong, and how it is asked for: as JSON at POST /practice/faults, or as text
 * on the command line, `KIND:name=value,name=value`.
 */
import { UserError } from "../../core/base/errors.ts";

/** Of market and user streams. */
export const STREAM_FAULTS = [
  "cut",
  "close",
  "stall",
  "drop",
  "duplicate",
  "reorder",
  "corrupt",
  "delay",
] as const;
/** Of answers to requests, over HTTP or WebSocket; `clock` is of the whole exchange. */
export const REQUEST_FAULTS = [
  "cut",
  "stall",
  "drop",
  "corrupt",
  "delay",
  "reject",
  "error",
  "html",
  "redirect",
  "timeout",
] as const;
export const FAULT_PLACES = ["rest", "market", "user", "ws-api", "clock"] as const;

export type FaultKind = typeof STREAM_FAULTS[number] | typeof REQUEST_FAULTS[number] | "clock";
export type FaultPlace = typeof FAULT_PLACES[number];

export interface FaultRule {
  readonly kind: FaultKind;
  /** Where it strikes: answers of "rest" or "ws-api", messages of "market" or "user" streams. */
  readonly where: FaultPlace;
  /** Only where the path (with its method, "POST /api/v3/order") or the stream's name holds this. */
  readonly match: string;
  /** From 0 to 1, each time. */
  readonly chance: number;
  /** So many times pass before the first strike. */
  readonly skip: number;
  /** Strikes left; 0 = without end. */
  readonly count: number;
  /** How long a delay, a stall or a silence lasts; of "clock", how far it is off. 0 of a stall = for good. */
  readonly millis: number;
  /** Of "error", the HTTP status; of "reject", the code. */
  readonly code: number;
}

const DEFAULTS: Readonly<Record<string, Partial<FaultRule>>> = {
  delay: { millis: 250 },
  error: { code: 503 },
  reject: { code: -1001 },
  clock: { where: "clock" },
};
const ANY: Omit<FaultRule, "kind" | "where"> = {
  match: "",
  chance: 1,
  skip: 0,
  count: 0,
  millis: 0,
  code: 0,
};
const MAX_MILLIS = 86_400_000;
const NUMBERS: Readonly<Record<string, readonly [min: number, max: number]>> = {
  chance: [0, 1],
  skip: [0, 1e9],
  count: [0, 1e9],
  millis: [-MAX_MILLIS, MAX_MILLIS],
  code: [-9_999, 599],
};

/** @throws UserError naming the field, what was found and what is possible */
export function faultRuleOf(value: unknown): FaultRule {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UserError("fault: must be an object with a kind");
  }
  const fields = value as Record<string, unknown>;
  const { kind } = fields;
  const kinds: readonly string[] = [...new Set([...STREAM_FAULTS, ...REQUEST_FAULTS, "clock"])];
  if (typeof kind !== "string" || !kinds.includes(kind)) {
    throw new UserError(`fault kind ${show(kind)}: must be one of ${kinds.join(", ")}`);
  }
  const isStream = (STREAM_FAULTS as readonly string[]).includes(kind);
  const where = isStream && !(REQUEST_FAULTS as readonly string[]).includes(kind)
    ? "market"
    : "rest";
  const rule: Record<string, unknown> = { kind, where, ...ANY, ...DEFAULTS[kind] };
  for (const [name, given] of Object.entries(fields)) {
    if (name === "kind") continue;
    rule[name] = fieldOf(name, given);
  }
  const checked = rule as unknown as FaultRule;
  checkPlace(checked);
  return checked;
}

/** "drop:where=market,match=btcusdt@depth,chance=0.01" */
export function faultRuleOfText(text: string): FaultRule {
  const at = text.indexOf(":");
  const kind = at < 0 ? text : text.slice(0, at);
  const pairs = at < 0 ? [] : text.slice(at + 1).split(",");
  const fields: Record<string, unknown> = { kind };
  for (const pair of pairs) {
    const [name, ...value] = pair.split("=");
    const given = value.join("=");
    fields[name] = name in NUMBERS ? Number(given || NaN) : given;
  }
  return faultRuleOf(fields);
}

function fieldOf(name: string, given: unknown): unknown {
  if (name === "match") {
    if (typeof given === "string") return given;
    throw new UserError(`fault match ${show(given)}: must be part of a path or a stream's name`);
  }
  if (name === "where") {
    if ((FAULT_PLACES as readonly unknown[]).includes(given)) return given;
    throw new UserError(`fault where ${show(given)}: must be one of ${FAULT_PLACES.join(", ")}`);
  }
  const range = NUMBERS[name];
  if (range === undefined) {
    const names = ["where", "match", ...Object.keys(NUMBERS)].join(", ");
    throw new UserError(`fault field ${show(name)}: must be one of ${names}`);
  }
  if (typeof given === "number" && given >= range[0] && given <= range[1]) return given;
  throw new UserError(`fault ${name} ${show(given)}: must be a number from ${range.join(" to ")}`);
}

function checkPlace({ kind, where }: FaultRule): void {
  const possible: readonly string[] = where === "clock"
    ? ["clock"]
    : where === "rest" || where === "ws-api"
    ? REQUEST_FAULTS
    : STREAM_FAULTS;
  if (possible.includes(kind)) return;
  throw new UserError(`fault kind "${kind}" at ${where}: must be one of ${possible.join(", ")}`);
}

function show(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? "nothing";
}
