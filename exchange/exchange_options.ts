/** What can be chosen about an exchange, checked. */
import { UserError } from "../core/base/errors.ts";
import type { FileInput } from "../core/supervisor/job.ts";
import type { PracticeKey } from "./accounts/practice_keys.ts";
import { DEFAULT_SYMBOLS } from "./listing/catalogue.ts";
import { FUNDING_MILLIS } from "./market/mark_price.ts";
import type { FaultRule } from "./practice/fault_rule.ts";
import { LISTEN_KEY_MILLIS } from "./streams/user_streams.ts";
import { SOCKET_LIMITS } from "./socket/socket_connection.ts";

export interface ExchangeOptions {
  /** Listed at both venues. Default: BTCUSDT and ETHUSDT. */
  readonly symbols?: readonly string[];
  /** 0 to 2^32 − 1. One seed, one market, as far as clients' orders let it be. */
  readonly seed?: number;
  /** Port of REST; the sockets of spot and futures take the next two. 0 = any three free ones. */
  readonly port?: number;
  /** Order events a second, over all markets. */
  readonly eventsPerSecond?: number;
  /** How much faster than real time the flow, or the recording, goes. */
  readonly speed?: number;
  /** Plays this instead of the simulated flow; the symbols are the recording's. */
  readonly recording?: FileInput;
  /** Pairs to accept; default: `accounts` new ones. */
  readonly keys?: readonly PracticeKey[];
  readonly accounts?: number;
  /** Request weights and order counts as on the real venue (default), or none. */
  readonly limits?: "real" | "off";
  /** Connections end after this; the real venue's end after 24 hours. */
  readonly cutAfterMillis?: number;
  readonly pingMillis?: number;
  readonly pongMillis?: number;
  /** A client for which more waits is cut. */
  readonly queueBytes?: number;
  readonly listenKeyMillis?: number;
  readonly fundingMillis?: number;
  /** In force from the start. */
  readonly faults?: readonly FaultRule[];
}

export type CheckedOptions = Required<Omit<ExchangeOptions, "keys" | "recording">> & {
  readonly recording: FileInput | undefined;
  readonly keys: readonly PracticeKey[] | undefined;
};

const MAX_SEED = 0xffff_ffff;
const MAX_EVENTS_PER_SECOND = 1_000_000;
const MAX_SPEED = 1_000_000;
const MAX_ACCOUNTS = 1_000;
/** Every account of a recording is filled by models of its own. */
const MAX_RECORDING_ACCOUNTS = 16;

/** @throws UserError naming the option, what was found and what is possible */
export function checkedOptions(options: ExchangeOptions): CheckedOptions {
  const checked: CheckedOptions = {
    symbols: options.symbols ?? DEFAULT_SYMBOLS,
    seed: within("seed", options.seed ?? 1, 0, MAX_SEED),
    port: within("port", options.port ?? 0, 0, 65_533),
    eventsPerSecond: within("rate", options.eventsPerSecond ?? 1_000, 1, MAX_EVENTS_PER_SECOND),
    speed: options.speed ?? 1,
    recording: options.recording,
    keys: options.keys,
    accounts: within("accounts", options.accounts ?? 2, 1, MAX_ACCOUNTS),
    limits: options.limits ?? "real",
    cutAfterMillis: within(
      "cut after",
      options.cutAfterMillis ?? SOCKET_LIMITS.cutAfterMillis,
      10,
      SOCKET_LIMITS.cutAfterMillis,
    ),
    pingMillis: options.pingMillis ?? SOCKET_LIMITS.pingMillis,
    pongMillis: options.pongMillis ?? SOCKET_LIMITS.pongMillis,
    queueBytes: options.queueBytes ?? SOCKET_LIMITS.queueBytes,
    listenKeyMillis: options.listenKeyMillis ?? LISTEN_KEY_MILLIS,
    fundingMillis: options.fundingMillis ?? FUNDING_MILLIS,
    faults: options.faults ?? [],
  };
  const accounts = checked.keys?.length ?? checked.accounts;
  if (checked.recording !== undefined && accounts > MAX_RECORDING_ACCOUNTS) {
    throw new UserError(`accounts ${accounts}: a recording has at most ${MAX_RECORDING_ACCOUNTS}`);
  }
  if (!(checked.speed > 0 && checked.speed <= MAX_SPEED)) {
    throw new UserError(`speed ${checked.speed}: must be above 0 and at most ${MAX_SPEED}`);
  }
  return checked;
}

function within(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UserError(`${name} ${value}: must be a whole number from ${min} to ${max}`);
}
