/**
 * The exchange as a whole: markets that live in real time, two venues over them, and the doors that
 * clients come in by.
 *
 * ```text
 *            clock ─▶ pulse, every millisecond or so
 *                       │ flows' events that are due
 *   ┌───────────────────▼───────────────────┐
 *   │ markets: BTCUSDT, ETHUSDT …           │
 *   │   spot venue        USD-M venue       │
 *   └──▲────────▲──────────────▲────────▲───┘
 *    REST    sockets         REST    sockets
 *   /api     /ws /stream    /fapi    /ws /stream
 *            /ws-api/v3              /ws-fapi/v1
 * ```
 */
import { wallMillis } from "../core/base/clock.ts";
import type { PracticeKey } from "./accounts/practice_keys.ts";
import type { CheckedOptions } from "./exchange_options.ts";
import { listingsOf } from "./listing/catalogue.ts";
import { ONE_E8 } from "./listing/fixed.ts";
import { FlowPump } from "./market/flow_pump.ts";
import { FaultPlan } from "./practice/fault_plan.ts";
import { practiceRoutes } from "./practice/practice_routes.ts";
import {
  FUTURES_LIMITS,
  type LimitFigures,
  NO_LIMITS,
  SPOT_LIMITS,
} from "./rest/request_limits.ts";
import { RestServer } from "./rest/rest_server.ts";
import type { SocketConnection } from "./socket/socket_connection.ts";
import { SocketServer } from "./socket/socket_server.ts";
import { ApiSession, isApiPath } from "./streams/api_session.ts";
import { Beat } from "./streams/beat.ts";
import { isStreamPath, StreamSession } from "./streams/stream_session.ts";
import { Venue } from "./venue.ts";

/** Pause between two turns; the runtime makes it a millisecond at least. */
const PULSE_MILLIS = 1;
/** What a turn may take before clients get theirs. */
const TURN_MILLIS = 8;
/** Candles, funding, expiries and countdowns are looked at this often. */
const TICK_MILLIS = 50;
/** In whole units: of quote, and of base worth about as much. */
const OPENING_QUOTE = 1_000_000;

export class Exchange {
  readonly spot: Venue;
  readonly futures: Venue;
  readonly faults: FaultPlan;
  readonly keys: readonly PracticeKey[];
  readonly rest: RestServer;
  readonly spotSockets: SocketServer;
  readonly futuresSockets: SocketServer;
  readonly #options: CheckedOptions;
  readonly #pumps: readonly FlowPump[];
  readonly #stopping = new AbortController();
  readonly #startMillis: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #beat = new Beat(TICK_MILLIS);

  constructor(options: CheckedOptions, keys: readonly PracticeKey[]) {
    this.#options = options;
    this.keys = keys;
    this.faults = new FaultPlan(options.seed);
    options.faults.forEach((rule) => this.faults.add(rule));
    this.#startMillis = wallMillis();
    this.#pumps = this.#openMarkets();
    this.spot = this.#openVenue("spot", SPOT_LIMITS);
    this.futures = this.#openVenue("usdm", FUTURES_LIMITS);
    this.#fund();
    const ports = options.port === 0 ? [0, 0, 0] : [0, 1, 2].map((i) => options.port + i);
    this.rest = new RestServer({
      port: ports[0],
      spot: this.spot,
      futures: this.futures,
      faults: this.faults,
      nowMillis: this.nowMillis,
      practice: practiceRoutes({
        spot: this.spot,
        futures: this.futures,
        faults: this.faults,
        nowMillis: this.nowMillis,
        describe: () => this.describe(),
        disconnect: () => this.#disconnect(),
        pause: (isPaused) => this.pause(isPaused),
      }),
      signal: this.#stopping.signal,
    });
    this.spotSockets = this.#openSockets(this.spot, ports[1]);
    this.futuresSockets = this.#openSockets(this.futures, ports[2]);
    this.#pulse();
  }

  /** The exchange's clock: the machine's, unless a fault says otherwise. */
  readonly nowMillis = (): number => wallMillis() + this.faults.clockMillis;

  /** Order events of the simulated flow so far. */
  get events(): number {
    return this.#pumps.reduce((sum, { events }) => sum + events, 0);
  }

  /** Stops the simulated flow, or lets it go on: clients' orders then are all that happens. */
  pause(isPaused: boolean): void {
    for (const pump of this.#pumps) pump.isPaused = isPaused;
  }

  /** What is going on, without keys. */
  describe(): unknown {
    const connections = this.spotSockets.connections.size + this.futuresSockets.connections.size;
    return {
      symbols: this.#options.symbols,
      seed: this.#options.seed,
      upMillis: wallMillis() - this.#startMillis,
      events: this.events,
      connections,
      faults: this.faults.list().length,
    };
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stopping.abort();
    this.spotSockets.stop();
    this.futuresSockets.stop();
    await this.rest.finished;
  }

  #openMarkets(): FlowPump[] {
    const { symbols, seed, eventsPerSecond, speed } = this.#options;
    const listings = listingsOf(symbols, ["spot", "usdm"]);
    const activity = listings.reduce((sum, { terms }) => sum + terms.activity, 0);
    return listings.map((listing, stream) =>
      new FlowPump(listing, {
        seed,
        stream,
        eventsPerSecond: eventsPerSecond * speed * listing.terms.activity / activity,
        startMillis: this.#startMillis,
      })
    );
  }

  #openVenue(name: "spot" | "usdm", limits: LimitFigures): Venue {
    const { seed, fundingMillis, listenKeyMillis } = this.#options;
    const markets = this.#pumps.map(({ market }) => market);
    return new Venue({
      name,
      markets: markets.filter(({ listing }) => listing.venue === name),
      indexes: name === "spot" ? new Map() : this.spot.markets,
      keys: this.keys,
      limits: this.#options.limits === "off" ? NO_LIMITS : limits,
      fundingMillis,
      listenKeyMillis,
      seed,
      nowMillis: this.nowMillis,
    });
  }

  /** What every account begins with. */
  #fund(): void {
    for (const venue of [this.spot, this.futures]) {
      for (const account of venue.accounts.values()) {
        for (const { listing } of venue.markets.values()) {
          account.balance(listing.quote).free = BigInt(OPENING_QUOTE) * BigInt(ONE_E8);
          if (!venue.isSpot) continue;
          const priceE8 = BigInt(listing.openingTicks * listing.tickE8);
          const baseE8 = BigInt(OPENING_QUOTE / 10) * BigInt(ONE_E8) * BigInt(ONE_E8) / priceE8;
          account.balance(listing.base).free = baseE8;
        }
      }
    }
  }

  #openSockets(venue: Venue, port: number): SocketServer {
    const { cutAfterMillis, pingMillis, pongMillis, queueBytes } = this.#options;
    return new SocketServer({
      port,
      limits: { cutAfterMillis, pingMillis, pongMillis, queueBytes },
      accepts: (url) => isApiPath(url) || isStreamPath(url),
      opened: (connection: SocketConnection) =>
        isApiPath(connection.url)
          ? void new ApiSession(connection, venue, this.faults, this.nowMillis)
          : void new StreamSession(connection, venue.streams, this.faults, this.nowMillis),
    });
  }

  #disconnect(): number {
    const connections = [...this.spotSockets.connections, ...this.futuresSockets.connections];
    for (const connection of connections) connection.cut();
    return connections.length;
  }

  /** One turn: what the flows have due, then what the clock has, then everything goes out. */
  #pulse(): void {
    const began = wallMillis();
    const nowMillis = this.nowMillis();
    const offsetMillis = this.faults.clockMillis;
    const isLate = () => wallMillis() - began > TURN_MILLIS;
    for (const pump of this.#pumps) pump.runTo(began, offsetMillis, isLate);
    const isDue = this.#beat.isDue(nowMillis);
    for (const venue of [this.spot, this.futures]) {
      if (isDue) venue.tick(nowMillis);
      venue.streams.tick(nowMillis);
    }
    this.spotSockets.flush();
    this.futuresSockets.flush();
    this.#timer = setTimeout(() => this.#pulse(), PULSE_MILLIS);
  }
}
