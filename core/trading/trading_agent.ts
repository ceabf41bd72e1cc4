/**
 * The trading stage: the last to see a frame, and a follower of the market ring, in lock-step.
 *
 * ```text
 *   market ring ─▶ book's cursor ─╮
 *                                 ├─▶ messages up to the frame's ─▶ venue
 *   frame ring ─▶ inference ──────╯   then the frame              ─▶ strategies
 * ```
 *
 * Where the market goes on without frames (a book that is stale or one-sided), messages are taken up
 * to where the book has read, but only while no frame is on its way: what is published before the
 * book's cursor moves is seen, so none of them can belong behind a frame that is still to come.
 *
 * Hot path: no allocation.
 */
import type { Agent } from "../agent/agent.ts";
import { assert } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import { FRAME_BATCH, MARKET_BATCH } from "../base/limits.ts";
import type { RingFollower } from "../ring/follower.ts";
import type { RoleBoard } from "../telemetry/board.ts";
import { counterIndex, ROLES } from "../telemetry/counters.ts";
import { F_INFER_STAMP, F_INGEST_STAMP, F_MARKET_SEQUENCE } from "../wire/frame.ts";
import type { ExecutionVenue, TradingObserver } from "./execution_venue.ts";
import type { Outside } from "./outside/outside.ts";
import { type Inheritance, TakingOver } from "./outside/taking_over.ts";
import { TradingDesk } from "./trading_desk.ts";
import type { TradingPlan } from "./trading_plan.ts";
import { type TradingReport, tradingReport } from "./trading_report.ts";

const FRAMES = counterIndex("trading", "frames");
const MESSAGES = counterIndex("trading", "messages");
const ORDERS = counterIndex("trading", "orders");
const MODIFIES = counterIndex("trading", "modifies");
const CANCELS = counterIndex("trading", "cancels");
const REFUSED = counterIndex("trading", "refused");
const FILLS = counterIndex("trading", "fills");
const REJECTS = counterIndex("trading", "rejects");
const ODD_REPORTS = counterIndex("trading", "oddReports");
const OPEN_ORDERS = counterIndex("trading", "openOrders");
const STRATEGIES = counterIndex("trading", "strategies");
const FAILURES = counterIndex("trading", "failures");

export interface TradingAgentOptions {
  /** Behind the book stage. */
  readonly market: RingFollower;
  /** Behind inference. */
  readonly frames: RingFollower;
  readonly board: RoleBoard<"trading">;
  readonly clock: Clock;
  readonly plan: TradingPlan;
  /** Called once, when the session's epoch is known: ms since 1970. */
  readonly venue: (epochMillis: number) => ExecutionVenue;
  readonly observer?: TradingObserver | undefined;
  /** Ends towards the world; its journal is the observer then. Undefined = there is none. */
  readonly outside?: Outside | undefined;
  /** Another worker has taken this one's place while a strategy did not come back. */
  readonly isReplaced?: (() => boolean) | undefined;
  /** What a stage that died held: this one takes over from it. */
  readonly inheritance?: Inheritance | undefined;
  /** Whether calls of strategies are timed; default: they are. */
  readonly timesCalls?: boolean;
}

/** How long answers of a venue outside are waited for at the end. */
const FINISH_NANOS = 3e9;

export class TradingAgent implements Agent {
  readonly role = "trading";
  readonly #options: TradingAgentOptions;
  readonly #market: RingFollower;
  readonly #frames: RingFollower;
  /** Made with the first message: the epoch is known then. */
  #desk: TradingDesk | undefined;
  readonly #outside: Outside | undefined;
  /** Market messages taken and frames shown so far: what the journal calls the place in the input. */
  readonly #place: Float64Array;
  /** Session clock when the market was found to be over; 0 = it goes on. */
  #finishedNanos = 0;
  #done = false;

  constructor(options: TradingAgentOptions) {
    this.#options = options;
    this.#market = options.market;
    this.#frames = options.frames;
    this.#outside = options.outside;
    this.#place = options.outside?.journal.place ?? new Float64Array(2);
    this.#place[0] = options.inheritance?.messages ?? 0;
    this.#place[1] = options.inheritance?.frames ?? 0;
  }

  get done(): boolean {
    return this.#done;
  }

  /**
   * All that is needed comes with the first message. Who takes over leaves out the frames that lie
   * there: they are old, and one of them may be what the stage before could not stand.
   */
  onStart(): void {
    if (this.#options.inheritance === undefined) return;
    const old = this.#frames.available();
    this.#place[1] += old;
    this.#frames.advance(old);
  }

  doWork(nowNanos: number): number {
    const outside = this.#outside;
    if (outside === undefined) return this.#work(nowNanos);
    if (!outside.isReady(nowNanos)) return 0;
    const polled = this.#desk === undefined ? 0 : outside.poll(this.#desk);
    const worked = this.#work(nowNanos);
    if (this.#desk !== undefined) outside.show(this.#desk, nowNanos);
    return polled + worked;
  }

  #work(nowNanos: number): number {
    // In this order: a message is only taken alone if no frame was published up to it.
    const messages = this.#market.available();
    const frames = Math.min(this.#frames.available(), FRAME_BATCH);
    if (frames > 0) return this.#showFrames(this.#desk ?? this.#open(), frames);
    if (messages > 0 && this.#frames.pending() === 0) {
      return this.#takeMessages(this.#desk ?? this.#open(), Math.min(messages, MARKET_BATCH));
    }
    if (this.#frames.ended() && this.#market.ended()) this.#finish(nowNanos);
    return 0;
  }

  onClose(): void {
    // Rings and board are the supervisor's.
  }

  /** undefined when the session ended before its first message. */
  report(): TradingReport | undefined {
    if (this.#desk === undefined) return undefined;
    const report = tradingReport(this.#desk);
    const verdict = this.#outside?.verdict(this.#finishedNanos > 0);
    return verdict === undefined ? report : { ...report, verdict };
  }

  /** Cold. */
  #open(): TradingDesk {
    const { plan, venue, clock, timesCalls = true, inheritance } = this.#options;
    const takingOver = inheritance && new TakingOver(inheritance);
    const outside = this.#outside;
    const observer = outside?.journal ?? this.#options.observer;
    this.#desk = new TradingDesk({
      plan,
      venue: venue(this.#market.epochMillis),
      frameWords: this.#frames.words,
      observer,
      clock: timesCalls ? clock : undefined,
      takingOver,
    });
    outside?.journal.attach(this.#desk);
    if (takingOver !== undefined) {
      outside?.journal.onRestarted(ROLES.indexOf("trading"));
      takingOver.begin(this.#desk);
    }
    outside?.poll(this.#desk);
    outside?.tellDue(this.#desk);
    return this.#desk;
  }

  #showFrames(desk: TradingDesk, count: number): number {
    const { words, doubles } = this.#frames;
    for (let i = 0; i < count; i++) {
      const at = this.#frames.at(i);
      const upTo = doubles[(at >> 1) + F_MARKET_SEQUENCE] - this.#place[0];
      // More than is known to be there only while the cached cursor of the book is old.
      for (let left = upTo; left > 0;) left -= this.#take(desk, left);
      this.#place[1]++;
      desk.onFrame(words, doubles, at);
      if (this.#outside !== undefined) this.#afterFrame(desk, this.#outside);
    }
    this.#stamp(count);
    this.#show(desk);
    this.#options.board.counters[FRAMES] += count;
    this.#frames.advance(count);
    return count;
  }

  #afterFrame(desk: TradingDesk, outside: Outside): void {
    outside.tellDue(desk);
    const { isReplaced } = this.#options;
    if (isReplaced !== undefined) assert(!isReplaced(), "this worker has been replaced");
  }

  #takeMessages(desk: TradingDesk, count: number): number {
    const taken = this.#take(desk, count);
    this.#show(desk);
    return taken;
  }

  /** Takes at most `most` messages. @returns how many */
  #take(desk: TradingDesk, most: number): number {
    const market = this.#market;
    const { words, doubles } = market;
    const outside = this.#outside;
    const due = outside === undefined ? Infinity : outside.untilDue();
    const count = Math.min(most, market.available(), due);
    const place = this.#place;
    for (let i = 0; i < count; i++) {
      desk.onMarket(words, doubles, market.at(i));
      place[0]++;
    }
    this.#options.board.counters[MESSAGES] += count;
    market.advance(count);
    if (outside !== undefined) outside.tellDue(desk);
    return count;
  }

  /** Strategies stop once; a venue outside is given time to answer the last cancels. */
  #finish(nowNanos: number): void {
    const desk = this.#desk;
    const outside = this.#outside;
    if (desk === undefined) {
      this.#done = true;
      outside?.abandon();
      return;
    }
    if (this.#finishedNanos === 0) {
      this.#finishedNanos = nowNanos;
      // The end is an input as well: what comes after it must not be told before it.
      this.#place[1]++;
      desk.finish();
      outside?.tellDue(desk);
    }
    const waits = desk.venue.isOutside && desk.orders.openOrders > 0 &&
      nowNanos - this.#finishedNanos < FINISH_NANOS;
    if (waits) return;
    this.#done = outside === undefined || outside.finish(desk, nowNanos);
    this.#show(desk);
  }

  #stamp(count: number): void {
    const { board, clock } = this.#options;
    const { doubles } = this.#frames;
    const nowNanos = clock.nowNanos();
    board.hopLatency.endAt(nowNanos);
    board.totalLatency.endAt(nowNanos);
    for (let i = 0; i < count; i++) {
      const d = this.#frames.at(i) >> 1;
      board.hopLatency.recordSince(doubles, d + F_INFER_STAMP);
      board.totalLatency.recordSince(doubles, d + F_INGEST_STAMP);
    }
  }

  #show({ gate, orders, reports, crew, fold }: TradingDesk): void {
    const { board } = this.#options;
    const { counters } = board;
    counters[ORDERS] = gate.sentOrders;
    counters[MODIFIES] = gate.sentModifies;
    counters[CANCELS] = gate.sentCancels;
    counters[REFUSED] = gate.refusals.total;
    counters[FILLS] = reports.fills;
    counters[REJECTS] = reports.rejects;
    counters[ODD_REPORTS] = orders.oddReports + reports.strayReports;
    counters[OPEN_ORDERS] = orders.openOrders;
    counters[STRATEGIES] = crew.hosts.length;
    let failures = 0;
    for (let i = 0; i < crew.hosts.length; i++) {
      if (crew.hosts[i].failure !== undefined) failures++;
    }
    counters[FAILURES] = failures;
    fold.store(board.words, board.hashAt);
  }
}
