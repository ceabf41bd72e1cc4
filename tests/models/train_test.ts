import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { parseManifest, type Scaling } from "../../core/inference/manifest.ts";
import { OnnxSession } from "../../core/inference/onnx_session.ts";
import { splitByTime } from "../../models/dataset.ts";
import { chooseImbalanceCut, chooseThresholdTicks, labelsOf } from "../../models/labels.ts";
import { assembleModel, loadModel } from "../../models/model_files.ts";
import { fitScaling, scaleRows } from "../../models/scaling.ts";
import { trainModel } from "../../models/train.ts";
import { STREAM_FEATURES } from "../inference/frame_stream.ts";
import { makeRows } from "./made_rows.ts";

const TABLE = STREAM_FEATURES.map((name) => ({ name }));

function training(signal: number, out?: string, scaling: Scaling = "z-score") {
  return trainModel({
    name: "made",
    split: splitByTime(makeRows(21, 6_000, signal)),
    horizonFrames: 5,
    scaling,
    source: "made rows",
    seed: 1,
    out,
  });
}

Deno.test("trainModel() beats its baselines when there is something to know", async () => {
  const { test, verdict, purgedRows } = await training(2);
  assert.ok(test.logLossGain.value > 0.1);
  assert.equal(verdict.match(/beats/g)?.length, 4);
  assert.equal(purgedRows, 10);
});

Deno.test("trainModel() says that the model does not beat its baselines when nothing is known", async () => {
  const { test, verdict } = await training(0);
  assert.ok(test.logLossGain.low !== null && test.logLossGain.low <= 0);
  assert.match(verdict, /^(cannot be told from|is worse than) the class prior/);
});

Deno.test("trainModel() writes the same bytes again, and they load and run", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const [one] = [await training(1, `${folder}/a`), await training(1, `${folder}/b`)];
    for (const file of ["model.onnx", "model.json", "report.json"]) {
      const [a, b] = await Promise.all([
        Deno.readFile(`${folder}/a/${file}`),
        Deno.readFile(`${folder}/b/${file}`),
      ]);
      assert.deepEqual(a, b);
    }
    const manifestText = await Deno.readTextFile(`${folder}/a/model.json`);
    assert.deepEqual(parseManifest(manifestText, "a"), one.manifest);
    const onnx = await Deno.readFile(`${folder}/a/model.onnx`);
    const model = await assembleModel({ manifestText, onnx, where: "a" }, TABLE);
    const session = await OnnxSession.open(model.onnx, model.wasm, 3, 3);
    const [down, flat, up] = await session.run(Float32Array.of(1.5, 0, 0), 1);
    assert.ok(up > flat && flat > down);
    await session.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("trainModel() refuses when there are too few rows", async () => {
  const split = splitByTime(makeRows(1, 500, 1));
  const options = { name: "few", horizonFrames: 5, source: "made", seed: 1, out: undefined };
  await assert.rejects(
    trainModel({ ...options, split }),
    (thrown) =>
      thrown instanceof UserError && /^too little data: \d+ validation rows/.test(thrown.message),
  );
});

Deno.test("loadModel() names the folder when it holds no model", async () => {
  await assert.rejects(
    loadModel("no/such/folder"),
    /^UserError: no\/such\/folder: not a model folder/,
  );
});

Deno.test("chooseThresholdTicks() makes the classes as equal as the moves allow", () => {
  const rows = makeRows(5, 3_000, 0);
  const shares = (ticks: number) => {
    const labels = labelsOf(rows, ticks);
    return [0, 1, 2].map((k) => labels.filter((label) => label === k).length / rows.count);
  };
  const spread = (ticks: number) => Math.max(...shares(ticks)) - Math.min(...shares(ticks));
  const chosen = chooseThresholdTicks(rows);
  for (const ticks of [0, 0.5, 1, 1.5, 2]) assert.ok(spread(chosen) <= spread(ticks) + 1e-9);
});

Deno.test("chooseImbalanceCut() finds the cut that the labels were made with", () => {
  const rows = makeRows(6, 2_000, 0);
  const labels = Uint8Array.from(rows.imbalances, (i) => i > 0.35 ? 2 : i < -0.35 ? 0 : 1);
  assert.equal(chooseImbalanceCut(rows, labels), 0.35);
});

Deno.test("fitScaling() finds median, quartiles and quantiles by hand", () => {
  const values = Float64Array.of(8, 1, 2, 4, 3);
  const rows = { ...makeRows(8, 5, 0), featureNames: ["a"], values };
  const [robust] = fitScaling(rows, "robust");
  assert.deepEqual(robust, { name: "a", median: 3, scale: 2 / 1.349 });
  const [rank] = fitScaling(rows, "rank");
  assert.ok("knots" in rank);
  assert.equal(rank.knots.length, 33);
  assert.deepEqual([0, 8, 16, 24, 32].map((i) => rank.knots[i]), [1, 2, 3, 4, 8]);
});

for (const scaling of ["robust", "rank"] as const) {
  Deno.test(`trainModel() finds what there is to know when scaling is ${scaling}`, async () => {
    const { verdict } = await training(1, undefined, scaling);
    assert.match(verdict, /^beats the class prior/);
  });
}

Deno.test("scaleRows() gives mean 0, deviation 1 and cuts what lies far out", () => {
  const rows = makeRows(7, 2_000, 1);
  const features = fitScaling(rows);
  assert.deepEqual(features[2], { name: rows.featureNames[2], mean: rows.values[2], scale: 1 });
  const scaled = scaleRows(rows, features);
  const column = scaled.filter((_, i) => i % 3 === 0);
  const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
  const variance = column.reduce((sum, x) => sum + x * x, 0) / column.length;
  assert.ok(Math.abs(mean) < 1e-6 && Math.abs(variance - 1) < 1e-6);
  assert.ok(scaled.every((x, i) => i % 3 !== 2 || x === 0));
  rows.values[0] = 1e9;
  assert.equal(scaleRows(rows, features)[0], 4);
});
