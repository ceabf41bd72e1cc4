/**
 * Watches one run of one strategy and makes its {@link BacktestResult}. It keeps its own account from
 * the reports alone, so that it agrees with the trading stage's only if both are right.
 *
 * ```text
 *   frame ───▶ onFrame ──▶ mids, averages, equity on a grid, drawdown, markouts due
 *   command ─▶ onCommand ▶ orders, with the mid at the decision
 *   report ──▶ onReport ─▶ fills, ends of orders, latency, position and cash
 * ```
 *
 * Two clocks run: local time, in which frames and reports are known here, and the venue's, in which
 * orders arrive and are filled. Mids around fills are compared in the venue's.
 *
 * Hot path: no allocation a frame.
 */
import { UserError } from "../core/base/errors.ts";
import { SIDE_BID } from "../core/base/units.ts";
import { feeRates } from "../core/exchange/venue/fees/fee_table.ts";
import type { FrameView } from "../core/trading/frame_view.ts";
import type { ReportView } from "../core/trading/report_view.ts";
import type { InstrumentDirectory } from "../core/wire/directory.ts";
import { VENUE_NAMES } from "../core/wire/market.ts";
import {
  C_INSTRUMENT,
  C_KIND,
  C_STRATEGY,
  COMMAND_CANCEL,
  COMMAND_CANCEL_ALL,
  COMMAND_MODIFY,
  COMMAND_NEW,
} from "../core/wire/order.ts";
import {
  REPORT_CANCEL_REJECTED,
  REPORT_CANCELLED,
  REPORT_EXPIRED,
  REPORT_FILLED,
  REPORT_FUNDING,
  REPORT_MODIFIED,
  REPORT_REJECTED,
  REPORT_UNKNOWN,
} from "../core/wire/report.ts";
import { DrawdownWatch } from "./drawdown_watch.ts";
import { EquityGrid } from "./equity_grid.ts";
import { FillRows } from "./fill_rows.ts";
import { CLOCK_LOCAL, CLOCK_VENUE, InstrumentWatch } from "./instrument_watch.ts";
import { Money, type Rates } from "./money.ts";
import { OrderRows } from "./order_rows.ts";
import { RejectTally } from "./reject_tally.ts";
import {
  type BacktestResult,
  END_CANCELLED,
  END_EXPIRED,
  END_FILLED,
  END_REJECTED,
  END_UNKNOWN,
  NO_MID_TICKS,
  type ResultInstrument,
  type ResultTotals,
} from "./result.ts";

/** Places of the numbers that change with every frame: in an array none is ever boxed. */
const EQUITY_QUOTE = 0;
const EXPOSURE_QUOTE = 1;
const MAX_EXPOSURE_QUOTE = 2;
const EXPOSED_NANOS = 3;
const NUMBERS = 4;

/** Each is watched with its history and its grid: about half a MiB. */
export const MOST_INSTRUMENTS = 256;
export const DEFAULT_EVERY_NANOS = 1e9;

export interface CollectorOptions {
  readonly directory: InstrumentDirectory;
  readonly capitalQuote: number;
  /** Of commands that count; others are another strategy's. Default: all are the strategy's. */
  readonly strategyId?: number | undefined;
  /** Distance of equity samples; of bars no less than their length. */
  readonly everyNanos?: number | undefined;
  /** What other currencies are worth in the run's; default: none is named. */
  readonly rates?: Rates | undefined;
  /** Receipt minus this is the venue's time of a frame; default: the frame's own exchNanos. */
  readonly feedNanos?: number | undefined;
}

/** What a result says beyond what was watched. */
export type ResultText = Pick<
  BacktestResult,
  "strategy" | "label" | "parameters" | "inputs" | "models" | "epochMillis" | "hashes"
>;

export class ResultCollector {
  readonly #options: CollectorOptions;
  readonly #watches: InstrumentWatch[] = [];
  /** By the session's instrument ids. */
  readonly #watchOf: (InstrumentWatch | undefined)[] = [];
  readonly #grid: EquityGrid;
  readonly #drawdown = new DrawdownWatch();
  readonly #fills = new FillRows();
  readonly #orders = new OrderRows();
  readonly #rejects = new RejectTally();
  readonly #money: Money;
  readonly #clock = new Float64Array(2);
  readonly #numbers = new Float64Array(NUMBERS);
  #frames = 0;
  #startNanos = 0;
  /** Instruments with a position. */
  #held = 0;
  #commands = 0;
  #cancels = 0;
  #modifies = 0;
  #fillCount = 0;
  #makerFills = 0;
  #boughtQuote = 0;
  #soldQuote = 0;
  #makerQuote = 0;

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#clock[CLOCK_VENUE] = -Infinity;
    this.#numbers[EQUITY_QUOTE] = options.capitalQuote;
    this.#grid = new EquityGrid(options.everyNanos ?? DEFAULT_EVERY_NANOS);
    this.#money = new Money(options.rates ?? {});
  }

  /** Before the strategy sees the frame. */
  onFrame(frame: FrameView): void {
    const watch = this.#watchOf[frame.instrumentId] ?? this.#open(frame);
    const nowNanos = frame.nowNanos;
    if (this.#frames++ === 0) this.#begin(frame);
    this.#elapse(nowNanos);
    const { feedNanos } = this.#options;
    const venueNanos = feedNanos === undefined ? frame.exchNanos : nowNanos - feedNanos;
    if (venueNanos > this.#clock[CLOCK_VENUE]) this.#clock[CLOCK_VENUE] = venueNanos;
    // Times that the market has passed see the mid as it was before this frame.
    if (this.#orders.isWaiting) this.#orders.resolve(this.#clock[CLOCK_VENUE], this.#watches);
    if (this.#fills.isDue(this.#clock[CLOCK_VENUE])) {
      this.#fills.resolve(this.#clock[CLOCK_VENUE], this.#watches);
    }
    this.#leave(watch);
    watch.see(frame, this.#clock);
    this.#enter(watch);
  }

  /** The command at word `at`, when it leaves the risk gate. */
  onCommand(words: Int32Array, doubles: Float64Array, at: number): void {
    const { strategyId } = this.#options;
    if (strategyId !== undefined && words[at + C_STRATEGY] !== strategyId) return;
    const kind = words[at + C_KIND] & 0xff;
    if (kind === COMMAND_CANCEL || kind === COMMAND_CANCEL_ALL) this.#cancels++;
    else if (kind === COMMAND_MODIFY) this.#modifies++;
    else if (kind === COMMAND_NEW) {
      const watch = this.#watchOf[words[at + C_INSTRUMENT]];
      this.#commands++;
      if (watch === undefined) this.#orders.leftOut++;
      else this.#orders.open(words, doubles, at, watch);
    }
  }

  /** The risk gate refused a command. @param reason REASON_* */
  onRefused(reason: number): void {
    this.#rejects.refuse(reason);
  }

  /** A report to this strategy, before the strategy sees it. */
  onReport(report: ReportView): void {
    const watch = this.#watchOf[report.instrumentId];
    if (watch === undefined) return;
    this.#elapse(report.recvNanos);
    const { kind, reason } = report;
    if (kind === REPORT_FUNDING) {
      this.#leave(watch);
      watch.fund(report.feeQuote * watch.rate);
      this.#enter(watch);
      return;
    }
    if (kind === REPORT_REJECTED || kind === REPORT_CANCEL_REJECTED) this.#rejects.reject(reason);
    const row = this.#orders.rowOf(report.orderId);
    if (row >= 0) this.#orders.answer(row, report.exchNanos, report.recvNanos);
    if (kind === REPORT_FILLED) this.#fill(report, watch, row);
    if (row < 0) return;
    if (kind === REPORT_MODIFIED) this.#orders.columns.qtyLots[row] = report.qtyLots;
    const end = endOf(kind, report.leavesLots);
    if (end >= 0) this.#orders.end(row, end, reason, report.recvNanos, watch);
  }

  /** After the last frame and report. */
  finish(text: ResultText): BacktestResult {
    for (const watch of this.#watches) watch.elapse(this.#clock);
    return {
      ...text,
      startNanos: this.#startNanos,
      endNanos: this.#clock[CLOCK_LOCAL],
      capitalQuote: this.#options.capitalQuote,
      currency: this.#money.currency,
      rates: this.#money.rates,
      instruments: this.#watches.map(instrumentOf),
      equity: this.#grid.finish(
        this.#clock[CLOCK_LOCAL],
        this.#numbers[EQUITY_QUOTE],
        this.#watches,
      ),
      fills: this.#fills.finish(this.#watches),
      orders: this.#orders.finish(this.#watches),
      totals: this.#totals(),
      rejects: this.#rejects.counts(),
    };
  }

  #begin(frame: FrameView): void {
    this.#startNanos = frame.nowNanos;
    this.#clock[CLOCK_LOCAL] = frame.nowNanos;
    this.#grid.noFinerThan(frame.barSeconds * 1e9);
  }

  #elapse(nowNanos: number): void {
    if (!(nowNanos >= this.#clock[CLOCK_LOCAL])) return;
    if (this.#grid.isDue(nowNanos)) {
      this.#grid.advance(nowNanos, this.#numbers[EQUITY_QUOTE], this.#watches);
    }
    if (this.#held > 0) this.#numbers[EXPOSED_NANOS] += nowNanos - this.#clock[CLOCK_LOCAL];
    this.#clock[CLOCK_LOCAL] = nowNanos;
  }

  /** An instrument's share is taken out of the sums before it changes, and put in again after. */
  #leave(watch: InstrumentWatch): void {
    this.#numbers[EQUITY_QUOTE] -= watch.pnlQuote;
    this.#numbers[EXPOSURE_QUOTE] -= watch.exposureQuote;
    if (watch.positionLots !== 0) this.#held--;
  }

  #enter(watch: InstrumentWatch): void {
    this.#numbers[EQUITY_QUOTE] += watch.pnlQuote;
    this.#numbers[EXPOSURE_QUOTE] += watch.exposureQuote;
    if (watch.positionLots !== 0) this.#held++;
    if (this.#held === 0) this.#numbers[EXPOSURE_QUOTE] = 0;
    if (this.#numbers[EXPOSURE_QUOTE] > this.#numbers[MAX_EXPOSURE_QUOTE]) {
      this.#numbers[MAX_EXPOSURE_QUOTE] = this.#numbers[EXPOSURE_QUOTE];
    }
    this.#drawdown.see(this.#clock[CLOCK_LOCAL], this.#numbers[EQUITY_QUOTE]);
  }

  #fill(report: ReportView, watch: InstrumentWatch, order: number): void {
    const { orderId, priceTicks, qtyLots, isMaker } = report;
    const feeQuote = report.feeQuote * watch.rate;
    const side = this.#orders.sideOf(orderId);
    if (side < 0) return;
    const quote = watch.quoteOf(priceTicks * qtyLots);
    this.#fillCount++;
    if (side === SIDE_BID) this.#boughtQuote += quote;
    else this.#soldQuote += quote;
    if (isMaker) {
      this.#makerFills++;
      this.#makerQuote += quote;
    }
    this.#leave(watch);
    watch.fill(side, priceTicks, qtyLots, feeQuote);
    this.#enter(watch);
    if (order >= 0) this.#orders.fill(order, priceTicks, qtyLots, feeQuote);
    const row = this.#fills.add(report.exchNanos);
    if (row < 0) return;
    const { columns } = this.#fills;
    columns.knownNanos[row] = report.recvNanos;
    columns.instruments[row] = watch.row;
    columns.sides[row] = side;
    columns.priceTicks[row] = priceTicks;
    columns.qtyLots[row] = qtyLots;
    columns.feeQuote[row] = feeQuote;
    columns.isMaker[row] = isMaker ? 1 : 0;
    columns.orderIds[row] = orderId;
    columns.orders[row] = order;
    columns.positionLots[row] = watch.positionLots;
  }

  /** Cold: on an instrument's first frame. */
  #open(frame: FrameView): InstrumentWatch {
    const { instrumentId, priceUnit, qtyUnit } = frame;
    const row = this.#watches.length;
    if (row === MOST_INSTRUMENTS) {
      throw new UserError(
        `a backtest watches ${MOST_INSTRUMENTS} instruments at most: choose some with --symbols`,
      );
    }
    const { directory } = this.#options;
    const symbol = directory.symbolOf(instrumentId);
    const venue = directory.venueOf(instrumentId);
    const code = VENUE_NAMES.findIndex((name) => name === venue);
    // A contract counts as what it stands for: ten tonnes of steel, not one piece.
    const unit = qtyUnit * feeRates(code, symbol, {}).multiplier;
    const rate = this.#money.rateOf(symbol, venue);
    const watch = new InstrumentWatch({
      id: instrumentId,
      row,
      symbol,
      venue,
      // Prices, too, are in the run's currency.
      priceUnit: priceUnit * rate,
      qtyUnit: unit,
      rate,
    });
    this.#watchOf[instrumentId] = watch;
    this.#watches.push(watch);
    this.#grid.addInstrument();
    return watch;
  }

  #totals(): ResultTotals {
    const sum = (share: (watch: InstrumentWatch) => number) =>
      this.#watches.reduce((total, watch) => total + share(watch), 0);
    const { maxQuote, maxFraction, fromNanos, toNanos, longestNanos } = this.#drawdown;
    return {
      frames: this.#frames,
      orders: this.#commands,
      cancels: this.#cancels,
      modifies: this.#modifies,
      fills: this.#fillCount,
      makerFills: this.#makerFills,
      refusals: this.#rejects.refusals,
      rejects: this.#rejects.rejects,
      boughtQuote: this.#boughtQuote,
      soldQuote: this.#soldQuote,
      makerQuote: this.#makerQuote,
      feesQuote: sum(({ feesQuote }) => feesQuote),
      fundingQuote: sum(({ fundingQuote }) => fundingQuote),
      pnlQuote: sum(({ pnlQuote }) => pnlQuote),
      maxDrawdownQuote: maxQuote,
      maxDrawdownFraction: maxFraction,
      maxDrawdownFromNanos: fromNanos,
      maxDrawdownToNanos: toNanos,
      longestDrawdownNanos: longestNanos,
      exposedNanos: this.#numbers[EXPOSED_NANOS],
      maxExposureQuote: this.#numbers[MAX_EXPOSURE_QUOTE],
    };
  }
}

/** @returns END_*, or −1 while the order lives */
function endOf(kind: number, leavesLots: number): number {
  if (kind === REPORT_FILLED) return leavesLots > 0 ? -1 : END_FILLED;
  if (kind === REPORT_CANCELLED) return END_CANCELLED;
  if (kind === REPORT_EXPIRED) return END_EXPIRED;
  if (kind === REPORT_REJECTED) return END_REJECTED;
  return kind === REPORT_UNKNOWN ? END_UNKNOWN : -1;
}

function instrumentOf(watch: InstrumentWatch): ResultInstrument {
  const { watchedNanos, marketLots } = watch;
  return {
    id: watch.id,
    symbol: watch.symbol,
    venue: watch.venue,
    priceUnit: watch.priceUnit,
    qtyUnit: watch.qtyUnit,
    frames: watch.frames,
    firstMidTicks: watch.firstMidTicks,
    lastMidTicks: watch.midTicks,
    twapTicks: watchedNanos > 0 ? watch.midTickNanos / watchedNanos : watch.midTicks,
    vwapTicks: marketLots > 0 ? watch.marketTickLots / marketLots : NO_MID_TICKS,
    spreadTicks: watchedNanos > 0 ? watch.spreadTickNanos / watchedNanos : 0,
    marketLots,
    positionLots: watch.positionLots,
    pnlQuote: watch.pnlQuote,
    feesQuote: watch.feesQuote,
    fundingQuote: watch.fundingQuote,
  };
}
