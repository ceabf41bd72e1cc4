/** The fitter of A·e^(−κδ) and the measurement of σ find what made the market. */
import assert from "node:assert/strict";
import { FRAME_SLOT_BYTES } from "../../core/base/limits.ts";
import { Prng } from "../../core/base/prng.ts";
import { FrameView } from "../../core/trading/frame_view.ts";
import { IntensityFit } from "../../strategies/intensity_fit.ts";
import { MidVolatility } from "../../strategies/mid_volatility.ts";
import { type TestFrame, writeFrame } from "../features/frames.ts";
import { bookAt } from "./rig.ts";

const words = new Int32Array(FRAME_SLOT_BYTES / 4);
const doubles = new Float64Array(words.buffer);
const view = new FrameView(words);

function show(frame: TestFrame): FrameView {
  writeFrame(frame, words, doubles);
  return view;
}

/** A trade that reaches a price, on either side. */
function tradeAt(seconds: number, ticks: number): TestFrame {
  return bookAt(seconds, 9_999, 10_000, {
    buyTrades: 1,
    buyLots: 1,
    highTradeTicks: ticks,
    lowTradeTicks: ticks,
  });
}

/** Trades of both sides arrive at random; each reaches δ with probability e^(−κδ). */
function feedMarket(fit: IntensityFit, from: number, seconds: number, rate: number, kappa: number) {
  const prng = new Prng(7);
  fit.observe(show(bookAt(from, 9_999, 10_000)));
  let at = from;
  while ((at += prng.nextExponential(1 / (2 * rate))) < from + seconds) {
    const distance = prng.nextExponential(1 / kappa);
    // The trade shows at the last price that it reached: 9,999.5 + ½, + 1½ …
    const reached = Math.floor(distance - 0.5);
    if (reached < 0) continue;
    fit.observe(show(tradeAt(at, prng.nextUnit() < 0.5 ? 10_000 + reached : 9_999 - reached)));
  }
}

for (const [rate, kappa] of [[5, 0.3], [2, 1], [20, 0.05]] as const) {
  Deno.test(`IntensityFit finds A = ${rate} and κ = ${kappa} in trades made from them`, () => {
    const fit = new IntensityFit(2_000e9);
    feedMarket(fit, 50, 1_900, rate, kappa);
    assert.ok(fit.isFitted);
    assert.ok(Math.abs(fit.kappaPerTick / kappa - 1) < 0.06, `κ ${fit.kappaPerTick}`);
    assert.ok(Math.abs(fit.ratePerSecond / rate - 1) < 0.06, `A ${fit.ratePerSecond}`);
  });
}

Deno.test("IntensityFit forgets what is older than its window, to the last bit", () => {
  const [seasoned, fresh] = [new IntensityFit(80e9), new IntensityFit(80e9)];
  feedMarket(seasoned, 0, 400, 9, 0.8);
  assert.ok(seasoned.isFitted);
  // Blocks are counted from the first frame, so both begin on a block's edge.
  for (const fit of [seasoned, fresh]) feedMarket(fit, 500, 300, 3, 0.2);
  assert.equal(seasoned.kappaPerTick, fresh.kappaPerTick);
  assert.equal(seasoned.ratePerSecond, fresh.ratePerSecond);
  seasoned.observe(show(bookAt(5_000, 9_999, 10_000)));
  assert.deepEqual([seasoned.isFitted, seasoned.ratePerSecond], [false, 0]);
});

Deno.test("IntensityFit says nothing of few trades, or of trades at one distance", () => {
  const fit = new IntensityFit(600e9);
  fit.observe(show(bookAt(1, 9_999, 10_000)));
  for (let i = 0; i < 100; i++) fit.observe(show(tradeAt(2 + i, 10_040 + i)));
  assert.equal(fit.isFitted, false, "all beyond the last depth");
  const few = new IntensityFit(600e9);
  few.observe(show(bookAt(1, 9_999, 10_000)));
  for (let i = 0; i < 19; i++) few.observe(show(tradeAt(2 + i, 10_000 + i % 3)));
  assert.equal(few.isFitted, false);
  few.observe(show(tradeAt(30, 10_001)));
  assert.equal(few.isFitted, true);
});

Deno.test("IntensityFit passes over trades of a snapshot and of a book without a mid before", () => {
  const fit = new IntensityFit(600e9);
  for (let i = 0; i < 50; i++) fit.observe(show({ ...tradeAt(1 + i, 10_000 + i % 3), asks: [] }));
  for (let i = 0; i < 50; i++) {
    fit.observe(show({ ...tradeAt(60 + i, 10_000 + i % 3), snapshot: true }));
  }
  assert.equal(fit.isFitted, false);
});

Deno.test("MidVolatility measures the walk of the mid, silence included", () => {
  const volatility = new MidVolatility(300);
  const prng = new Prng(3);
  let ticks = 10_000;
  for (let i = 0; i < 4_000; i++) {
    // ±3 ticks every half second: σ² = 18 a second.
    ticks += prng.nextUnit() < 0.5 ? -3 : 3;
    volatility.observe(show(bookAt(100 + i / 2, ticks - 1, ticks + 1)));
    if (i === 10) assert.equal(volatility.isWarm, false);
  }
  assert.ok(volatility.isWarm);
  assert.ok(Math.abs(volatility.ticksPerRootSecond / Math.sqrt(18) - 1) < 0.15);
  volatility.observe(show(bookAt(2_110, 20_000, 20_002)));
  volatility.observe(show(bookAt(9_000, 30_000, 30_002)));
  assert.deepEqual([volatility.isWarm, volatility.ticksPerRootSecond], [false, 0]);
});
