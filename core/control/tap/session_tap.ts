/**
 * What the control plane knows of a session: one timer in the main thread that reads shared memory.
 * It takes what is newest and lets go of the rest; a session never notices whether it is watched.
 *
 * ```text
 *   frame ring ──▶ NewestFrames ─▶ TradeLog          every poll
 *   journal ring ─▶ OrderLog                          every poll
 *   board, account board ─▶ Rates, PnlSeries          every second
 * ```
 */
import { Clock, wallMillis } from "../../base/clock.ts";
import { NANOS_PER_SECOND, NO_PRICE_TICKS } from "../../base/units.ts";
import { placeOf } from "../../supervisor/topology.ts";
import type { SessionView } from "../../supervisor/session_view.ts";
import { readAccountBoard, type ShownTrading } from "../../trading/account_board.ts";
import { F_ASK_TICKS, F_BID_TICKS } from "../../wire/frame.ts";
import type { EventTime } from "../contract/conventions.ts";
import { eventTime } from "../views/time_view.ts";
import { positionsView } from "../views/positions_view.ts";
import { FaultLog } from "../fault_log.ts";
import { InstrumentNames } from "./instrument_names.ts";
import { type HeldFrame, NewestFrames } from "./newest_frames.ts";
import { OrderLog } from "./order_log.ts";
import type { OrderNames } from "./order_names.ts";
import { PnlSeries } from "./pnl_series.ts";
import { Rates } from "./rates.ts";
import { TradeLog } from "./trade_log.ts";

/** Often enough for a dashboard at 60 frames a second. */
const POLL_MILLIS = 16;
/** Followers of the frame ring by number: inference, and trading where there is trading. */
const AFTER_INFERENCE = 1;
const AFTER_TRADING = 2;

export class SessionTap implements OrderNames {
  readonly view: SessionView;
  readonly instruments: InstrumentNames;
  readonly frames: NewestFrames;
  readonly trades: TradeLog;
  readonly orders: OrderLog;
  readonly pnl = new PnlSeries();
  readonly rates: Rates;
  readonly clock = new Clock();
  readonly faults = new FaultLog();
  /** Called with every frame that is read; the frame's memory is used again. */
  readonly frameWatchers: ((frame: HeldFrame) => void)[] = [];
  /** Called after every poll. */
  readonly pollWatchers: (() => void)[] = [];
  readonly #timer: ReturnType<typeof setInterval>;
  #secondNanos = 0;

  constructor(view: SessionView) {
    this.view = view;
    this.instruments = new InstrumentNames(view.directory);
    this.trades = new TradeLog(this.instruments);
    const after = placeOf(view.topology, "trading") >= 0 ? AFTER_TRADING : AFTER_INFERENCE;
    this.frames = new NewestFrames(
      view.frames,
      view.framesFollower,
      after,
      (frame) => {
        this.trades.observe(frame, this.frames.epochMillis);
        for (const watch of this.frameWatchers) watch(frame);
      },
    );
    this.orders = new OrderLog(view.journal, view.journalFollower, this);
    this.rates = new Rates(view.board);
    this.#timer = setInterval(() => this.faults.guard("tap", () => this.poll()), POLL_MILLIS);
  }

  /** Reads what is new; the timer calls it, and whoever cannot wait for that. */
  poll(): void {
    const nowNanos = this.clock.nowNanos();
    this.frames.poll(nowNanos);
    this.orders.poll();
    for (const watch of this.pollWatchers) watch();
    if (nowNanos - this.#secondNanos < NANOS_PER_SECOND) return;
    this.#secondNanos = nowNanos;
    this.instruments.refresh();
    this.rates.sample(nowNanos);
    if (this.view.trading !== "none") this.pnl.sample(wallMillis(), positionsView(this));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Instruments that were defined so far. */
  get instrumentCount(): number {
    return this.view.board.role("book").counter("instruments");
  }

  get epochMillis(): number {
    return this.frames.epochMillis;
  }

  trading(): ShownTrading {
    return readAccountBoard(this.view.accounts);
  }

  time(nanos: number): EventTime {
    return eventTime(this.epochMillis, nanos);
  }

  /**
   * Instances have numbers, plans have names. Plans without symbols of their own begin one instance
   * each whenever an instrument comes, so their numbers go round; others cannot be told apart.
   */
  strategy(strategyId: number): string | null {
    const { strategies } = this.view;
    if (strategyId < 0 || strategies.length === 0) return null;
    if (strategies.length === 1) return strategies[0].name;
    if (strategies.some(({ symbols }) => symbols !== undefined)) return null;
    return strategies[strategyId % strategies.length].name;
  }

  midTicks(instrumentId: number): number | null {
    const frame = this.frames.get(instrumentId);
    if (frame === undefined) return null;
    const bid = frame.words[F_BID_TICKS];
    const ask = frame.words[F_ASK_TICKS];
    return bid === NO_PRICE_TICKS || ask === NO_PRICE_TICKS ? null : (bid + ask) / 2;
  }

  /** ms since an instrument's newest frame was seen; null = there was none. */
  silentMillis(frame: HeldFrame | undefined): number | null {
    if (frame === undefined) return null;
    return Math.max(0, (this.clock.nowNanos() - frame.takenNanos) / 1e6);
  }
}
