/** Latencies of the simulated exchange as a person writes them on a command line. */
import { UserError } from "../core/base/errors.ts";
import { NANOS_PER_MICRO, NANOS_PER_MILLI, NANOS_PER_SECOND } from "../core/base/units.ts";
import { recordedTrips } from "../core/exchange/venue/latency/round_trips.ts";
import type { ExchangeModels, FeedLatency, OrderLatency } from "../core/exchange/venue/models.ts";
import { isTableFile, readTable } from "./table_file.ts";

const UNITS_NANOS: Readonly<Record<string, number>> = {
  ns: 1,
  us: NANOS_PER_MICRO,
  "µs": NANOS_PER_MICRO,
  ms: NANOS_PER_MILLI,
  s: NANOS_PER_SECOND,
};
const RECORDED = "recorded";

/** A delay, of a message either way. */
export type TravelTime =
  | { readonly kind: "none" }
  | { readonly kind: "constant"; readonly nanos: number }
  | { readonly kind: "lognormal"; readonly medianNanos: number; readonly sigma: number };

type Latencies = Pick<ExchangeModels, "feed" | "entry" | "response">;

/** "0ms", "250us", or "2ms~0.5": lognormal with this median and sigma. @throws UserError */
export function travelTimeOf(option: string, text: string): TravelTime {
  const match = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s)(?:~(\d+(?:\.\d+)?))?$/.exec(text.trim());
  if (match === null) {
    throw new UserError(
      `${option}${text}: must be a time such as 0ms, 250us or 2ms, 2ms~0.5 (lognormal: median, ` +
        "sigma), for the feed recorded, or for orders and answers a .csv of round trips",
    );
  }
  const nanos = Number(match[1]) * UNITS_NANOS[match[2]];
  if (match[3] !== undefined && nanos > 0) {
    return { kind: "lognormal", medianNanos: nanos, sigma: Number(match[3]) };
  }
  return nanos === 0 ? { kind: "none" } : { kind: "constant", nanos };
}

/**
 * "2ms" for all three ways, "trips.csv" for orders and answers as they were measured, or
 * "feed:recorded,order:trips.csv,response:2ms".
 * @throws UserError
 */
export function latenciesOf(option: string, text: string): Partial<Latencies> {
  const whole = text.trim();
  const hasLegs = /^\w{2,}:/.test(whole);
  if (isTableFile(whole) && !hasLegs) {
    const trips = roundTripsOf(option, whole);
    return { entry: trips, response: trips };
  }
  if (!hasLegs) {
    const time = travelTimeOf(option, whole);
    return { feed: time, entry: time, response: time };
  }
  let models: Partial<Latencies> = {};
  for (const part of whole.split(",")) {
    const [, name, value] = /^([^:]*):?(.*)$/.exec(part.trim()) ?? ["", part, ""];
    models = { ...models, ...legOf(option, text, name, value) };
  }
  return models;
}

function legOf(option: string, text: string, name: string, value: string): Partial<Latencies> {
  switch (name) {
    case "feed":
      return { feed: feedOf(`${option}feed:`, value) };
    case "order":
      return { entry: orderOf(`${option}order:`, value) };
    case "response":
      return { response: orderOf(`${option}response:`, value) };
    default:
      throw new UserError(
        `${option}${text}: there is no "${name}"; as in feed:1ms,order:2ms,response:2ms`,
      );
  }
}

/** The venue's own stamps, or a model of them. */
function feedOf(option: string, text: string): FeedLatency {
  return text === RECORDED ? { kind: RECORDED, offsetNanos: 0 } : travelTimeOf(option, text);
}

function orderOf(option: string, text: string): OrderLatency {
  return isTableFile(text) ? roundTripsOf(option, text) : travelTimeOf(option, text);
}

function roundTripsOf(option: string, path: string): OrderLatency {
  return recordedTrips(readTable(option, path), path);
}
