/**
 * A trading desk and a gateway in one thread, with their real rings between them, in front of a real
 * exchange that runs in a worker of its own and is spoken to over sockets.
 */
import assert from "node:assert/strict";
import { runAgents } from "../../core/agent/runner.ts";
import { Clock, WallClock } from "../../core/base/clock.ts";
import { GatewayAgent } from "../../core/gateway/gateway_agent.ts";
import {
  DEFAULT_POLICY,
  type GatewayPolicy,
  type VenuePlan,
} from "../../core/gateway/gateway_plan.ts";
import { createDoorbells, Doorbell } from "../../core/ring/doorbell.ts";
import { RingFollower } from "../../core/ring/follower.ts";
import { createRing } from "../../core/ring/layout.ts";
import { RingProducer } from "../../core/ring/producer.ts";
import { venueAdapter } from "../../core/supervisor/stages/venue_adapters.ts";
import { Board } from "../../core/telemetry/board.ts";
import { GatewayVenue } from "../../core/trading/gateway_venue.ts";
import { NO_LIMITS } from "../../core/trading/risk/limits.ts";
import type { ReportView } from "../../core/trading/report_view.ts";
import type { Trader } from "../../core/trading/trader.ts";
import { TradingDesk } from "../../core/trading/trading_desk.ts";
import { createRateBudgets } from "../../core/venues/live/rate_budget.ts";
import { InstrumentDirectory } from "../../core/wire/directory.ts";
import {
  F_ASK_TICKS,
  F_BID_TICKS,
  F_INSTRUMENT,
  F_PRICE_UNIT,
  F_QTY_UNIT,
  F_RECV_NANOS,
  FRAME_WORDS,
} from "../../core/wire/frame.ts";
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
  VENUE_NAMES,
} from "../../core/wire/market.ts";
import { COMMAND_SLOT_BYTES, ORDER_RING_SLOTS } from "../../core/wire/order.ts";
import { REPORT_RING_SLOTS, REPORT_SLOT_BYTES } from "../../core/wire/report.ts";
import { scaleFromText } from "../../core/base/decimal.ts";
import { plannedAs } from "../trading/trading_rig.ts";

/** A report as it was seen. */
export interface SeenReport {
  readonly kind: number;
  readonly orderId: number;
  readonly instrumentId: number;
  readonly reason: number;
  readonly qtyLots: number;
  readonly leavesLots: number;
  readonly priceTicks: number;
  readonly feeQuote: number;
  readonly isMaker: boolean;
  readonly exchNanos: number;
  readonly recvNanos: number;
}

/** Where a venue is, and with which keys. */
export interface RigVenue {
  readonly venue: VenuePlan["venue"];
  readonly restUrl: string;
  readonly streamUrl: string;
  readonly orderUrl?: string | undefined;
  readonly userStream?: VenuePlan["userStream"];
  readonly key: string;
  readonly secret: string;
}

/** An instrument with its grids as text: "0.01". */
export interface RigSymbol {
  readonly venue: VenuePlan["venue"];
  readonly symbol: string;
  readonly tick: string;
  readonly lot: string;
  readonly bidTicks: number;
  readonly askTicks: number;
}

export interface RigOptions {
  readonly venues: readonly RigVenue[];
  readonly symbols: readonly RigSymbol[];
  readonly session?: string;
  readonly policy?: Partial<GatewayPolicy>;
}

/** What tests want quick. */
export const QUICK_POLICY: GatewayPolicy = {
  ...DEFAULT_POLICY,
  reconcileMillis: 300,
  recvWindowMillis: 600,
  answerMillis: 500,
  disconnectMillis: 1_000,
};
let sessions = 0;

export class GatewayRig {
  readonly board = new Board();
  readonly clock = new Clock();
  readonly wall = new WallClock();
  readonly reports: SeenReport[] = [];
  readonly said: string[] = [];
  readonly session: string;
  readonly desk: TradingDesk;
  readonly agent: GatewayAgent;
  readonly orderRing: SharedArrayBuffer;
  readonly reportRing: SharedArrayBuffer;
  readonly #options: RigOptions;
  readonly #bells = createDoorbells(2);
  readonly #directory = new InstrumentDirectory();
  readonly #frame = new Int32Array(FRAME_WORDS);
  #trader: Trader | undefined;
  #ended: Promise<void> = Promise.resolve();
  #failure: unknown;
  readonly epochMillis: number;

  constructor(options: RigOptions) {
    this.#options = options;
    this.session = options.session ?? `t${(++sessions).toString(36).padStart(7, "0")}`;
    this.epochMillis = Math.floor(this.wall.nowMillis()) - 1_000;
    const ring = (slotBytes: number, capacity: number) =>
      createRing({ slotBytes, capacity, followers: 1, stamped: true });
    this.orderRing = ring(COMMAND_SLOT_BYTES, ORDER_RING_SLOTS);
    this.reportRing = ring(REPORT_SLOT_BYTES, REPORT_RING_SLOTS);
    const plan = plannedAs(({ trader }) => {
      this.#trader = trader;
      return { onFrame() {} };
    }, { symbols: options.symbols.map(({ symbol }) => symbol) });
    this.desk = new TradingDesk({
      plan: { strategies: [plan], limits: NO_LIMITS },
      venue: new GatewayVenue({
        orders: new RingProducer(this.orderRing, {
          gating: [0],
          wakes: [new Doorbell(this.#bells, 0)],
        }),
        reports: new RingFollower(this.reportRing, { index: 0 }),
        clock: this.clock,
      }),
      frameWords: this.#frame,
      observer: { onReport: (report) => this.reports.push(seen(report)) },
    });
    for (const [id, symbol] of options.symbols.entries()) this.#define(id, symbol);
    this.agent = this.#makeAgent();
  }

  get trader(): Trader {
    assert.ok(this.#trader, "the strategy has begun");
    return this.#trader;
  }

  /** Starts the gateway; resolves when it takes orders. */
  async start(): Promise<this> {
    this.#ended = runAgents({
      agents: [this.agent],
      board: this.board,
      clock: this.clock,
      policy: "park",
      doorbell: new Doorbell(this.#bells, 0),
      edge: true,
    }).catch((thrown) => {
      this.#failure = thrown;
    });
    await this.until(() => this.agent.counters.get("isReady") === 1, "the gateway is ready");
    return this;
  }

  /** Ends the gateway as a stop of the session does. */
  async stop(): Promise<void> {
    this.board.requestStop();
    await this.#ended;
    this.take();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Takes what reports there are. */
  take(): void {
    this.desk.takeReports();
  }

  /** Waits, taking reports. */
  async until(isTrue: () => boolean, what: string, millis = 30_000): Promise<void> {
    const until = performance.now() + millis;
    for (;;) {
      this.take();
      if (this.#failure !== undefined) throw this.#failure;
      if (isTrue()) return;
      if (performance.now() > until) {
        assert.fail(`${what}: not within ${millis} ms\n${this.said.join("\n")}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** Waits until nothing is open or on its way. */
  async settled(millis = 30_000): Promise<void> {
    await this.until(() => this.desk.orders.openOrders === 0, "all orders are over", millis);
  }

  /** Waits until so many comparisons in a row found nothing. */
  async agreed(passes = 2, millis = 15_000): Promise<void> {
    const start = this.agent.desks.map(({ reconciler }) => (reconciler.agreements = 0));
    assert.ok(start.length > 0);
    await this.until(
      () => this.agent.desks.every(({ reconciler }) => reconciler.agreements >= passes),
      "gateway and venue agree",
      millis,
    );
  }

  of(orderId: number): SeenReport[] {
    return this.reports.filter((report) => report.orderId === orderId);
  }

  #makeAgent(): GatewayAgent {
    const { venues } = this.#options;
    const policy = { ...QUICK_POLICY, ...this.#options.policy };
    const budgets = createRateBudgets();
    return new GatewayAgent({
      orders: new RingFollower(this.orderRing, { index: 0 }),
      reports: new RingProducer(this.reportRing, { gating: [0] }),
      board: this.board,
      clock: this.clock,
      wall: this.wall,
      directory: this.#directory,
      plan: {
        venues: venues.map(({ key, secret, ...venue }) => ({ ...venue, keys: { key, secret } })),
        session: this.session,
        policy,
      },
      makeVenue: (plan) => venueAdapter(plan, policy, budgets, this.wall),
      epochMillis: () => this.epochMillis,
      say: (text) => this.said.push(text),
    });
  }

  #define(id: number, { venue, symbol, tick, lot, bidTicks, askTicks }: RigSymbol): void {
    const words = new Int32Array(MARKET_WORDS);
    const doubles = new Float64Array(words.buffer);
    const prices = scaleFromText(tick);
    const lots = scaleFromText(lot);
    assert.ok(prices && lots);
    words[AT_KIND] = packKind(MESSAGE_INSTRUMENT, 0);
    words[AT_INSTRUMENT] = id;
    words[AT_TICK_UNITS] = prices.units;
    words[AT_LOT_UNITS] = lots.units;
    const code = VENUE_NAMES.indexOf(venue);
    words[AT_SCALES] = prices.decimals | (lots.decimals << 8) | (code << 16) |
      (symbol.length << 24);
    const bytes = new Uint8Array(words.buffer, 4 * AT_SYMBOL);
    for (let i = 0; i < symbol.length; i++) bytes[i] = symbol.charCodeAt(i);
    this.#directory.define(id, words, 0);
    this.desk.onMarket(words, doubles, 0);
    const frame = this.#frame.fill(0);
    const frameDoubles = new Float64Array(frame.buffer);
    frame[F_INSTRUMENT] = id;
    frame[F_BID_TICKS] = bidTicks;
    frame[F_ASK_TICKS] = askTicks;
    frameDoubles[F_RECV_NANOS] = id + 1;
    frameDoubles[F_PRICE_UNIT] = prices.units / 10 ** prices.decimals;
    frameDoubles[F_QTY_UNIT] = lots.units / 10 ** lots.decimals;
    this.desk.onFrame(frame, frameDoubles, 0);
  }
}

function seen(report: ReportView): SeenReport {
  const { kind, orderId, instrumentId, reason, qtyLots, leavesLots, priceTicks } = report;
  const { feeQuote, isMaker, exchNanos, recvNanos } = report;
  return {
    ...{ kind, orderId, instrumentId, reason, qtyLots, leavesLots, priceTicks },
    ...{ feeQuote, isMaker, exchNanos, recvNanos },
  };
}
