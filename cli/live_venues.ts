/** What a live session listens to, from its arguments: venues by name, or the practice exchange. */
import type { Command } from "commander";
import { UserError } from "../core/base/errors.ts";
import type { LiveInput, LiveVenueInput } from "../core/supervisor/job.ts";
import {
  LIVE_VENUE_NAMES,
  LIVE_VENUES,
  type LiveVenueName,
} from "../core/venues/live/live_venues.ts";
import { type SpawnedExchange, spawnExchange } from "../exchange/spawn_exchange.ts";
import { symbolsOf, wholeNumber } from "./arguments.ts";
import { timeSpanOf } from "./time_span.ts";

const TESTNET = "-testnet";
const PRACTICE = "practice";
/** What is listened to where nobody says otherwise. */
const USUAL_SYMBOLS: Readonly<Record<LiveVenueName, string>> = {
  "binance": "BTCUSDT,ETHUSDT",
  "binance-usdm": "BTCUSDT,ETHUSDT",
  "coinbase": "BTC-USD,ETH-USD",
  "coinbase-exchange": "BTC-USD,ETH-USD",
  "kraken": "XBT/USD,ETH/USD",
};

export interface VenueFlags {
  readonly venue: readonly string[];
  readonly symbols?: string;
  readonly duration?: string;
  readonly seed: string;
  readonly rate: string;
}

/** Names that --venue takes. */
export const VENUE_CHOICES: readonly string[] = [
  PRACTICE,
  ...LIVE_VENUE_NAMES.flatMap((name) =>
    LIVE_VENUES[name].testnet === undefined ? [name] : [name, `${name}${TESTNET}`]
  ),
];

export function addVenueOptions(command: Command): Command {
  const collect = (value: string, all: readonly string[]) => [...all, value];
  return command
    .option("--venue <name[:symbols]>", `${VENUE_CHOICES.join(", ")}; several at once`, collect, [])
    .option("--symbols <list>", "instruments of venues that name none, as the venue writes them")
    .option("--duration <time>", "end by itself: 15s, 10min, 8h (default: until Ctrl-C)")
    .option("--seed <n>", "of the practice exchange's market", "1")
    .option("--rate <n>", "order events a second of the practice exchange", "2000");
}

/** What a session listens to, and the exchange that was started for it. */
export interface LiveMarket {
  readonly input: LiveInput;
  /** As a person would say it. */
  readonly source: string;
  readonly practice: SpawnedExchange | undefined;
}

/** @throws UserError naming the option that is wrong */
export async function liveMarketOf(
  flags: VenueFlags,
  rawPath: string | undefined,
): Promise<LiveMarket> {
  const durationMillis = flags.duration === undefined
    ? undefined
    : timeSpanOf("--duration", flags.duration);
  const seed = wholeNumber("--seed", flags.seed, 0, 0xffff_ffff);
  const asked = (flags.venue.length === 0 ? [PRACTICE] : flags.venue).map(splitVenue);
  const wrong = asked.find(({ name }) => !VENUE_CHOICES.includes(name));
  if (wrong !== undefined) {
    throw new UserError(`--venue ${wrong.name}: must be one of ${VENUE_CHOICES.join(", ")}`);
  }
  const symbolsFor = (name: LiveVenueName, own: string | undefined) =>
    symbolsOf(own ?? flags.symbols ?? USUAL_SYMBOLS[name]);
  const venues: LiveVenueInput[] = [];
  let practice: SpawnedExchange | undefined;
  for (const { name, symbols } of asked) {
    if (name === PRACTICE) {
      practice = await spawnExchange({
        seed,
        symbols: symbolsFor("binance", symbols),
        eventsPerSecond: wholeNumber("--rate", flags.rate, 1, 1_000_000),
      });
      venues.push({
        venue: "binance",
        restUrl: practice.restUrl,
        wsUrl: practice.spotWsUrl,
        symbols: symbolsFor("binance", symbols),
      });
    } else venues.push(venueOf(name, symbolsFor(baseOf(name), symbols)));
  }
  return {
    input: { kind: "live", venues, rawPath, durationMillis },
    source: asked.map(({ name }, i) => `${name} ${venues[i].symbols.join(" ")}`).join(" · "),
    practice,
  };
}

function splitVenue(text: string): { readonly name: string; readonly symbols: string | undefined } {
  const at = text.indexOf(":");
  return at < 0
    ? { name: text, symbols: undefined }
    : { name: text.slice(0, at), symbols: text.slice(at + 1) };
}

function baseOf(name: string): LiveVenueName {
  return (name.endsWith(TESTNET) ? name.slice(0, -TESTNET.length) : name) as LiveVenueName;
}

function venueOf(name: string, symbols: readonly string[]): LiveVenueInput {
  const venue = baseOf(name);
  const { production, testnet } = LIVE_VENUES[venue];
  const addresses = name.endsWith(TESTNET) ? testnet ?? production : production;
  return { venue, ...addresses, symbols };
}
