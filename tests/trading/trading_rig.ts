/**
 * A trading desk on a market made by hand: instruments, prices and times as a test says, and a venue
 * that answers as the test tells it to.
 */
import { NO_PRICE_TICKS } from "../../core/base/units.ts";
import type { ExecutionVenue } from "../../core/trading/execution_venue.ts";
import { NO_LIMITS, type RiskLimits } from "../../core/trading/risk/limits.ts";
import type { Strategy, StrategySetup } from "../../core/trading/strategy.ts";
import { TradingDesk } from "../../core/trading/trading_desk.ts";
import type { PlannedStrategy } from "../../core/trading/trading_plan.ts";
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
  AT_RECV_NANOS,
  AT_SCALES,
  AT_STATUS,
  AT_SYMBOL,
  AT_TICK_UNITS,
  MARKET_WORDS,
  MESSAGE_INSTRUMENT,
  MESSAGE_STATUS,
  packKind,
  STATUS_GAP,
  STATUS_TICK,
  VENUE_SIMULATED,
} from "../../core/wire/market.ts";
import {
  C_INSTRUMENT,
  C_KIND,
  C_ORDER_ID,
  C_PRICE,
  C_QTY,
  C_SIDE,
  C_STRATEGY,
} from "../../core/wire/order.ts";
import {
  packReport,
  R_FEE,
  R_INSTRUMENT,
  R_KIND,
  R_LEAVES,
  R_ORDER_ID,
  R_PRICE,
  R_QTY,
  R_REASON,
  R_RECV_NANOS,
  REPORT_ACCEPTED,
  REPORT_CANCELLED,
  REPORT_FILLED,
  REPORT_WORDS,
} from "../../core/wire/report.ts";

export const SECOND = 1e9;

export interface SeenCommand {
  readonly kind: number;
  readonly orderId: number;
  readonly strategyId: number;
  readonly instrumentId: number;
  readonly side: number;
  readonly type: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
}

export interface MadeReport {
  readonly kind: number;
  readonly orderId: number;
  readonly instrumentId?: number;
  readonly priceTicks?: number;
  readonly qtyLots?: number;
  readonly leavesLots?: number;
  readonly reason?: number;
  readonly feeQuote?: number;
  /** When it is known; default: at once. */
  readonly atNanos?: number;
}

/** Keeps commands; reports what it is told to. */
export class ScriptedVenue implements ExecutionVenue {
  readonly commands: SeenCommand[] = [];
  readonly reportWords = new Int32Array(REPORT_WORDS);
  readonly reportDoubles = new Float64Array(this.reportWords.buffer);
  readonly reportAt = 0;
  readonly #reports: MadeReport[] = [];

  onMarket(): void {}
  advanceTo(): void {}

  onCommand(words: Int32Array, doubles: Float64Array, at: number): void {
    const d = at >> 1;
    this.commands.push({
      kind: words[at + C_KIND] & 0xff,
      orderId: doubles[d + C_ORDER_ID],
      strategyId: words[at + C_STRATEGY],
      instrumentId: words[at + C_INSTRUMENT],
      side: words[at + C_SIDE] & 0xff,
      type: (words[at + C_SIDE] >>> 8) & 0xff,
      priceTicks: words[at + C_PRICE],
      qtyLots: doubles[d + C_QTY],
    });
  }

  tell(report: MadeReport): void {
    this.#reports.push(report);
  }

  nextReport(localNanos: number): boolean {
    const index = this.#reports.findIndex(({ atNanos = 0 }) => atNanos <= localNanos);
    if (index < 0) return false;
    const [report] = this.#reports.splice(index, 1);
    this.reportWords.fill(0);
    this.reportWords[R_KIND] = packReport(report.kind, 0);
    this.reportWords[R_INSTRUMENT] = report.instrumentId ?? 0;
    this.reportWords[R_PRICE] = report.priceTicks ?? NO_PRICE_TICKS;
    this.reportWords[R_REASON] = report.reason ?? 0;
    this.reportDoubles[R_ORDER_ID] = report.orderId;
    this.reportDoubles[R_RECV_NANOS] = report.atNanos ?? 0;
    this.reportDoubles[R_QTY] = report.qtyLots ?? 0;
    this.reportDoubles[R_LEAVES] = report.leavesLots ?? 0;
    this.reportDoubles[R_FEE] = report.feeQuote ?? 0;
    return true;
  }
}

/** A strategy that a test writes in place. */
export function plannedAs(
  create: (setup: StrategySetup<Record<never, never>>) => Strategy,
  changes: Partial<PlannedStrategy> = {},
): PlannedStrategy {
  const definition = { name: "hand_made", summary: "", source: "", parameters: {}, create };
  return { definition, parameters: {}, symbols: undefined, seed: 1, ...changes };
}

export class TradingRig {
  readonly venue = new ScriptedVenue();
  readonly desk: TradingDesk;
  readonly #frame = new Int32Array(FRAME_WORDS);
  readonly #frameDoubles = new Float64Array(this.#frame.buffer);
  /** The newest message. */
  readonly message = new Int32Array(MARKET_WORDS);
  readonly #messageDoubles = new Float64Array(this.message.buffer);

  constructor(strategies: readonly PlannedStrategy[], limits: Partial<RiskLimits> = {}) {
    this.desk = new TradingDesk({
      plan: { strategies, limits: { ...NO_LIMITS, ...limits } },
      venue: this.venue,
      frameWords: this.#frame,
    });
  }

  /** Prices in 0.01, lots of 1 unless said otherwise. */
  define(
    id: number,
    symbol: string,
    atNanos = 0,
    tickUnits = 1,
    venue = VENUE_SIMULATED as number,
  ): void {
    const words = this.message.fill(0);
    words[AT_KIND] = packKind(MESSAGE_INSTRUMENT, 0);
    words[AT_INSTRUMENT] = id;
    words[AT_TICK_UNITS] = tickUnits;
    words[AT_LOT_UNITS] = 1;
    words[AT_SCALES] = 2 | (venue << 16) | (symbol.length << 24);
    const bytes = new Uint8Array(words.buffer, 4 * AT_SYMBOL);
    for (let i = 0; i < symbol.length; i++) bytes[i] = symbol.charCodeAt(i);
    this.#messageDoubles[AT_RECV_NANOS] = atNanos;
    this.desk.onMarket(words, this.#messageDoubles, 0);
  }

  gap(id: number, atNanos: number): void {
    const words = this.message.fill(0);
    words[AT_KIND] = packKind(MESSAGE_STATUS, 0);
    words[AT_INSTRUMENT] = id;
    words[AT_STATUS] = STATUS_GAP;
    this.#messageDoubles[AT_RECV_NANOS] = atNanos;
    this.desk.onMarket(words, this.#messageDoubles, 0);
  }

  /** A message that tells nothing but the time. */
  pass(atNanos: number): void {
    const words = this.message.fill(0);
    words[AT_KIND] = packKind(MESSAGE_STATUS, 0);
    words[AT_INSTRUMENT] = -1;
    words[AT_STATUS] = STATUS_TICK;
    this.#messageDoubles[AT_RECV_NANOS] = atNanos;
    this.desk.onMarket(words, this.#messageDoubles, 0);
  }

  frame(id: number, bidTicks: number, askTicks: number, atNanos: number): void {
    const words = this.#frame.fill(0);
    words[F_INSTRUMENT] = id;
    words[F_BID_TICKS] = bidTicks;
    words[F_ASK_TICKS] = askTicks;
    this.#frameDoubles[F_RECV_NANOS] = atNanos;
    this.#frameDoubles[F_PRICE_UNIT] = 0.01;
    this.#frameDoubles[F_QTY_UNIT] = 1;
    this.desk.onFrame(words, this.#frameDoubles, 0);
  }

  /** Accepts and fills an order at once. */
  fill(orderId: number, priceTicks: number, qtyLots: number, feeQuote = 0): void {
    this.venue.tell({ kind: REPORT_ACCEPTED, orderId });
    this.venue.tell({ kind: REPORT_FILLED, orderId, priceTicks, qtyLots, leavesLots: 0, feeQuote });
  }

  /** Cancels what is open of an order. */
  cancelled(orderId: number): void {
    this.venue.tell({ kind: REPORT_CANCELLED, orderId });
  }

  get last(): SeenCommand | undefined {
    return this.venue.commands.at(-1);
  }
}
