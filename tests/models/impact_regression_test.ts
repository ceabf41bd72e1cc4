/** The mid's changes regressed on order flow: a made market, and what the paper found on real ones. */
import assert from "node:assert/strict";
import { openSource } from "../../core/supervisor/open_source.ts";
import { calibrate } from "../../models/calibrate.ts";
import { ImpactRegression } from "../../models/impact_regression.ts";
import { Prng } from "../../core/base/prng.ts";
import { fileJob } from "../parity/session_jobs.ts";
import { dataTest } from "../real_data.ts";

const WINDOW_NANOS = 10e9;

/** Frames of 40 windows: each has one lot of flow at a time, and then a move that follows from it. */
function made(noise: number) {
  const prng = new Prng(3);
  const impact = new ImpactRegression();
  const windows: { flow: number; moveTicks: number }[] = [];
  let midHalfTicks = 20_000;
  for (let window = 0; window < 42; window++) {
    const flow = prng.nextBelow(21) - 10;
    const moveHalfTicks = 4 * flow + Math.round(noise * (prng.nextUnit() - 0.5));
    const from = (100 + window) * WINDOW_NANOS;
    impact.observe(from, midHalfTicks, 0, true);
    impact.observe(from + 3e9, midHalfTicks, flow, true);
    midHalfTicks += moveHalfTicks;
    impact.observe(from + 9e9, midHalfTicks, 0, true);
    windows.push({ flow, moveTicks: moveHalfTicks / 2 });
  }
  // The first begins somewhere inside, the last is not over.
  return { report: impact.report(), windows: windows.slice(1, -1) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

Deno.test("ImpactRegression finds the slope, and R² 1, when moves follow from order flow alone", () => {
  const { report } = made(0);
  assert.equal(report.windows, 40);
  assert.ok(Math.abs(report.ticksPerLot! - 2) < 1e-12);
  assert.ok(Math.abs(report.meanRSquared! - 1) < 1e-12);
});

Deno.test("ImpactRegression gives the squared correlation when there is noise", () => {
  const { report, windows } = made(60);
  const x = windows.map(({ flow }) => flow);
  const y = windows.map(({ moveTicks }) => moveTicks);
  const products = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + (value - meanOf(a)) * (b[i] - meanOf(b)), 0);
  const expected = products(x, y) ** 2 / (products(x, x) * products(y, y));
  assert.ok(expected > 0.2 && expected < 0.9);
  assert.ok(Math.abs(report.meanRSquared! - expected) < 1e-9);
  assert.ok(Math.abs(report.ticksPerLot! - products(x, y) / products(x, x)) < 1e-9);
});

Deno.test("ImpactRegression leaves out windows with a snapshot, and those after a silence", () => {
  const impact = new ImpactRegression();
  for (const seconds of [5, 15, 25, 35, 55, 65, 75]) {
    impact.observe(seconds * 1e9, 200 + seconds, 1, seconds !== 25);
  }
  // Whole: 10 s, 30 s, 60 s. Not: 0 s, 20 s (snapshot), 50 s (after silence), 70 s (not over).
  assert.deepEqual(impact.report(), {
    windows: 3,
    blocks: 0,
    meanRSquared: null,
    ticksPerLot: null,
  });
});

/** Least mean R² of the half hours. */
const RECORDINGS = [
  ["GOOG", ["lobster/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip"], 0.35],
  ["AAPL", ["lobster/LOBSTER_SampleFile_AAPL_2012-06-21_1.zip"], 0.45],
  [
    "Binance spot",
    ["binance/spot_btcusdt_20240808.gz", "binance/spot_btcusdt_20240809.gz"],
    0.35,
  ],
  [
    "Binance USD-M, July",
    ["binance/usdm_btcusdt_20240718.gz", "binance/usdm_btcusdt_20240719.gz"],
    0.65,
  ],
  ["Binance USD-M, August", ["binance/usdm_btcusdt_20240808.gz"], 0.45],
] as const;

for (const [name, files, least] of RECORDINGS) {
  dataTest(`order flow explains the mid's changes over 10 s (${name})`, files, async (paths) => {
    const { input } = await fileJob(paths);
    const report = await calibrate({ sources: [await openSource(input)] });
    const [{ impact }] = Object.values(report!.symbols);
    assert.ok(impact.meanRSquared! > least, `R² ${impact.meanRSquared}`);
    assert.ok(impact.ticksPerLot! > 0);
  });
}
