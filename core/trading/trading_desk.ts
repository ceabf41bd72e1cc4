/**
 * The trading stage without its rings: market messages and frames in, commands and reports between
 * the strategies and their venue, all in event time.
 *
 * ```text
 *   message at t ─▶ timers and reports due by t, in order ─▶ venue takes the message
 *   frame at t   ─▶ positions valued, losses looked at ─▶ strategies see the frame
 * ```
 *
 * A frame is shown after every message up to the one it was made from has been given to the venue,
 * so what a strategy does and what becomes of it depends on the sequence of the market alone.
 *
 * Hot path: no allocation.
 */
import type { Clock } from "../base/clock.ts";
import { Fold } from "../base/fold.ts";
import { F_INSTRUMENT, F_RECV_NANOS } from "../wire/frame.ts";
import {
  AT_INSTRUMENT,
  AT_KIND,
  AT_RECV_NANOS,
  AT_STATUS,
  kindOf,
  MESSAGE_INSTRUMENT,
  MESSAGE_STATUS,
  STATUS_GAP,
} from "../wire/market.ts";
import { R_RECV_NANOS, REPORT_WORDS } from "../wire/report.ts";
import { EventTime } from "./event_time.ts";
import type { ExecutionVenue, TradingObserver } from "./execution_venue.ts";
import { FrameView } from "./frame_view.ts";
import { InstrumentTable } from "./instrument_table.ts";
import { OpeningPositions } from "./opening_positions.ts";
import { OrderReports } from "./orders/order_reports.ts";
import { OrderTable } from "./orders/order_table.ts";
import { Portfolio } from "./positions/portfolio.ts";
import type { TakingOver } from "./outside/taking_over.ts";
import { ReportView } from "./report_view.ts";
import { CommandWriter } from "./risk/command_writer.ts";
import { LossWatch } from "./risk/loss_watch.ts";
import { RiskGate } from "./risk/risk_gate.ts";
import { StrategyCrew } from "./strategy_crew.ts";
import type { StrategyHost } from "./strategy_host.ts";
import type { TradingPlan } from "./trading_plan.ts";

/** After the last message, answers to the last cancels are waited for this long. */
const DRAIN_NANOS = 60e9;

export interface TradingDeskOptions {
  readonly plan: TradingPlan;
  readonly venue: ExecutionVenue;
  /** Memory of the frames that will be shown. */
  readonly frameWords: Int32Array;
  readonly observer?: TradingObserver | undefined;
  /** Measures how long strategies take; undefined = that is not measured. */
  readonly clock?: Clock | undefined;
  /** What a stage that died held. */
  readonly takingOver?: TakingOver | undefined;
}

export class TradingDesk {
  readonly time = new EventTime();
  readonly instruments = new InstrumentTable();
  readonly orders = new OrderTable();
  readonly portfolio = new Portfolio(this.instruments);
  readonly reports: OrderReports;
  readonly gate: RiskGate;
  readonly losses: LossWatch;
  readonly crew: StrategyCrew;
  readonly fold = new Fold();
  readonly #venue: ExecutionVenue;
  readonly #observer: TradingObserver | undefined;
  readonly #frame: FrameView;
  readonly #report: ReportView;
  readonly #isOutside: boolean;
  readonly #takingOver: TakingOver | undefined;
  readonly #opening: OpeningPositions | undefined;
  /** Where time is being brought to; an array, so that no number is boxed. */
  readonly #target = new Float64Array(1);
  /** 1 by instrument, once it had a frame. */
  #seen = new Uint8Array(64);

  constructor({ plan, venue, frameWords, observer, clock, takingOver }: TradingDeskOptions) {
    this.#takingOver = takingOver;
    this.#opening = plan.opening && new OpeningPositions(plan.opening);
    const { time, instruments, orders, portfolio } = this;
    const { limits } = plan;
    const commands = new CommandWriter(venue, observer, this.fold, time);
    this.#venue = venue;
    this.#observer = observer;
    this.#frame = new FrameView(frameWords);
    this.#report = new ReportView(venue.reportWords);
    this.reports = new OrderReports(orders, portfolio);
    this.gate = new RiskGate({ limits, instruments, orders, portfolio, commands, time, observer });
    this.losses = new LossWatch(limits, instruments, portfolio, this.gate, time, observer);
    this.crew = new StrategyCrew({
      planned: plan.strategies,
      instruments,
      orders,
      portfolio,
      gate: this.gate,
      time,
      clock,
      observer,
    });
    this.#isOutside = venue.isOutside === true;
  }

  /** Where the newest report lies. */
  get venue(): ExecutionVenue {
    return this.#venue;
  }

  /** Takes a market message, in the order of the ring. */
  onMarket(words: Int32Array, doubles: Float64Array, at: number): void {
    this.#target[0] = doubles[(at >> 1) + AT_RECV_NANOS];
    this.#advance();
    const kind = kindOf(words[at + AT_KIND]);
    if (kind === MESSAGE_INSTRUMENT) this.#define(words, at);
    else if (kind === MESSAGE_STATUS && words[at + AT_STATUS] === STATUS_GAP) {
      this.instruments.onGap(words[at + AT_INSTRUMENT]);
    }
    this.#venue.onMarket(words, doubles, at);
  }

  /** Shows a frame, once every message that it was made from has been taken. */
  onFrame(words: Int32Array, doubles: Float64Array, at: number): void {
    const id = words[at + F_INSTRUMENT];
    this.#target[0] = doubles[(at >> 1) + F_RECV_NANOS];
    this.#advance();
    this.instruments.onFrame(words, doubles, at);
    this.#frame.moveTo(at);
    this.#observer?.onFrame?.(this.#frame);
    this.losses.look(id);
    if (id >= this.#seen.length || this.#seen[id] === 0) this.beginInstrument(id);
    const hosts = this.crew.hostsOf(id);
    for (let i = 0; i < hosts.length; i++) hosts[i].onFrame(this.#frame);
  }

  /**
   * Shows a frame of before the strategies' time to those that learn. The market stays unknown to the
   * gate, which therefore lets nothing out.
   */
  onHistory(words: Int32Array, doubles: Float64Array, at: number): void {
    if (!this.crew.learns) return;
    const id = words[at + F_INSTRUMENT];
    this.#target[0] = doubles[(at >> 1) + F_RECV_NANOS];
    this.#advance();
    this.#frame.moveTo(at);
    if (id >= this.#seen.length || this.#seen[id] === 0) this.beginInstrument(id);
    const hosts = this.crew.hostsOf(id);
    for (let i = 0; i < hosts.length; i++) hosts[i].onHistory(this.#frame);
  }

  /** Takes the reports of a venue outside, between two inputs. @returns how many */
  takeReports(): number {
    const venue = this.#venue;
    if (this.#takingOver !== undefined && !this.#takingOver.isComplete) return 0;
    let taken = 0;
    while (venue.nextReport(Infinity)) {
      this.#onReport(venue.reportWords, venue.reportDoubles, venue.reportAt);
      taken++;
    }
    return taken;
  }

  /** The market is over: strategies stop, open orders are cancelled, positions stay. */
  finish(): void {
    for (const host of this.crew.hosts) host.stop();
    this.#target[0] = this.time.nanos + DRAIN_NANOS;
    this.#deliver();
  }

  /** Fires timers and delivers reports that are due by the target, in order of time. */
  #advance(): void {
    const nanos = this.#target[0];
    for (;;) {
      const host = this.#nextTimer();
      if (host === undefined || !(host.trader.timerNanos[0] <= nanos)) break;
      const timerNanos = host.trader.timerNanos[0];
      this.#target[0] = timerNanos;
      this.#deliver();
      this.time.advanceTo(timerNanos);
      // A report may have stopped the strategy or set its timer anew.
      if (host.trader.timerNanos[0] <= timerNanos) host.onTimer();
    }
    this.#target[0] = nanos;
    this.#deliver();
    this.time.advanceTo(nanos);
  }

  #nextTimer(): StrategyHost | undefined {
    const { hosts } = this.crew;
    let next: StrategyHost | undefined;
    let nextNanos = Infinity;
    for (let i = 0; i < hosts.length; i++) {
      const nanos = hosts[i].trader.timerNanos[0];
      if (!(nanos < nextNanos)) continue;
      next = hosts[i];
      nextNanos = nanos;
    }
    return next;
  }

  /** Delivers what is known by the target; what strategies do about it may bring more. */
  #deliver(): void {
    if (this.#isOutside) return;
    const venue = this.#venue;
    const untilNanos = this.#target[0];
    for (;;) {
      venue.advanceTo(untilNanos);
      if (!venue.nextReport(untilNanos)) return;
      this.#onReport(venue.reportWords, venue.reportDoubles, venue.reportAt);
    }
  }

  #onReport(words: Int32Array, doubles: Float64Array, at: number): void {
    this.time.advanceTo(doubles[(at >> 1) + R_RECV_NANOS]);
    this.fold.words(words, at, REPORT_WORDS);
    const account = this.reports.apply(words, doubles, at);
    this.#report.moveTo(at);
    this.#observer?.onReport?.(this.#report);
    if (account < 0) return;
    const host = this.crew.hosts[this.portfolio.strategyOf(account)];
    host.onReport(this.#report);
    this.losses.look(this.portfolio.instrumentOf(account));
  }

  /** Cold: once an instrument and epoch. */
  #define(words: Int32Array, at: number): void {
    const before = this.instruments.get(words[at + AT_INSTRUMENT]);
    const id = this.instruments.define(words, at);
    const after = this.instruments.get(id);
    if (before === undefined || after === undefined) return;
    const priceFactor = before.priceUnit / after.priceUnit;
    const qtyFactor = before.qtyUnit / after.qtyUnit;
    if (priceFactor === 1 && qtyFactor === 1) return;
    this.portfolio.rescale(id, priceFactor, qtyFactor);
  }

  /** Cold: an instrument's first frame. Once: what was begun is left alone. */
  beginInstrument(id: number): void {
    if (this.#seen[id] === 1) return;
    if (id >= this.#seen.length) {
      const seen = new Uint8Array(2 ** Math.ceil(Math.log2(id + 1)));
      seen.set(this.#seen);
      this.#seen = seen;
    }
    this.#seen[id] = 1;
    const accounts = this.portfolio.accounts;
    this.crew.onInstrument(id);
    if (this.#takingOver === undefined) this.#opening?.restore(this, accounts);
    else this.#takingOver.restore(this, accounts);
  }
}
