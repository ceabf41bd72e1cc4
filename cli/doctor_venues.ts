/** Checks of the venues: whether they answer, how fast, and what time it is there. */
import { WallClock } from "../core/base/clock.ts";
import { messageOf, UserError } from "../core/base/errors.ts";
import {
  LIVE_VENUE_NAMES,
  LIVE_VENUES,
  type LiveVenueName,
} from "../core/venues/live/live_venues.ts";
import { spawnExchange } from "../exchange/spawn_exchange.ts";
import type { Check } from "./doctor_machine.ts";

const ANSWER_MILLIS = 5_000;
/** Signed requests are refused beyond a window of a few seconds. */
const MOST_SKEW_MILLIS = 500;

/** Where each venue says what time it is, and how. */
const TIMES: Readonly<
  Record<LiveVenueName, { readonly path: string; readonly millis: (answer: unknown) => unknown }>
> = {
  "binance": { path: "/api/v3/time", millis: (answer) => fieldOf(answer, "serverTime") },
  "binance-usdm": { path: "/fapi/v1/time", millis: (answer) => fieldOf(answer, "serverTime") },
  "coinbase": {
    path: "/api/v3/brokerage/time",
    millis: (answer) => Number(fieldOf(answer, "epochMillis")),
  },
  "coinbase-exchange": {
    path: "/time",
    millis: (answer) => Number(fieldOf(answer, "epoch")) * 1_000,
  },
  "kraken": {
    path: "/0/public/Time",
    millis: (answer) => Number(fieldOf(fieldOf(answer, "result"), "unixtime")) * 1_000,
  },
};

/** @param wanted venues that must be reached; @throws UserError when there is none of a name */
export async function checkVenues(wanted: readonly string[]): Promise<Check[]> {
  const wrong = wanted.find((name) => !LIVE_VENUE_NAMES.some((known) => known === name));
  if (wrong !== undefined) {
    throw new UserError(`--venue ${wrong}: must be one of ${LIVE_VENUE_NAMES.join(", ")}`);
  }
  const names = wanted.length === 0 ? LIVE_VENUE_NAMES : wanted as LiveVenueName[];
  return [
    await practice(),
    ...await Promise.all(names.map((name) => venue(name, wanted.length > 0))),
  ];
}

async function practice(): Promise<Check> {
  const name = "practice exchange";
  try {
    const exchange = await spawnExchange({ symbols: ["BTCUSDT"] });
    const { trip, skew } = await timeAt("binance", exchange.restUrl);
    await exchange.stop();
    return { name, verdict: "ok", found: `answers in ${trip} ms, clock ${skewText(skew)}` };
  } catch (thrown) {
    return { name, verdict: "fail", found: `could not be started (${messageOf(thrown)})` };
  }
}

async function venue(name: LiveVenueName, isWanted: boolean): Promise<Check> {
  const { restUrl } = LIVE_VENUES[name].production;
  try {
    const { trip, skew } = await timeAt(name, restUrl);
    const found = `${new URL(restUrl).host} answers in ${trip} ms, clock ${skewText(skew)}`;
    if (Math.abs(skew) <= MOST_SKEW_MILLIS) return { name, verdict: "ok", found };
    return { name, verdict: "warn", found, advice: "set this machine's clock by NTP" };
  } catch (thrown) {
    return {
      name,
      verdict: isWanted ? "fail" : "warn",
      found: `${new URL(restUrl).host} does not answer (${firstLine(messageOf(thrown))})`,
      advice: "without a network, live trades on the practice exchange",
    };
  }
}

/** Milliseconds there and back, and how far the venue's clock is ahead of ours. */
async function timeAt(
  name: LiveVenueName,
  restUrl: string,
): Promise<{ readonly trip: number; readonly skew: number }> {
  const clock = new WallClock();
  const { path, millis } = TIMES[name];
  const sent = clock.nowMillis();
  const response = await fetch(`${restUrl}${path}`, { signal: AbortSignal.timeout(ANSWER_MILLIS) });
  const answer: unknown = await response.json();
  const trip = clock.nowMillis() - sent;
  const there = millis(answer);
  if (!response.ok || typeof there !== "number" || !Number.isFinite(there)) {
    throw new Error(`status ${response.status}, and no time in the answer`);
  }
  return { trip: Math.round(trip), skew: there - (sent + trip / 2) };
}

function skewText(skew: number): string {
  const millis = Math.round(skew);
  if (millis === 0) return "equal";
  return `${Math.abs(millis)} ms ${millis > 0 ? "ahead" : "behind"}`;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function firstLine(text: string): string {
  return text.split("\n")[0].slice(0, 120);
}
