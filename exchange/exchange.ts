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
import { ONE_E8 } from "./listing/fixed.ts";
import type { MarketDriver } from "./market/market_driver.ts";
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
  #rest: RestServer | undefined;
  /** Of spot and of futures, once they are open. */
  readonly #sockets: SocketServer[] = [];
  readonly #options: CheckedOptions;
  readonly #driver: MarketDriver;
  readonly #stopping = new AbortController();
  readonly #startMillis: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #beat = new Beat(TICK_MILLIS);

  constructor(options: CheckedOptions, keys: readonly PracticeKey[], driver: MarketDriver) {
    this.#options = options;
    this.#driver = driver;
    this.keys = keys;
    this.faults = new FaultPlan(options.seed);
    options.faults.forEach((rule) => this.faults.add(rule));
    this.#startMillis = wallMillis();
    this.spot = this.#openVenue("spot", SPOT_LIMITS);
    this.futures = this.#openVenue("usdm", FUTURES_LIMITS);
    this.#fund();
  }

  /**
   * Opens the doors, and lets the markets go on.
   * @throws when a port cannot be had; {@link stop} then closes the others
   */
  open(): void {
    const { port } = this.#options;
    const ports = port === 0 ? [0, 0, 0] : [port, port + 1, port + 2];
    this.#rest = new RestServer({
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
      answered: () => this.#flush(),
      signal: this.#stopping.signal,
    });
    this.#sockets.push(this.#openSockets(this.spot, ports[1]));
    this.#sockets.push(this.#openSockets(this.futures, ports[2]));
    this.#pulse();
  }

  /** Ports of REST, of the spot and of the futures sockets; 0 before they are open. */
  get ports(): readonly [rest: number, spot: number, futures: number] {
    const [spot, futures] = this.#sockets;
    return [this.#rest?.port ?? 0, spot?.port ?? 0, futures?.port ?? 0];
  }

  /** Clients' sockets that are open, at both venues. */
  get connections(): readonly SocketConnection[] {
    return this.#sockets.flatMap(({ connections }) => [...connections]);
  }

  /** The exchange's clock: the machine's, unless a fault says otherwise. */
  readonly nowMillis = (): number => wallMillis() + this.faults.clockMillis;

  get isRecording(): boolean {
    return this.#options.recording !== undefined;
  }

  /** Events of the simulated flow, or messages of the recording, so far. */
  get events(): number {
    return this.#driver.events;
  }

  /** Stops flow or recording, or lets it go on: clients' orders then are all that happens. */
  pause(isPaused: boolean): void {
    this.#driver.isPaused = isPaused;
  }

  /** What is going on, without keys. */
  describe(): unknown {
    return {
      symbols: [...this.spot.markets.keys()],
      recording: this.#options.recording?.files.map(({ path }) => path) ?? null,
      seed: this.#options.seed,
      upMillis: wallMillis() - this.#startMillis,
      events: this.events,
      ended: this.#driver.isEnded,
      connections: this.connections.length,
      faults: this.faults.list().length,
    };
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stopping.abort();
    for (const server of this.#sockets) server.stop();
    await this.#rest?.finished;
    await this.#driver.close();
  }

  #openVenue(name: "spot" | "usdm", limits: LimitFigures): Venue {
    const { seed, fundingMillis, listenKeyMillis } = this.#options;
    const { markets } = this.#driver;
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
        for (const { listing, midTicks } of venue.markets.values()) {
          account.balance(listing.quote).free = BigInt(OPENING_QUOTE) * BigInt(ONE_E8);
          if (!venue.isSpot) continue;
          const priceE8 = BigInt(midTicks * listing.tickE8);
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
    const { connections } = this;
    for (const connection of connections) connection.cut();
    return connections.length;
  }

  /** One turn: what the flows have due, then what the clock has, then everything goes out. */
  #pulse(): void {
    const began = wallMillis();
    const nowMillis = this.nowMillis();
    const offsetMillis = this.faults.clockMillis;
    const isLate = () => wallMillis() - began > TURN_MILLIS;
    this.#driver.play(began, offsetMillis, isLate);
    const isDue = this.#beat.isDue(nowMillis);
    for (const venue of [this.spot, this.futures]) {
      if (isDue) venue.tick(nowMillis);
      venue.streams.tick(nowMillis);
    }
    this.#flush();
    this.#timer = setTimeout(() => this.#pulse(), PULSE_MILLIS);
  }

  #flush(): void {
    for (const server of this.#sockets) server.flush();
  }
}
