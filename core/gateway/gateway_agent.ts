/**
 * The gateway: takes commands from the order ring to the venues, and what becomes of them back into
 * the report ring. An edge agent: its sockets turn while it waits.
 *
 * ```text
 *   trading ─▶ order ring ─▶ GatewayAgent ─▶ VenueDesk ─▶ Binance, Coinbase
 *   trading ◀─ report ring ◀──────────────── VenueDesk ◀─ user streams, answers, lookups
 *   supervisor ─▶ board: stop, cancel everything
 * ```
 *
 * When the board says that everything is to be cancelled it does so by itself: nothing new leaves any
 * more, and open orders are cancelled until the venue has said how each of them ended.
 */
import type { Agent } from "../agent/agent.ts";
import type { Clock, WallClock } from "../base/clock.ts";
import { NANOS_PER_MILLI } from "../base/units.ts";
import type { RingFollower } from "../ring/follower.ts";
import type { RingProducer } from "../ring/producer.ts";
import { type Board, type RoleBoard, STATE_DONE } from "../telemetry/board.ts";
import type { InstrumentDirectory } from "../wire/directory.ts";
import {
  C_INSTRUMENT,
  C_KIND,
  C_ORDER_ID,
  C_PRICE,
  C_QTY,
  COMMAND_CANCEL,
  COMMAND_CANCEL_ALL,
  COMMAND_MODIFY,
  COMMAND_NEW,
} from "../wire/order.ts";
import {
  REASON_UNKNOWN_INSTRUMENT,
  REPORT_CANCEL_REJECTED,
  REPORT_REJECTED,
} from "../wire/report.ts";
import { ClientOrderIds } from "./client_order_ids.ts";
import { GatewayCounters } from "./gateway_counters.ts";
import type { GatewayPlan, VenuePlan } from "./gateway_plan.ts";
import { type Note, Notes } from "./notes.ts";
import type { OrderVenue } from "./order_venue.ts";
import { ReportWriter } from "./report_writer.ts";
import { VenueDesk } from "./venue_desk.ts";

/** Commands of one cycle. */
const BATCH = 64;
/** How often orders, streams and comparisons are seen to. */
const TEND_MILLIS = 5;
/** How long the end waits for orders to be over. */
const FAREWELL_MILLIS = 5_000;
const FAREWELL_POLL_MILLIS = 2;

export interface GatewayAgentOptions {
  readonly orders: RingFollower;
  readonly reports: RingProducer;
  readonly board: Board;
  readonly clock: Clock;
  readonly wall: WallClock;
  readonly directory: InstrumentDirectory;
  readonly plan: GatewayPlan;
  readonly makeVenue: (plan: VenuePlan) => OrderVenue;
  readonly epochMillis: () => number;
  /** Where sentences for people go. */
  readonly say: (text: string) => void;
}

export interface GatewayReport {
  readonly notes: readonly Note[];
  readonly openOrders: number;
  readonly unconfirmed: number;
}

export class GatewayAgent implements Agent {
  readonly role = "gateway";
  readonly desks: readonly VenueDesk[];
  readonly counters: GatewayCounters;
  readonly sleepMillis = TEND_MILLIS;
  readonly #options: GatewayAgentOptions;
  readonly #board: RoleBoard<"gateway">;
  readonly #reports: ReportWriter;
  readonly #notes: Notes;
  readonly #venues: readonly OrderVenue[];
  /** By instrument. */
  readonly #desksByInstrument = new Map<number, VenueDesk>();
  /** Instruments looked at so far; they are numbered without holes. */
  #defined = 0;
  #tendedMillis = 0;
  #cancelsAll = false;
  #isEnding = false;
  #done = false;

  constructor(options: GatewayAgentOptions) {
    const { plan, reports, board, clock, wall, epochMillis, makeVenue } = options;
    const roleBoard = this.#board = board.role("gateway");
    this.#options = options;
    this.counters = new GatewayCounters(roleBoard);
    this.#notes = new Notes(options.say);
    this.#reports = new ReportWriter({ ring: reports, clock, wall, epochMillis });
    const ids = new ClientOrderIds(plan.session);
    this.#venues = plan.venues.map(makeVenue);
    this.desks = this.#venues.map((venue) =>
      new VenueDesk({
        venue,
        ids,
        policy: plan.policy,
        reports: this.#reports,
        counters: this.counters,
        notes: this.#notes,
        wall,
        epochMillis,
        onRoundTrip: (millis) => roleBoard.totalLatency.record(millis * NANOS_PER_MILLI),
      })
    );
  }

  get done(): boolean {
    return this.#done;
  }

  /** Connects; instruments are taken up as the market defines them. */
  async onStart(): Promise<void> {
    await Promise.all(this.desks.map((desk) => desk.open()));
  }

  doWork(_nowNanos: number): number {
    const { orders, board, clock, wall } = this.#options;
    const count = Math.min(orders.available(), BATCH);
    for (let i = 0; i < count; i++) {
      this.#take(orders.at(i));
      // From the ring to where its request has left for the socket.
      this.#board.hopLatency.record(clock.nowNanos() - orders.stampAt(i));
    }
    if (count > 0) orders.advance(count);
    if (board.cancelAllRequested && !this.#cancelsAll) this.#cancelEverything();
    const nowMillis = wall.nowMillis();
    if (nowMillis - this.#tendedMillis >= TEND_MILLIS) {
      this.#tendedMillis = nowMillis;
      this.#tend(nowMillis);
    }
    if (count === 0 && (orders.ended() || this.#tradingIsOver(board))) this.#end();
    return count;
  }

  /** What is open is cancelled, by policy, and its end is waited for. */
  async onClose(): Promise<void> {
    const { plan, wall, board } = this.#options;
    this.#closeDesks();
    const leaves = plan.policy.onStop === "leave" && !board.cancelAllRequested;
    if (!leaves) { for (const desk of this.desks) desk.cancelAll(-1); }
    const untilMillis = wall.nowMillis() + FAREWELL_MILLIS;
    while (!this.#isQuiet(leaves) && wall.nowMillis() < untilMillis) {
      this.#tend(wall.nowMillis());
      await new Promise((resolve) => setTimeout(resolve, FAREWELL_POLL_MILLIS));
    }
    if (this.#openOrders() > 0) {
      this.#notes.add(
        `${this.#openOrders()} orders are open, or may be, at the end`,
        wall.nowMillis(),
      );
    }
    this.counters.set("isReady", 0);
    await Promise.all(this.#venues.map((venue) => venue.close()));
  }

  report(): GatewayReport {
    return {
      notes: this.#notes.all(),
      openOrders: this.#openOrders(),
      unconfirmed: this.counters.get("pendingUnknown"),
    };
  }

  #take(at: number): void {
    const { orders: { words, doubles } } = this.#options;
    this.counters.add("commands");
    const kind = words[at + C_KIND] & 0xff;
    const instrumentId = words[at + C_INSTRUMENT];
    const orderId = doubles[(at >> 1) + C_ORDER_ID];
    if (kind === COMMAND_CANCEL_ALL) {
      this.counters.add("cancelledAll");
      for (const desk of this.desks) desk.cancelAll(instrumentId);
      return;
    }
    const desk = this.#desksByInstrument.get(instrumentId);
    const instrument = desk?.instrument(instrumentId);
    if (desk === undefined || instrument === undefined) {
      const answer = kind === COMMAND_NEW ? REPORT_REJECTED : REPORT_CANCEL_REJECTED;
      const reason = REASON_UNKNOWN_INSTRUMENT;
      this.#reports.write({ kind: answer, orderId, instrumentId, reason });
      return;
    }
    if (kind === COMMAND_NEW) desk.submit(words, doubles, at, instrument);
    else if (kind === COMMAND_CANCEL) desk.cancel(orderId, instrumentId);
    else if (kind === COMMAND_MODIFY) {
      desk.modify(orderId, instrumentId, words[at + C_PRICE], doubles[(at >> 1) + C_QTY]);
    }
  }

  #tend(nowMillis: number): void {
    this.#takeUp();
    for (const desk of this.desks) desk.tend(nowMillis);
    this.#reports.flush();
    let unknown = 0;
    for (const desk of this.desks) unknown += desk.ledger.unknown;
    this.counters.set("openOrders", this.#openOrders());
    this.counters.set("pendingUnknown", unknown);
  }

  /** Instruments that the market has defined since the last look. */
  #takeUp(): void {
    const { directory, plan } = this.#options;
    for (;;) {
      const id = this.#defined;
      const tick = directory.tickOf(id);
      const lot = directory.lotOf(id);
      if (tick === undefined || lot === undefined) break;
      this.#defined++;
      const desk = this.desks.find(({ name }) => name === directory.venueOf(id));
      if (desk === undefined) continue;
      this.#desksByInstrument.set(id, desk);
      desk.takeUp({ id, symbol: directory.symbolOf(id), tick, lot }, plan.takesOver);
    }
    const isReady = this.#defined > 0 && this.desks.every((desk) => desk.isReady);
    this.counters.set("isReady", isReady ? 1 : 0);
  }

  #cancelEverything(): void {
    this.#cancelsAll = true;
    this.counters.add("cancelledAll");
    this.#notes.add("everything is cancelled, and nothing new is let out", this.#tendedMillis);
    this.#closeDesks();
    for (const desk of this.desks) desk.cancelAll(-1);
  }

  #tradingIsOver(board: Board): boolean {
    return board.role("trading").state === STATE_DONE;
  }

  /** Trading has said its last word. */
  #end(): void {
    if (!this.#isEnding) {
      this.#isEnding = true;
      this.#closeDesks();
      if (this.#options.plan.policy.onStop === "cancel") {
        for (const desk of this.desks) desk.cancelAll(-1);
      }
    }
    if (this.#isQuiet(this.#options.plan.policy.onStop === "leave")) this.#done = true;
  }

  #closeDesks(): void {
    for (const desk of this.desks) desk.closeFor();
  }

  /** Everything that should be over is, and trading knows it. */
  #isQuiet(leavesOpen: boolean): boolean {
    this.#reports.flush();
    if (this.#reports.waiting > 0 && this.#options.epochMillis() !== 0) return false;
    return leavesOpen ? this.counters.get("pendingUnknown") === 0 : this.#openOrders() === 0;
  }

  #openOrders(): number {
    let open = 0;
    for (const desk of this.desks) open += desk.ledger.open.size;
    return open;
  }
}
