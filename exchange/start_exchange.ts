/**
 * The simulated exchange in one call, for tests and for whoever wants something real to talk to:
 *
 * ```ts
 * import { startExchange } from "./start_exchange.ts";
 *
 * const exchange = await startExchange({ symbols: ["BTCUSDT"], seed: 7 });
 * const answer = await fetch(`${exchange.restUrl}/api/v3/depth?symbol=BTCUSDT&limit=5`);
 * const socket = new WebSocket(`${exchange.spotWsUrl}/ws/btcusdt@depth@100ms`);
 * const [{ apiKey, secretKey }] = exchange.keys;
 * await exchange.stop();
 * ```
 *
 * Spot is under `${restUrl}/api/v3`, USD-M under `${restUrl}/fapi/v1`; streams of spot at `spotWsUrl`, of
 * USD-M at `futuresWsUrl`: append `/ws/NAME`, `/stream?streams=A/B`, or `/ws` and SUBSCRIBE. Every key
 * opens an account at both venues, with a million of quote and a tenth of that in each coin. Control is
 * at `${restUrl}/practice` (practice/practice_routes.ts): faults, deposits, and the truth to compare with.
 *
 * It runs on the event loop of whoever calls; `spawnExchange` (spawn_exchange.ts) gives it a worker of
 * its own, which is what a busy process wants. Both need permission to use the network on 127.0.0.1.
 */
import { wallMillis } from "../core/base/clock.ts";
import { newKeys, type PracticeKey } from "./accounts/practice_keys.ts";
import { Exchange } from "./exchange.ts";
import { type CheckedOptions, checkedOptions, type ExchangeOptions } from "./exchange_options.ts";
import { listingsOf } from "./listing/catalogue.ts";
import { FlowDriver, type MarketDriver } from "./market/market_driver.ts";
import { RecordingFeed } from "./market/recording_feed.ts";

export type { ExchangeOptions, PracticeKey };

/** Where a running exchange is, and how to end it. */
export interface RunningExchange {
  /** "http://127.0.0.1:PORT", of both venues and the practice routes. */
  readonly restUrl: string;
  /** "ws://127.0.0.1:PORT", of the spot streams. */
  readonly spotWsUrl: string;
  readonly futuresWsUrl: string;
  readonly keys: readonly PracticeKey[];
  /** Ends all connections and frees the ports. */
  stop(): Promise<void>;
}

/** An exchange on this event loop, with everything in it open for inspection. */
export interface LocalExchange extends RunningExchange {
  readonly exchange: Exchange;
}

/** @throws UserError naming the option that cannot be used */
export async function startExchange(options: ExchangeOptions = {}): Promise<LocalExchange> {
  const checked = checkedOptions(options);
  const keys = checked.keys ?? await newKeys(checked.accounts);
  const driver = await driverOf(checked, keys.length);
  const exchange = await opened(checked, keys, driver);
  const [rest, spot, futures] = exchange.ports;
  return {
    exchange,
    keys: exchange.keys,
    restUrl: `http://127.0.0.1:${rest}`,
    spotWsUrl: `ws://127.0.0.1:${spot}`,
    futuresWsUrl: `ws://127.0.0.1:${futures}`,
    stop: () => exchange.stop(),
  };
}

/** An exchange whose ports cannot be had leaves nothing open behind it. */
async function opened(
  options: CheckedOptions,
  keys: readonly PracticeKey[],
  driver: MarketDriver,
): Promise<Exchange> {
  const exchange = new Exchange(options, keys, driver);
  try {
    exchange.open();
    return exchange;
  } catch (thrown) {
    await exchange.stop();
    throw thrown;
  }
}

function driverOf(options: CheckedOptions, accounts: number): MarketDriver | Promise<MarketDriver> {
  const { symbols, seed, eventsPerSecond, speed, recording } = options;
  if (recording !== undefined) return RecordingFeed.open({ input: recording, speed, accounts });
  return new FlowDriver(listingsOf(symbols, ["spot", "usdm"]), {
    seed,
    eventsPerSecond: eventsPerSecond * speed,
    startMillis: wallMillis(),
  });
}
