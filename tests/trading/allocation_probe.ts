/**
 * Measures heap growth of the trading desk in steady state, run by allocation_test.ts in a process of
 * its own with --expose-gc. Prints bytes per million frames, each with an order, its fill or its
 * cancel.
 */
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import type { ExecutionVenue } from "../../core/trading/execution_venue.ts";
import { RISK_PRESETS } from "../../core/trading/risk/presets.ts";
import { TradingDesk } from "../../core/trading/trading_desk.ts";
import {
  F_ASK_TICKS,
  F_BID_TICKS,
  F_INSTRUMENT,
  F_RECV_NANOS,
  FRAME_WORDS,
} from "../../core/wire/frame.ts";
import { C_KIND, C_ORDER_ID, C_QTY, COMMAND_CANCEL } from "../../core/wire/order.ts";
import {
  packReport,
  R_KIND,
  R_LEAVES,
  R_ORDER_ID,
  R_PRICE,
  R_QTY,
  REPORT_CANCELLED,
  REPORT_FILLED,
  REPORT_WORDS,
} from "../../core/wire/report.ts";
import { plannedAs, TradingRig } from "./trading_rig.ts";

const FRAMES = 1_000_000;
declare const gc: () => void;

/** Fills what is sent with an even number, and cancels what is to be cancelled. */
class EchoVenue implements ExecutionVenue {
  readonly reportWords = new Int32Array(REPORT_WORDS);
  readonly reportDoubles = new Float64Array(this.reportWords.buffer);
  readonly reportAt = 0;
  #waiting = 0;
  onMarket(): void {}
  advanceTo(): void {}
  onCommand(words: Int32Array, doubles: Float64Array, at: number): void {
    const d = at >> 1;
    const isCancel = (words[at + C_KIND] & 0xff) === COMMAND_CANCEL;
    if (!isCancel && doubles[d + C_ORDER_ID] % 2 !== 0) return;
    this.#waiting = 1;
    this.reportWords[R_KIND] = packReport(isCancel ? REPORT_CANCELLED : REPORT_FILLED, 0);
    this.reportWords[R_PRICE] = 10_000;
    this.reportDoubles[R_ORDER_ID] = doubles[d + C_ORDER_ID];
    this.reportDoubles[R_QTY] = doubles[d + C_QTY];
    this.reportDoubles[R_LEAVES] = 0;
  }
  nextReport(): boolean {
    return this.#waiting-- > 0 || (this.#waiting = 0) > 0;
  }
}

const words = new Int32Array(FRAME_WORDS);
const doubles = new Float64Array(words.buffer);
const strategy = plannedAs(({ trader }) => {
  let side: number = SIDE_BID;
  let resting = 0;
  return {
    onFrame(frame) {
      if (resting !== 0 && trader.cancel(resting) === 0) resting = 0;
      else {
        resting = trader.limit(0, side, frame.bidTicks, 1);
        side = SIDE_BID + SIDE_ASK - side;
      }
    },
  };
});
const desk = new TradingDesk({
  plan: {
    strategies: [strategy],
    limits: { ...RISK_PRESETS.moderate, maxOrdersPerSecond: null, maxCancelsPerSecond: null },
  },
  venue: new EchoVenue(),
  frameWords: words,
});
const rig = new TradingRig([]);
rig.define(0, "ALPHA-USD");
desk.instruments.define(rig.message, 0);

function run(frames: number): void {
  words[F_INSTRUMENT] = 0;
  for (let i = 0; i < frames; i++) {
    words[F_BID_TICKS] = 10_000 + (i & 7);
    words[F_ASK_TICKS] = 10_002 + (i & 7);
    doubles[F_RECV_NANOS] += 1_000_000;
    desk.onFrame(words, doubles, 0);
  }
}

function growth(): number {
  gc();
  const before = Deno.memoryUsage();
  run(FRAMES);
  const after = Deno.memoryUsage();
  return after.heapUsed + after.external - before.heapUsed - before.external;
}

run(FRAMES);
const bytes = Math.min(growth(), growth(), growth());
console.log(JSON.stringify({ bytes, orders: desk.gate.sentOrders, fills: desk.reports.fills }));
