/**
 * Real orders: asked for by name, with keys, with limits, and after a person has said yes. On the
 * practice exchange its own keys are used, and nobody has to be asked.
 */
import type { Command } from "commander";
import { UserError } from "../core/base/errors.ts";
import { DEFAULT_POLICY, type GatewayPlan, type VenuePlan } from "../core/gateway/gateway_plan.ts";
import { KeyStore, TRADE_VENUES, type TradeVenue } from "../core/gateway/key_store.ts";
import type { LiveVenueInput, TradingJob } from "../core/supervisor/job.ts";
import { LIVE_VENUES } from "../core/venues/live/live_venues.ts";
import { oneOf } from "./arguments.ts";
import type { LiveMarket } from "./live_venues.ts";

export interface TradeFlags {
  readonly trade?: boolean;
  readonly keys?: string;
  readonly yes?: boolean;
  readonly openings: string;
  readonly risk?: string;
}

/** Left alone, or taken for a position of the first strategy in the instrument. */
const OPENINGS = ["apart", "adopt"] as const;
/** Venues that orders can be sent to, and where they take them over a socket. */
const ORDER_PATHS: Partial<Readonly<Record<string, string>>> = {
  "binance": "/ws-api/v3",
  "binance-usdm": "/ws-fapi/v1",
};
const ORDER_HOSTS: Partial<Readonly<Record<string, readonly [string, string]>>> = {
  "binance": ["wss://ws-api.binance.com", "wss://ws-api.testnet.binance.vision"],
  "binance-usdm": ["wss://ws-fapi.binance.com", "wss://testnet.binancefuture.com"],
};

export function addTradeOptions(command: Command): Command {
  return command
    .option("--trade", "send real orders to the venues (default: paper)")
    .option(
      "--keys <file>",
      "key file, mode 0600 (default: the environment, MILLRACE_BINANCE_KEY …)",
    )
    .option(
      "--openings <how>",
      `what the account holds at the start: ${OPENINGS.join(", ")}`,
      "apart",
    )
    .option("--yes", "do not ask before real orders are sent");
}

/**
 * @param id of the session: orders carry it
 * @returns undefined = on paper
 * @throws UserError when something that real orders need is missing
 */
export function gatewayPlanOf(
  flags: TradeFlags,
  market: LiveMarket,
  trading: TradingJob | undefined,
  id: string,
): GatewayPlan | undefined {
  if (flags.trade !== true) {
    if (flags.keys === undefined) return undefined;
    throw new UserError("--keys: only --trade needs keys; paper trading has none");
  }
  if (trading === undefined) throw new UserError("--trade: nothing is traded; add --strategy NAME");
  const isTraded = (venue: string) => (TRADE_VENUES as readonly string[]).includes(venue);
  const wrong = market.input.venues.find(({ venue }) => !isTraded(venue));
  if (wrong !== undefined) {
    const known = TRADE_VENUES.join(", ");
    throw new UserError(`--trade: orders cannot be sent to ${wrong.venue}; they can to ${known}`);
  }
  const isReal = (input: LiveVenueInput) => input.restUrl !== market.practice?.restUrl;
  if (market.input.venues.some(isReal)) requireCare(flags, market, trading);
  const store = flags.keys === undefined
    ? KeyStore.fromEnvironment((name) => Deno.env.get(name))
    : KeyStore.fromFile(flags.keys);
  const venues = market.input.venues.map((input): VenuePlan => {
    const venue = input.venue as TradeVenue;
    const practice = isReal(input) ? undefined : market.practice?.keys[0];
    return {
      venue,
      restUrl: input.restUrl,
      streamUrl: venue === "coinbase" ? userUrlOf(input.wsUrl) : input.wsUrl,
      orderUrl: orderUrlOf(input, practice !== undefined),
      userStream: venue === "binance" && practice === undefined ? "signature" : "listen-key",
      keys: practice === undefined
        ? store.reveal(venue)
        : { key: practice.apiKey, secret: practice.secretKey },
    };
  });
  const openings = oneOf("--openings", flags.openings, OPENINGS);
  return { venues, session: sessionWord(id), policy: { ...DEFAULT_POLICY, openings } };
}

/** Eight characters that name the session in every order: its second, and its last two digits. */
export function sessionWord(id: string): string {
  const time = id.slice(0, 19).replace(/T(\d\d)-(\d\d)-(\d\d)$/, "T$1:$2:$3Z");
  const seconds = Math.floor(Date.parse(time) / 1_000);
  return `${seconds.toString(36).padStart(6, "0").slice(-6)}${id.slice(-2)}`;
}

/** Coinbase tells of orders at a host of its own. */
function userUrlOf(wsUrl: string): string {
  return wsUrl.replace("//advanced-trade-ws.", "//advanced-trade-ws-user.");
}

/** undefined = orders go by REST. */
function orderUrlOf(
  { venue, wsUrl, restUrl }: LiveVenueInput,
  isPractice: boolean,
): string | undefined {
  const path = ORDER_PATHS[venue];
  if (path === undefined) return undefined;
  if (isPractice) return `${wsUrl}${path}`;
  const [production, testnet] = ORDER_HOSTS[venue] ?? ["", ""];
  return `${restUrl === LIVE_VENUES[venue].production.restUrl ? production : testnet}${path}`;
}

/** Limits that somebody chose, and a yes. */
function requireCare(flags: TradeFlags, market: LiveMarket, trading: TradingJob): void {
  if (flags.risk === undefined || flags.risk === "none") {
    throw new UserError(
      "--trade: real orders need limits of your own choice: --risk conservative, moderate, or a file",
    );
  }
  if (flags.yes === true) return;
  if (!Deno.stdin.isTerminal()) {
    throw new UserError("--trade: real orders need a yes: answer on a terminal, or add --yes");
  }
  const names = trading.strategies.map(({ ref }) => ref).join(", ");
  console.error(`Real orders: ${names} on ${market.source}, limits ${flags.risk}.`);
  if (prompt('Type "trade" to send them:') !== "trade") {
    throw new UserError("--trade: not confirmed; nothing was sent");
  }
}
