/**
 * Runs one strategy and keeps its failures to itself: whatever it throws stops it, has its orders
 * cancelled, and is told in the report; the others go on. How long its calls take is measured for
 * the report alone and decides nothing.
 *
 * Hot path: no allocation.
 */
import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import type { TradingObserver } from "./execution_venue.ts";
import type { FrameView } from "./frame_view.ts";
import type { ReportView } from "./report_view.ts";
import type { RiskGate } from "./risk/risk_gate.ts";
import type { Strategy } from "./strategy.ts";
import type { StrategyTrader } from "./strategy_trader.ts";

export interface StrategyHostOptions {
  readonly id: number;
  readonly name: string;
  /** Position of its strategy in the plan. */
  readonly planned: number;
  readonly instruments: readonly number[];
  readonly trader: StrategyTrader;
  readonly gate: RiskGate;
  /** Measures calls; undefined = they are not measured. */
  readonly clock: Clock | undefined;
  readonly observer: TradingObserver | undefined;
}

export class StrategyHost {
  readonly id: number;
  readonly name: string;
  readonly planned: number;
  readonly instruments: readonly number[];
  readonly trader: StrategyTrader;
  /** What it threw, in words; undefined = it runs. */
  failure: string | undefined;
  calls = 0;
  slowestCallNanos = 0;
  readonly #gate: RiskGate;
  readonly #clock: Clock | undefined;
  readonly #observer: TradingObserver | undefined;
  #strategy: Strategy | undefined;

  constructor(options: StrategyHostOptions) {
    const { id, name, planned, instruments, trader, gate, clock, observer } = options;
    this.id = id;
    this.name = name;
    this.planned = planned;
    this.instruments = instruments;
    this.trader = trader;
    this.#gate = gate;
    this.#clock = clock;
    this.#observer = observer;
  }

  get isRunning(): boolean {
    return this.#strategy !== undefined;
  }

  /** Makes the strategy and starts it, also after it was stopped or failed. Cold. */
  start(create: () => Strategy): void {
    this.failure = undefined;
    this.#gate.startStrategy(this.id);
    this.trader.beginCall();
    try {
      const strategy = create();
      this.#strategy = strategy;
      strategy.onStart?.();
    } catch (thrown) {
      this.#fail("onStart", thrown);
    }
  }

  onFrame(frame: FrameView): void {
    const strategy = this.#strategy;
    if (strategy === undefined) return;
    const startedNanos = this.#begin();
    try {
      strategy.onFrame(frame);
    } catch (thrown) {
      this.#fail("onFrame", thrown);
    }
    this.#end(startedNanos);
  }

  onHistory(frame: FrameView): void {
    const strategy = this.#strategy;
    if (strategy === undefined || strategy.onHistory === undefined) return;
    const startedNanos = this.#begin();
    try {
      strategy.onHistory(frame);
    } catch (thrown) {
      this.#fail("onHistory", thrown);
    }
    this.#end(startedNanos);
  }

  onReport(report: ReportView): void {
    const strategy = this.#strategy;
    if (strategy === undefined || strategy.onReport === undefined) return;
    const startedNanos = this.#begin();
    try {
      strategy.onReport(report);
    } catch (thrown) {
      this.#fail("onReport", thrown);
    }
    this.#end(startedNanos);
  }

  /** The trader's timer is due. */
  onTimer(): void {
    const strategy = this.#strategy;
    if (strategy === undefined) return;
    const nowNanos = this.trader.nowNanos;
    this.trader.rearm();
    const startedNanos = this.#begin();
    try {
      strategy.onTimer?.(nowNanos);
    } catch (thrown) {
      this.#fail("onTimer", thrown);
    }
    this.#end(startedNanos);
  }

  /** Ends the strategy: orders still open are cancelled. Cold. */
  stop(): void {
    const strategy = this.#strategy;
    if (strategy === undefined) return;
    this.trader.beginCall();
    try {
      strategy.onStop?.();
    } catch (thrown) {
      this.#fail("onStop", thrown);
    }
    this.#strategy = undefined;
    this.trader.setTimer(0);
    this.#gate.stopStrategy(this.id);
  }

  /** Stops a strategy for what whoever runs it holds against it. Cold. */
  abandon(reason: string): void {
    if (this.#strategy !== undefined) this.#failed(reason);
  }

  #begin(): number {
    this.trader.beginCall();
    return this.#clock === undefined ? 0 : this.#clock.nowNanos();
  }

  #end(startedNanos: number): void {
    this.calls++;
    if (this.#clock === undefined) return;
    const nanos = this.#clock.nowNanos() - startedNanos;
    if (nanos > this.slowestCallNanos) this.slowestCallNanos = nanos;
  }

  #fail(where: string, thrown: unknown): void {
    this.#failed(`${where}: ${messageOf(thrown)}`);
  }

  #failed(failure: string): void {
    this.failure = failure.slice(0, 500);
    this.#strategy = undefined;
    this.trader.setTimer(0);
    this.#observer?.onFailed?.(this.id);
    this.#gate.stopStrategy(this.id);
  }
}
