/**
 * Measures what watching frames leaves behind; run by allocation_test.ts in a process of its own, with
 * --expose-gc and room for all garbage of a measurement. Prints bytes a frame, without a position and
 * with one that has fills waiting for their mids.
 */
import { SIDE_BID } from "../../core/base/units.ts";
import { FrameView } from "../../core/trading/frame_view.ts";
import {
  F_ASK_TICKS,
  F_BID_TICKS,
  F_EXCH_NANOS,
  F_HEAD,
  F_PRICE_UNIT,
  F_QTY_UNIT,
  F_RECV_NANOS,
  FRAME_WORDS,
  packHead,
} from "../../core/wire/frame.ts";
import { REPORT_FILLED } from "../../core/wire/report.ts";
import { MadeRun } from "./made_result.ts";

const FRAMES = 200_000;
declare const gc: () => void;

const run = new MadeRun();
const words = new Int32Array(FRAME_WORDS);
const doubles = new Float64Array(words.buffer);
const view = new FrameView(words);
words[F_HEAD] = packHead(1, 1, 1);
doubles[F_PRICE_UNIT] = 0.01;
doubles[F_QTY_UNIT] = 0.1;

/** Frames a millisecond apart, their mid on whole and half ticks. */
function watch(): void {
  for (let i = 0; i < FRAMES; i++) {
    doubles[F_RECV_NANOS] += 1e6;
    doubles[F_EXCH_NANOS] += 1e6;
    words[F_BID_TICKS] = 50_000 + (i * 7_919) % 13;
    words[F_ASK_TICKS] = words[F_BID_TICKS] + 1 + (i & 3);
    run.collector.onFrame(view);
  }
}

/** The least of twelve: the compiler takes its time where others compute, and leaves garbage itself. */
function bytesAFrame(): number {
  watch();
  let least = Infinity;
  for (let i = 0; i < 12; i++) {
    gc();
    const before = Deno.memoryUsage().heapUsed;
    watch();
    least = Math.min(least, (Deno.memoryUsage().heapUsed - before) / FRAMES);
  }
  return least;
}

watch();
const idle = bytesAFrame();
const seconds = doubles[F_RECV_NANOS] / 1e9;
const order = run.order(seconds, SIDE_BID, 50_000, 10);
run.report(REPORT_FILLED, order, seconds, { priceTicks: 50_000, qtyLots: 10 });
const holding = bytesAFrame();
console.log(JSON.stringify({ idle, holding }));
