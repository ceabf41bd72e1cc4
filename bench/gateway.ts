/**
 * Orders on their way: from the trading stage through its ring, the gateway's worker and a socket to an
 * exchange, and back as a report; beside a client that signs, fetches and parses as one would.
 */
import { createHmac } from "node:crypto";
import { Clock } from "../core/base/clock.ts";
import { NANOS_PER_MICRO, SIDE_BID } from "../core/base/units.ts";
import { DEFAULT_POLICY } from "../core/gateway/gateway_plan.ts";
import type { Doorbell } from "../core/ring/doorbell.ts";
import type { RingFollower } from "../core/ring/follower.ts";
import { CrewMember } from "../core/supervisor/crew.ts";
import type { SessionJob } from "../core/supervisor/job.ts";
import type { Topology } from "../core/supervisor/topology.ts";
import { createSharedSession, Wiring } from "../core/supervisor/wiring.ts";
import { Board } from "../core/telemetry/board.ts";
import { Histogram, HISTOGRAM_BYTES, type LatencySummary } from "../core/telemetry/histogram.ts";
import { GatewayVenue } from "../core/trading/gateway_venue.ts";
import {
  AT_INSTRUMENT,
  AT_KIND,
  AT_LOT_UNITS,
  AT_SCALES,
  AT_SYMBOL,
  AT_TICK_UNITS,
  MARKET_WORDS,
  MESSAGE_INSTRUMENT,
  packKind,
  VENUE_BINANCE,
} from "../core/wire/market.ts";
import {
  C_INSTRUMENT,
  C_KIND,
  C_ORDER_ID,
  C_PRICE,
  C_QTY,
  C_SIDE,
  COMMAND_CANCEL,
  COMMAND_NEW,
  COMMAND_WORDS,
  packCommand,
  packOrder,
  TIF_GTC,
  TYPE_LIMIT,
} from "../core/wire/order.ts";
import { R_KIND, REPORT_ACCEPTED, REPORT_CANCELLED } from "../core/wire/report.ts";
import { type SpawnedExchange, spawnExchange } from "../exchange/spawn_exchange.ts";
import { type Bench, type Contender, opsFor, type Reading } from "./harness.ts";

const SYMBOL = "BTCUSDT";
const PRICE_TICKS = 57_000;
const LOTS = 1_000;
const TOPOLOGY: Topology = {
  placement: "split",
  policy: "park",
  places: [
    { name: "main", roles: ["book", "trading"], edge: false },
    { name: "6_gateway", roles: ["gateway"], edge: true },
  ],
};
const WORKLOAD =
  "a limit order placed and acknowledged, then cancelled and acknowledged, one at a " +
  "time, on the practice exchange in a worker of its own, over loopback; two cores for all";

/** Trading's end of a gateway that runs in its own worker. */
class Peer {
  readonly #crew: CrewMember;
  readonly #board: Board;
  readonly #wiring: Wiring;
  readonly #venue: GatewayVenue;
  readonly #reports: RingFollower;
  readonly #bell: Doorbell;
  readonly #clock = new Clock();
  readonly #words = new Int32Array(COMMAND_WORDS);
  readonly #doubles = new Float64Array(this.#words.buffer);
  readonly #histograms = new SharedArrayBuffer(2 * HISTOGRAM_BYTES);
  /** Command to the acknowledgement in trading's hands; report published to there. */
  readonly roundTrip = new Histogram(this.#histograms, 0);
  readonly delivery = new Histogram(this.#histograms, HISTOGRAM_BYTES);
  #orders = 0;

  private constructor(exchange: SpawnedExchange, isFast: boolean, account: number) {
    const { restUrl, spotWsUrl, keys } = exchange;
    const { apiKey: key, secretKey: secret } = keys[account];
    const shared = createSharedSession(TOPOLOGY);
    const wiring = this.#wiring = new Wiring(shared, TOPOLOGY);
    this.#board = new Board(shared.board);
    wiring.marketProducer().epochMillis = Date.now() - 1_000;
    wiring.directory().define(0, instrumentMessage(), 0);
    const job: SessionJob = {
      input: { kind: "simulated", seed: 1, symbols: [SYMBOL], events: 0 },
      speed: 0,
      model: undefined,
      schedule: { everyFrames: 64 },
      recordPath: undefined,
      disturbance: undefined,
      gateway: {
        venues: [{
          venue: "binance",
          restUrl,
          streamUrl: spotWsUrl,
          orderUrl: isFast ? `${spotWsUrl}/ws-api/v3` : undefined,
          keys: { key, secret },
        }],
        session: `bench00${account}`,
        policy: { ...DEFAULT_POLICY, openings: "apart", reconcileMillis: 3_600_000 },
      },
    };
    const { timeOrigin: originMillis } = performance;
    const bootstrap = { shared, topology: TOPOLOGY, place: 1, job, attempt: 0, originMillis };
    this.#crew = new CrewMember(TOPOLOGY.places[1], bootstrap);
    this.#reports = wiring.reportFollower();
    this.#bell = wiring.doorbell(0);
    const orders = wiring.orderProducer();
    this.#venue = new GatewayVenue({ orders, reports: this.#reports, clock: this.#clock });
  }

  static async start(
    exchange: SpawnedExchange,
    isFast: boolean,
    account: number,
  ): Promise<Peer> {
    const peer = new Peer(exchange, isFast, account);
    const board = peer.#board.role("gateway");
    while (board.counter("isReady") === 0) await new Promise((done) => setTimeout(done, 5));
    return peer;
  }

  /** From a command's publication to where its request has left. */
  get sending(): Histogram {
    return this.#board.role("gateway").hopLatency;
  }

  /** So many orders, each placed and cancelled. @returns reports of the kinds that were waited for */
  trade(count: number): number {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const id = ++this.#orders;
      sum += this.#send(COMMAND_NEW, id, REPORT_ACCEPTED);
      sum += this.#send(COMMAND_CANCEL, id, REPORT_CANCELLED);
    }
    return sum;
  }

  async stop(): Promise<void> {
    this.#board.requestStop();
    this.#wiring.doorbell(1).ring();
    await this.#crew.ended;
  }

  #send(kind: number, orderId: number, awaited: number): number {
    const words = this.#words.fill(0);
    words[C_KIND] = packCommand(kind, 0);
    words[C_INSTRUMENT] = 0;
    words[C_SIDE] = packOrder(SIDE_BID, TYPE_LIMIT, TIF_GTC);
    words[C_PRICE] = PRICE_TICKS;
    this.#doubles[C_ORDER_ID] = orderId;
    this.#doubles[C_QTY] = LOTS;
    const sentNanos = this.#clock.nowNanos();
    this.#venue.onCommand(words, this.#doubles, 0);
    for (;;) {
      const reports = this.#reports;
      if (reports.available() === 0) this.#park();
      if (reports.available() === 0) continue;
      const nowNanos = this.#clock.nowNanos();
      this.delivery.record(nowNanos - reports.stampAt(0));
      const found = reports.words[reports.at(0) + R_KIND] & 0xff;
      reports.advance(1);
      if (found !== awaited) throw new Error(`report ${found} instead of ${awaited}`);
      this.roundTrip.record(nowNanos - sentNanos);
      return found;
    }
  }

  /** As a core worker waits. */
  #park(): void {
    this.#bell.arm();
    if (this.#reports.available() > 0) this.#bell.disarm();
    else this.#bell.wait(50);
  }
}

/** Signs, fetches and parses, as most would. */
class PlainClient {
  readonly #exchange: SpawnedExchange;
  readonly #account: number;
  readonly #clock = new Clock();
  readonly #memory = new SharedArrayBuffer(HISTOGRAM_BYTES);
  readonly roundTrip = new Histogram(this.#memory, 0);
  #orders = 0;

  constructor(exchange: SpawnedExchange, account: number) {
    this.#exchange = exchange;
    this.#account = account;
  }

  async trade(count: number): Promise<number> {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const name = `plain-${++this.#orders}`;
      const placed = await this.#request("POST", {
        ...{ symbol: SYMBOL, side: "BUY", type: "LIMIT", timeInForce: "GTC" },
        price: String(PRICE_TICKS),
        quantity: (LOTS * 1e-5).toFixed(5),
        newClientOrderId: name,
      });
      if (placed.status !== "NEW") throw new Error(JSON.stringify(placed));
      sum += REPORT_ACCEPTED;
      const cancelled = await this.#request("DELETE", { symbol: SYMBOL, origClientOrderId: name });
      if (cancelled.status !== "CANCELED") throw new Error(JSON.stringify(cancelled));
      sum += REPORT_CANCELLED;
    }
    return sum;
  }

  async #request(method: string, fields: Record<string, string>): Promise<{ status: string }> {
    const { restUrl, keys } = this.#exchange;
    const { apiKey, secretKey } = keys[this.#account];
    const sentNanos = this.#clock.nowNanos();
    const query = new URLSearchParams({ ...fields, timestamp: String(Date.now()) }).toString();
    const signature = createHmac("sha256", secretKey).update(query).digest("hex");
    const response = await fetch(`${restUrl}/api/v3/order?${query}&signature=${signature}`, {
      method,
      headers: { "x-mbx-apikey": apiKey },
    });
    const answer = await response.json();
    this.roundTrip.record(this.#clock.nowNanos() - sentNanos);
    return answer;
  }
}

export const GATEWAY_BENCH: Bench = {
  name: "gateway",
  async prepare(size) {
    const exchange = await spawnExchange({
      symbols: [SYMBOL],
      seed: 3,
      eventsPerSecond: 100,
      accounts: 3,
      limits: "off",
    });
    const fast = await Peer.start(exchange, true, 0);
    const slow = await Peer.start(exchange, false, 1);
    const plain = new PlainClient(exchange, 2);
    // All runs of the three together stay within the weight a minute that the venue counts.
    const ops = opsFor(size, 40, 2);
    const contenders: Contender[] = [
      { name: "millrace, order socket", ops, run: () => fast.trade(ops) },
      { name: "millrace, REST", ops, run: () => slow.trade(ops) },
      { name: "fetch + JSON", ops, run: () => plain.trade(ops) },
    ];
    return {
      matches: [{
        unit: "orders",
        contenders,
        comparisons: [
          {
            name: "order placed and cancelled",
            ours: "millrace, order socket",
            baseline: "fetch + JSON",
            workload: WORKLOAD,
          },
          {
            name: "order placed and cancelled, over REST",
            ours: "millrace, REST",
            baseline: "fetch + JSON",
            workload: `${WORKLOAD}; both over REST: ours through two rings and two threads more`,
          },
        ],
      }],
      readings: [
        percentiles("command → its request has left", () => fast.sending.summary()),
        percentiles("report published → trading", () => fast.delivery.summary()),
        percentiles("command → acknowledged in trading", () => fast.roundTrip.summary()),
        percentiles("the same, fetch + JSON", () => plain.roundTrip.summary()),
      ],
      async close() {
        await fast.stop();
        await slow.stop();
        await exchange.stop();
      },
    };
  },
};

function percentiles(name: string, summary: () => LatencySummary): Reading {
  return {
    name,
    workload: "of all orders of the runs above; p50, p99, p99.9",
    target: "",
    read() {
      const { p50, p99, p999 } = summary();
      const micros = [p50, p99, p999].map((nanos) => (nanos / NANOS_PER_MICRO).toFixed(0));
      return Promise.resolve({ text: `${micros.join(" / ")} µs`, value: p50, met: undefined });
    },
  };
}

function instrumentMessage(): Int32Array {
  const words = new Int32Array(MARKET_WORDS);
  words[AT_KIND] = packKind(MESSAGE_INSTRUMENT, 0);
  words[AT_INSTRUMENT] = 0;
  words[AT_TICK_UNITS] = 1;
  words[AT_LOT_UNITS] = 1;
  words[AT_SCALES] = 0 | (5 << 8) | (VENUE_BINANCE << 16) | (SYMBOL.length << 24);
  const bytes = new Uint8Array(words.buffer, 4 * AT_SYMBOL);
  for (let i = 0; i < SYMBOL.length; i++) bytes[i] = SYMBOL.charCodeAt(i);
  return words;
}
