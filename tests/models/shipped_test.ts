import assert from "node:assert/strict";
import { SimulatedMarketSource } from "../../core/exchange/simulated_market.ts";
import { FEATURES } from "../../core/features/table.ts";
import { parseManifest } from "../../core/inference/manifest.ts";
import { LobsterSource } from "../../core/venues/lobster/lobster_source.ts";
import { InstrumentRegistry } from "../../core/venues/instruments.ts";
import { collectRows } from "../../models/collect.ts";
import { DEFAULT_FEATURES } from "../../models/default_features.ts";
import { joinRows, type Rows } from "../../models/dataset.ts";
import {
  DEFAULT_EVENTS,
  DEFAULT_EVERY_FRAMES,
  DEFAULT_HORIZON_FRAMES,
  TEST_SEEDS,
  TRAIN_SEEDS,
  VALIDATION_SEEDS,
} from "../../models/defaults.ts";
import { loadModel, sha256Of } from "../../models/model_files.ts";
import { SHIPPED_MODEL } from "../../models/shipped.ts";
import { recordedData } from "../../models/training_data.ts";
import { trainModel } from "../../models/train.ts";
import { renderTraining } from "../../models/training_text.ts";
import { dataTest } from "../real_data.ts";
import { scoreServed } from "./score_served.ts";

const ROW_OPTIONS = {
  featureNames: DEFAULT_FEATURES,
  horizonFrames: DEFAULT_HORIZON_FRAMES,
  everyFrames: DEFAULT_EVERY_FRAMES,
};

Deno.test("SHIPPED_MODEL fits this build's features", async () => {
  const { manifest, featureIndexes } = await loadModel(SHIPPED_MODEL);
  assert.deepEqual(featureIndexes.map((i) => FEATURES[i].name), [...DEFAULT_FEATURES]);
  assert.equal(manifest.horizonFrames, DEFAULT_HORIZON_FRAMES);
});

Deno.test("trainModel() gives SHIPPED_MODEL again when it learns from the documented seeds", async () => {
  const collect = async (seeds: readonly number[]) => {
    const tables: Rows[] = [];
    for (const seed of seeds) {
      const source = new SimulatedMarketSource({ seed, events: DEFAULT_EVENTS });
      tables.push((await collectRows({ ...ROW_OPTIONS, source })).rows);
    }
    return joinRows(tables);
  };
  const shipped = parseManifest(SHIPPED_MODEL.manifestText, SHIPPED_MODEL.where);
  const validation = await collect(VALIDATION_SEEDS);
  // Nothing of the model comes from the test rows, and to look at them is not for tests to do.
  const again = await trainModel({
    name: shipped.name,
    split: { train: await collect(TRAIN_SEEDS), validation, test: validation, purged: 0, text: "" },
    source: shipped.training.source,
    horizonFrames: DEFAULT_HORIZON_FRAMES,
    seed: shipped.training.seed,
    out: undefined,
  });
  const { split, testRows } = shipped.training;
  const training = { ...again.manifest.training, split, testRows };
  assert.deepEqual({ ...again.manifest, training }, shipped, "train the shipped model again");
  assert.equal(await sha256Of(SHIPPED_MODEL.onnx), shipped.sha256);
  assert.ok(split.endsWith(` ${TEST_SEEDS.join(", ")} test`), split);
});

Deno.test("SHIPPED_MODEL beats what needs no model on a market it never saw", async () => {
  const source = new SimulatedMarketSource({ seed: 990, events: 150_000 });
  const report = await scoreServed(await loadModel(SHIPPED_MODEL), source);
  assert.ok(report.rows > 1_000);
  assert.ok(report.logLossGain.low !== null && report.logLossGain.low > 0.05);
  assert.ok(report.accuracy.value > report.baselines.mostFrequent.accuracy);
  assert.ok(report.accuracy.value > report.baselines.imbalance.accuracy);
});

Deno.test("collectRows() gives the same rows when the same market runs again", async () => {
  const collect = () =>
    collectRows({ ...ROW_OPTIONS, source: new SimulatedMarketSource({ seed: 5, events: 20_000 }) });
  const [one, other] = [await collect(), await collect()];
  assert.ok(one.rows.count > 200);
  assert.deepEqual(one.rows, other.rows);
  assert.deepEqual(one.ingest.problems, []);
});

dataTest(
  "trainModel() learns from a recording and beats its baselines on later hours",
  ["lobster/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip"],
  async ([path]) => {
    const [source] = await LobsterSource.fromPath(path);
    const instruments = new InstrumentRegistry();
    const { split, source: name, problems } = await recordedData({
      ...ROW_OPTIONS,
      source,
      instruments,
    });
    assert.deepEqual(problems, []);
    const report = await trainModel({
      name: "goog",
      split,
      source: name,
      horizonFrames: DEFAULT_HORIZON_FRAMES,
      seed: 1,
      out: undefined,
    });
    assert.deepEqual(Object.keys(report.testBySymbol), ["GOOG"]);
    assert.ok(report.test.logLossGain.low !== null && report.test.logLossGain.low > 0);
    assert.match(renderTraining(report), /test +2\d{3} +4\d\.\d%/);
  },
);
