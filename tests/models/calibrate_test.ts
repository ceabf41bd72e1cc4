/** Calibration as a whole: the shipped one again, its worth on data it did not see, its errors. */
import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { DEFAULT_SYMBOLS } from "../../core/exchange/parameters.ts";
import { SimulatedMarketSource } from "../../core/exchange/simulated_market.ts";
import { openSource } from "../../core/supervisor/open_source.ts";
import { calibrate, type CalibrationReport } from "../../models/calibrate.ts";
import { renderCalibration } from "../../models/calibration_text.ts";
import { TEST_SEEDS, TRAIN_SEEDS } from "../../models/defaults.ts";
import { SHIPPED_CALIBRATION, shippedCalibrationFor } from "../../models/shipped_calibration.ts";
import { calibrateSimulated } from "../../models/simulated_calibration.ts";
import { fileJob } from "../parity/session_jobs.ts";
import { dataTest } from "../real_data.ts";

function assertForecastsBetter({ symbols }: CalibrationReport, least: number): void {
  for (const [symbol, { forecast }] of Object.entries(symbols)) {
    const { midTicks, microPriceTicks } = forecast!;
    const gain = 1 - (microPriceTicks / midTicks) ** 2;
    assert.ok(gain > least, `${symbol}: the micro-price explains ${gain} of what the mid leaves`);
  }
}

Deno.test("calibrateSimulated() gives the shipped calibration again", async () => {
  assert.ok(TRAIN_SEEDS.every((seed) => !TEST_SEEDS.includes(seed)));
  const { calibration } = (await calibrateSimulated())!;
  assert.deepEqual(calibration, SHIPPED_CALIBRATION, "run: features calibrate --out");
});

Deno.test("calibrate() finds a micro-price that forecasts better than mid and weighted mid", async () => {
  const source = new SimulatedMarketSource({ seed: 991, events: 200_000 });
  const report = (await calibrate({ sources: [source] }))!;
  assertForecastsBetter(report, 0.05);
  for (const { forecast } of Object.values(report.symbols)) {
    assert.ok(forecast!.forecasts > 1_000);
    assert.ok(forecast!.microPriceTicks < forecast!.weightedMidTicks);
  }
  const text = renderCalibration(report);
  assert.match(text, /^calibration of simulated market, seed 991\n\nMILL-USD {2}[\d,]+ frames/);
  assert.match(text, /micro-price \d\.\d{3} \(R² \+\d+\.\d %\)/);
});

Deno.test("calibrate() measures the same when the same market runs again", async () => {
  const measure = () =>
    calibrate({ sources: [new SimulatedMarketSource({ seed: 5, events: 60_000 })] });
  assert.deepEqual(await measure(), await measure());
});

Deno.test("shippedCalibrationFor() is for the simulated market and its tapes, not for recordings", () => {
  const simulated = { kind: "simulated", seed: 1, events: 1, symbols: DEFAULT_SYMBOLS } as const;
  const files = { kind: "files", symbols: undefined, scales: [] } as const;
  assert.deepEqual(shippedCalibrationFor(simulated), SHIPPED_CALIBRATION);
  assert.deepEqual(Object.keys(SHIPPED_CALIBRATION.symbols), DEFAULT_SYMBOLS);
  const tape = [{ path: "day.tape", format: "tape" }] as const;
  assert.deepEqual(shippedCalibrationFor({ ...files, files: tape }), SHIPPED_CALIBRATION);
  const recording = [{ path: "day.zip", format: "lobster" }] as const;
  assert.equal(shippedCalibrationFor({ ...files, files: recording }), undefined);
});

Deno.test("calibrate() says what is missing when there is too little data", async () => {
  const few = calibrate({
    sources: [new SimulatedMarketSource({ seed: 1, events: 500, symbols: ["FEW-USD"] })],
  });
  await assert.rejects(few, (thrown) => {
    assert.ok(thrown instanceof UserError);
    assert.match(thrown.message, /^nothing to calibrate: FEW-USD: \d+ steps .* 1000 are needed$/);
    return true;
  });
  const empty = calibrate({ sources: [new SimulatedMarketSource({ seed: 1, events: 0 })] });
  await assert.rejects(empty, UserError);
});

Deno.test("calibrate() leaves out a symbol with too little data and keeps the others", async () => {
  const symbols = ["MUCH-USD", "LESS-USD"];
  const long = new SimulatedMarketSource({ seed: 2, events: 40_000, symbols: ["MUCH-USD"] });
  const short = new SimulatedMarketSource({ seed: 3, events: 900, symbols });
  const report = (await calibrate({ sources: [long, short] }))!;
  assert.deepEqual(Object.keys(report.calibration.symbols), ["MUCH-USD"]);
  assert.match(report.symbols["LESS-USD"].leftOut!, /steps between frames/);
  assert.match(renderCalibration(report), /LESS-USD {2}left out: \d+ steps/);
});

dataTest(
  "calibrate() finds a micro-price that forecasts GOOG's later hours better than the mid",
  ["lobster/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip"],
  async (paths) => {
    const { input } = await fileJob(paths);
    const report = (await calibrate({ sources: [await openSource(input)] }))!;
    assert.deepEqual(report.problems, []);
    assertForecastsBetter(report, 0.01);
    const { flowLoadings } = report.calibration.symbols.GOOG;
    // Deeper levels of this stock carry more of the common flow.
    assert.ok(flowLoadings.every((loading) => loading > 0));
    assert.ok(report.symbols.GOOG.explainedShare > 0.7);
  },
);
