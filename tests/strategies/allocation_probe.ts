/**
 * Shows a strategy frames and answers its orders, and prints the bytes of heap that a million frames
 * cost, and the number of orders and changes asked for. Started by allocation_test.ts with --expose-gc,
 * a young generation so large that nothing is collected in between, and an optimizer that does not work
 * beside the run, so that a busy machine shows the same.
 *
 *     deno run --v8-flags=--expose-gc,--min-semi-space-size=64,--no-concurrent-recompilation \
 *         allocation_probe.ts NAME
 */
import { assert } from "../../core/base/assert.ts";
import { FRAME_SLOT_BYTES } from "../../core/base/limits.ts";
import { Prng } from "../../core/base/prng.ts";
import { FrameView } from "../../core/trading/frame_view.ts";
import { parameterValues } from "../../core/trading/parameters.ts";
import { ReportView } from "../../core/trading/report_view.ts";
import type { Strategy } from "../../core/trading/strategy.ts";
import type { Trader } from "../../core/trading/trader.ts";
import {
  F_CLASSES,
  F_FEATURES,
  F_FRAME_SEQUENCE,
  F_PREDICTED_SEQUENCE,
  F_PROBABILITIES,
  F_RECV_NANOS,
} from "../../core/wire/frame.ts";
import {
  packReport,
  R_KIND,
  R_LEAVES,
  R_ORDER_ID,
  R_PRICE,
  R_QTY,
  REPORT_ACCEPTED,
  REPORT_CANCELLED,
  REPORT_FILLED,
  REPORT_MODIFIED,
  REPORT_WORDS,
} from "../../core/wire/report.ts";
import { findStrategy } from "../../strategies/registry.ts";
import { randomFrames, writeFrame } from "../features/frames.ts";

const SLOTS = 512;
const SLOT_WORDS = FRAME_SLOT_BYTES / 4;
const STEP_NANOS = 3e6;
/** A parent order that outlasts the run. */
const LASTING = { duration_s: 864_000, qty_lots: 1e9, participation: 1e-3 };

/** Reports that may be outstanding. */
const REPORTS = 8;
const POSITION = 0;
const ORDERS = 1;

/** Fills or ends what is new and does what is asked, one report after each frame. */
class ProbeTrader implements Trader {
  nowNanos = 0;
  asks = 0;
  answered = 0;
  readonly #words = new Int32Array(REPORTS * REPORT_WORDS);
  readonly #doubles = new Float64Array(this.#words.buffer);
  readonly #report = new ReportView(this.#words);
  /** Signed lots of the order that a report is about. */
  readonly #signed = new Float64Array(REPORTS);
  readonly #state = new Float64Array(2);

  limit(_instrumentId: number, side: number, priceTicks: number, qtyLots: number): number {
    const id = ++this.#state[ORDERS];
    // Makers' orders rest, and others' fill or end, so that there is always something to do.
    const kind = isMaker ? REPORT_ACCEPTED : id % 3 === 0 ? REPORT_CANCELLED : REPORT_FILLED;
    this.#prepare(kind, priceTicks, id, isMaker ? qtyLots : 0);
    this.#signed[(this.asks - 1) % REPORTS] = side === 0 ? qtyLots : -qtyLots;
    return id;
  }

  modify(orderId: number, priceTicks: number, qtyLots: number): number {
    this.#prepare(REPORT_MODIFIED, priceTicks, orderId, qtyLots);
    return 0;
  }

  cancel(orderId: number): number {
    this.#prepare(REPORT_CANCELLED, 0, orderId, 0);
    return 0;
  }

  market = () => 0;
  submit = () => 0;
  cancelAll = () => {};
  setTimer = () => {};
  averagePriceTicks = () => 0;
  pnlQuote = () => 0;
  openLots = () => 0;
  leavesLots = () => 0;

  positionLots(): number {
    return this.#state[POSITION];
  }

  /** Delivers the report that is due. */
  answer(strategy: Strategy): void {
    if (this.answered === this.asks) return;
    const place = this.answered++ % REPORTS;
    const at = place * REPORT_WORDS;
    if ((this.#words[at + R_KIND] & 0xff) === REPORT_FILLED) {
      this.#state[POSITION] += this.#signed[place];
    }
    this.#report.moveTo(at);
    strategy.onReport?.(this.#report);
  }

  #prepare(kind: number, priceTicks: number, orderId: number, leavesLots: number): void {
    const place = this.asks++ % REPORTS;
    const at = place * REPORT_WORDS;
    this.#words[at + R_KIND] = packReport(kind, 0);
    this.#words[at + R_PRICE] = priceTicks;
    this.#doubles[at / 2 + R_ORDER_ID] = orderId;
    this.#doubles[at / 2 + R_QTY] = Math.abs(this.#signed[place]);
    this.#doubles[at / 2 + R_LEAVES] = leavesLots;
  }
}

const definition = findStrategy(Deno.args[0]);
assert(definition !== undefined, "the probe is given the name of a strategy that ships");
const isMaker = "max_position_lots" in definition.parameters;
const lasting = Object.entries(LASTING).filter(([name]) =>
  !isMaker && name in definition.parameters
);
const trader = new ProbeTrader();
const strategy = definition.create({
  trader,
  parameters: parameterValues(definition.parameters, Object.fromEntries(lasting), "probe"),
  instruments: [{ id: 0, symbol: "A", venue: "simulated", priceUnit: 0.01, qtyUnit: 1 }],
  seed: 1,
});
strategy.onStart?.();

const words = new Int32Array(SLOTS * SLOT_WORDS);
const doubles = new Float64Array(words.buffer);
const floats = new Float32Array(words.buffer);
const view = new FrameView(words);
const prng = new Prng(9);
const frames = randomFrames({ seed: 1, frames: SLOTS, meanStepNanos: STEP_NANOS });
frames.forEach((frame, i) => {
  const at = i * SLOT_WORDS;
  writeFrame(frame, words, doubles, at);
  for (let f = 0; f < 192; f++) floats[at + F_FEATURES + f] = 6 * prng.nextUnit() - 3;
  words[at + F_CLASSES] = 3;
  doubles[at / 2 + F_FRAME_SEQUENCE] = doubles[at / 2 + F_PREDICTED_SEQUENCE] = i;
  const up = prng.nextUnit();
  doubles.set([1 - up, 0, up], at / 2 + F_PROBABILITIES);
});
const lapNanos = frames[SLOTS - 1].recvNanos - frames[0].recvNanos + STEP_NANOS;

/** Shows all slots, later by a lap each time. */
function run(laps: number): void {
  for (let lap = 0; lap < laps; lap++) {
    for (let i = 0; i < SLOTS; i++) {
      const at = i * SLOT_WORDS;
      doubles[at / 2 + F_RECV_NANOS] += lapNanos;
      view.moveTo(at);
      trader.nowNanos = doubles[at / 2 + F_RECV_NANOS];
      strategy.onFrame(view);
      trader.answer(strategy);
    }
  }
}

/** Laps of a window, and windows. */
const LAPS = 100;
const WINDOWS = 20;

/**
 * The least of several windows: until the optimizer comes, numbers are boxed. What is allocated per
 * frame by its own doing is allocated in every window.
 */
const { gc } = globalThis as unknown as { gc: () => void };
let leastBytes = Infinity;
for (let window = 0; window < WINDOWS; window++) {
  gc();
  const before = Deno.memoryUsage().heapUsed;
  run(LAPS);
  leastBytes = Math.min(leastBytes, Deno.memoryUsage().heapUsed - before);
}
console.log(Math.round(leastBytes / (LAPS * SLOTS) * 1e6), trader.asks);
