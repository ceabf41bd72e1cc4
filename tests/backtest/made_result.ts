/**
 * Results made by hand: a market of frames, commands and reports written as the pipeline would write
 * them, given to a collector. The made strategy keeps a bid and an ask, and sometimes takes.
 */
import { Prng } from "../../core/base/prng.ts";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { FrameView } from "../../core/trading/frame_view.ts";
import { ReportView } from "../../core/trading/report_view.ts";
import { InstrumentDirectory } from "../../core/wire/directory.ts";
import {
  F_ASK_TICKS,
  F_BID_TICKS,
  F_BUY_LOTS,
  F_EXCH_NANOS,
  F_HEAD,
  F_INSTRUMENT,
  F_PRICE_UNIT,
  F_QTY_UNIT,
  F_RECV_NANOS,
  F_TRADED_TICK_LOTS,
  FRAME_WORDS,
  packHead,
} from "../../core/wire/frame.ts";
import {
  C_INSTRUMENT,
  C_KIND,
  C_ORDER_ID,
  C_PRICE,
  C_QTY,
  C_SENT_NANOS,
  C_SIDE,
  COMMAND_NEW,
  COMMAND_WORDS,
  packCommand,
  packOrder,
  TIF_GTC,
  TYPE_LIMIT,
} from "../../core/wire/order.ts";
import { AT_SCALES, AT_SYMBOL, MARKET_WORDS, VENUE_NAMES } from "../../core/wire/market.ts";
import {
  packReport,
  R_EXCH_NANOS,
  R_FEE,
  R_INSTRUMENT,
  R_KIND,
  R_LEAVES,
  R_ORDER_ID,
  R_PRICE,
  R_QTY,
  R_REASON,
  R_RECV_NANOS,
  REASON_BY_TRADER,
  REPORT_ACCEPTED,
  REPORT_CANCELLED,
  REPORT_FILLED,
  REPORT_FLAG_MAKER,
  REPORT_WORDS,
} from "../../core/wire/report.ts";
import { ResultCollector, type ResultText } from "../../backtest/collector.ts";
import type { BacktestResult } from "../../backtest/result.ts";

export const TEXT: ResultText = {
  strategy: "made_maker",
  label: "made_maker",
  parameters: { half_spread_ticks: 1, size_lots: 10 },
  inputs: ["made by hand"],
  models: [{
    part: "order latency",
    name: "constant",
    parameters: { millis: 5 },
    assumes: "Every order takes as long as every other.",
    liesWhen: "the venue is busy: delays grow just when prices move.",
  }, {
    part: "queue",
    name: "risk-averse",
    parameters: {},
    assumes: "Only trades move an order forward in its queue.",
    liesWhen: "many orders in front are cancelled: fills come later than they would.",
  }, {
    part: "fees",
    name: "maker and taker",
    parameters: { maker_bps: -0.5, taker_bps: 3 },
    assumes: "Rates do not depend on volume.",
    liesWhen: "the account reaches another tier.",
  }],
  epochMillis: Date.UTC(2026, 0, 5),
  hashes: { frames: "0011223344556677", orders: "8899aabbccddeeff" },
};

/** Feeds a collector; times are seconds, of frames both clocks are the same unless said otherwise. */
export class MadeRun {
  readonly collector: ResultCollector;
  readonly #frame = new Int32Array(FRAME_WORDS);
  readonly #frameDoubles = new Float64Array(this.#frame.buffer);
  readonly #frameView = new FrameView(this.#frame);
  readonly #command = new Int32Array(COMMAND_WORDS);
  readonly #report = new Int32Array(REPORT_WORDS);
  readonly #reportView = new ReportView(this.#report);
  #orders = 0;

  constructor(
    options: Partial<ConstructorParameters<typeof ResultCollector>[0]> = {},
    symbols: readonly string[] = ["MADEUSDT", "OTHERUSDT"],
  ) {
    const directory = new InstrumentDirectory();
    symbols.forEach((symbol, id) => directory.define(id, instrumentMessage(symbol), 0));
    this.collector = new ResultCollector({ directory, capitalQuote: 10_000, ...options });
  }

  frame(
    seconds: number,
    bidTicks: number,
    askTicks: number,
    more: { tradedLots?: number; tradedTicks?: number; id?: number; venueSeconds?: number } = {},
  ): void {
    const { tradedLots = 0, tradedTicks = 0, id = 0, venueSeconds = seconds } = more;
    const words = this.#frame;
    const doubles = this.#frameDoubles;
    words[F_HEAD] = packHead(1, 1, 1);
    words[F_INSTRUMENT] = id;
    words[F_BID_TICKS] = bidTicks;
    words[F_ASK_TICKS] = askTicks;
    doubles[F_RECV_NANOS] = Math.round(seconds * 1e9);
    doubles[F_EXCH_NANOS] = Math.round(venueSeconds * 1e9);
    doubles[F_PRICE_UNIT] = 0.01;
    doubles[F_QTY_UNIT] = 0.1;
    doubles[F_BUY_LOTS] = tradedLots;
    doubles[F_TRADED_TICK_LOTS] = tradedLots * tradedTicks;
    this.collector.onFrame(this.#frameView);
  }

  /** @returns the order's id */
  order(seconds: number, side: number, priceTicks: number, qtyLots: number, id = 0): number {
    const words = this.#command;
    const doubles = new Float64Array(words.buffer);
    words[C_KIND] = packCommand(COMMAND_NEW, 0);
    words[C_INSTRUMENT] = id;
    words[C_SIDE] = packOrder(side, TYPE_LIMIT, TIF_GTC);
    words[C_PRICE] = priceTicks;
    doubles[C_ORDER_ID] = ++this.#orders;
    doubles[C_SENT_NANOS] = Math.round(seconds * 1e9);
    doubles[C_QTY] = qtyLots;
    this.collector.onCommand(words, doubles, 0);
    return this.#orders;
  }

  report(kind: number, orderId: number, seconds: number, more: Partial<MadeReport> = {}): void {
    const words = this.#report;
    const doubles = new Float64Array(words.buffer);
    words[R_KIND] = packReport(kind, more.isMaker ? REPORT_FLAG_MAKER : 0);
    words[R_INSTRUMENT] = more.id ?? 0;
    words[R_PRICE] = more.priceTicks ?? NO_PRICE_TICKS;
    words[R_REASON] = more.reason ?? 0;
    doubles[R_ORDER_ID] = orderId;
    doubles[R_RECV_NANOS] = Math.round(seconds * 1e9);
    doubles[R_EXCH_NANOS] = Math.round((more.venueSeconds ?? seconds) * 1e9);
    doubles[R_QTY] = more.qtyLots ?? 0;
    doubles[R_LEAVES] = more.leavesLots ?? 0;
    doubles[R_FEE] = more.feeQuote ?? 0;
    this.collector.onReport(this.#reportView);
  }

  finish(text: Partial<ResultText> = {}): BacktestResult {
    return this.collector.finish({ ...TEXT, ...text });
  }
}

/** As much of an INSTRUMENT message as the directory reads: symbol, and binance as its venue. */
function instrumentMessage(symbol: string): Int32Array {
  const words = new Int32Array(MARKET_WORDS);
  words[AT_SCALES] = (VENUE_NAMES.indexOf("binance") << 16) | (symbol.length << 24);
  new Uint8Array(words.buffer).set(new TextEncoder().encode(symbol), 4 * AT_SYMBOL);
  return words;
}

export interface MadeReport {
  id: number;
  priceTicks: number;
  qtyLots: number;
  leavesLots: number;
  feeQuote: number;
  reason: number;
  isMaker: boolean;
  venueSeconds: number;
}

/** Ten minutes of a random walk with a maker in it. */
export function madeResult(
  { seed = 1, label = "made_maker", minutes = 10, edge = 0.5 } = {},
): BacktestResult {
  const prng = new Prng(seed);
  const run = new MadeRun();
  let mid = 50_000;
  for (let i = 0; i < minutes * 600; i++) {
    const seconds = i / 10;
    if (prng.nextUnit() < 0.3) mid += prng.nextUnit() < 0.5 ? 2 : -2;
    const tradedLots = prng.nextUnit() < 0.4 ? 1 + prng.nextBelow(20) : 0;
    run.frame(seconds, mid - 2, mid + 2, { tradedLots, tradedTicks: mid });
    if (i % 7 !== 3) continue;
    const side = prng.nextUnit() < 0.5 ? SIDE_BID : SIDE_ASK;
    const isMaker = prng.nextUnit() < 0.5 + edge / 2;
    const qtyLots = 5 + prng.nextBelow(10);
    const priceTicks = (side === SIDE_BID) === isMaker ? mid - 2 : mid + 2;
    const order = run.order(seconds, side, priceTicks, qtyLots);
    const delay = 0.004 + prng.nextExponential(0.003);
    run.report(REPORT_ACCEPTED, order, seconds + delay, { venueSeconds: seconds + delay / 2 });
    if (isMaker && prng.nextUnit() < 0.4) {
      run.report(REPORT_CANCELLED, order, seconds + 0.09, { reason: REASON_BY_TRADER });
      continue;
    }
    const feeQuote = priceTicks * qtyLots * 0.001 * (isMaker ? -0.5e-4 : 1e-4);
    run.report(REPORT_FILLED, order, seconds + delay + 0.01, {
      priceTicks,
      qtyLots,
      feeQuote,
      isMaker,
      venueSeconds: seconds + delay / 2 + 0.01,
    });
  }
  return run.finish({ label });
}
