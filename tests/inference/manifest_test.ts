import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { modelHashOf } from "../../core/inference/loaded_model.ts";
import { parseManifest, resolveFeatures } from "../../core/inference/manifest.ts";
import { assembleModel } from "../../models/model_files.ts";
import { STREAM_FEATURES } from "./frame_stream.ts";
import { tinyManifest, tinyModel } from "./tiny_model.ts";

const TABLE = STREAM_FEATURES.map((name) => ({ name }));
const GOOD = tinyManifest("ab".repeat(32));

function refuses(change: Record<string, unknown>, wanted: RegExp): void {
  const text = JSON.stringify({ ...GOOD, ...change });
  assert.throws(
    () => parseManifest(text, "m/model.json"),
    (thrown) => {
      assert.ok(thrown instanceof UserError);
      assert.match(thrown.message, wanted);
      assert.match(thrown.message, /^m\/model\.json: /);
      return true;
    },
  );
}

Deno.test("parseManifest() gives back what was written when everything is there", () => {
  assert.deepEqual(parseManifest(JSON.stringify(GOOD), "m/model.json"), GOOD);
});

Deno.test("parseManifest() names the field when one is missing, unknown or wrong", () => {
  refuses({ clip: undefined }, /field clip is missing/);
  refuses({ cilp: 4 }, /unknown field cilp$/);
  refuses({ format: 2 }, /format is 2, must be 1/);
  refuses({ name: "" }, /name is "", must be a text/);
  refuses({ clip: 0 }, /clip is 0, must be a number above 0/);
  refuses({ clip: "4" }, /clip is "4", must be a number above 0/);
  refuses({ horizonFrames: 2.5 }, /horizonFrames is 2.5, must be a whole number, 1 or above/);
  refuses({ horizonFrames: 0 }, /horizonFrames is 0, must be a whole number, 1 or above/);
  refuses({ thresholdTicks: -1 }, /thresholdTicks is -1, must be a number, 0 or above/);
  refuses({ features: [] }, /features is \[\], must be a list of 1 to 192/);
  refuses({ features: [{ name: "a", mean: 0 }] }, /field features\[0\]\.scale is missing/);
  refuses(
    { features: [{ name: "a", mean: null, scale: 1 }] },
    /features\[0\]\.mean is null, must be a number/,
  );
  refuses(
    { features: [{ name: "a", mean: 0, scale: 0 }] },
    /features\[0\]\.scale is 0, must be a number above 0/,
  );
  refuses({ features: [{ name: "a", mean: 0, scale: 1, x: 1 }] }, /unknown field features\[0\]\.x/);
  const rank = (knots: number[]) => ({ features: [{ name: "a", knots }] });
  refuses(rank([1]), /knots of a must be two or more, rising/);
  refuses(rank([1, 3, 2]), /knots of a must be two or more, rising/);
  refuses(
    { features: [{ name: "a", median: 0, scale: -1 }] },
    /features\[0\]\.scale is -1, must be a number above 0/,
  );
  refuses({ classes: ["up", "flat", "down"] }, /\[up, flat, down\], must be \[down, flat, up\]/);
  refuses({ classPriors: [0.5, 0.5] }, /classPriors must be one share a class/);
  refuses({ classPriors: [0.5, 0.5, 0.5] }, /classPriors must be .* summing to 1/);
  refuses({ classPriors: [0.5, 0.5, 0] }, /classPriors must be .* above 0/);
  refuses({ training: [] }, /training must be an object/);
  refuses({ training: { ...GOOD.training, l2: undefined } }, /field training\.l2 is missing/);
  refuses({ sha256: "AB" }, /sha256 must be 64 hexadecimal digits/);
});

Deno.test("parseManifest() names the file when it holds no JSON or no object", () => {
  assert.throws(() => parseManifest("{", "x.json"), /^UserError: x\.json: no JSON/);
  assert.throws(
    () => parseManifest("[]", "x.json"),
    /^UserError: x\.json: the file must be an object/,
  );
});

Deno.test("resolveFeatures() finds features by name when the table has another order", () => {
  const table = [{ name: "late" }, { name: "other" }, { name: "lean" }, { name: "noise" }];
  assert.deepEqual(resolveFeatures(GOOD, table), [2, 3, 0]);
});

Deno.test("resolveFeatures() lists every feature that the table does not have", () => {
  assert.throws(
    () => resolveFeatures(GOOD, [{ name: "noise" }]),
    /^UserError: model tiny does not fit: this build has no feature lean, late;/,
  );
});

Deno.test("resolveFeatures() refuses when a feature is named twice", () => {
  const features = [GOOD.features[0], GOOD.features[1], GOOD.features[0]];
  assert.throws(() => resolveFeatures({ ...GOOD, features }, TABLE), /names a feature twice: lean/);
});

Deno.test("assembleModel() refuses when the ONNX file is not the one in the manifest", async () => {
  const model = await tinyModel();
  const parts = { manifestText: JSON.stringify(model.manifest), where: "folder" };
  const { featureIndexes } = await assembleModel({ ...parts, onnx: model.onnx }, TABLE);
  assert.deepEqual(featureIndexes, [0, 1, 2]);
  const flipped = model.onnx.slice();
  flipped[40] ^= 1;
  await assert.rejects(
    assembleModel({ ...parts, onnx: flipped }, TABLE),
    /^UserError: folder\/model\.onnx: sha256 is [0-9a-f]{64}, the manifest says [0-9a-f]{64}/,
  );
});

Deno.test("modelHashOf() is the first word of the hash", () => {
  assert.equal(modelHashOf(tinyManifest("fffffffe" + "0".repeat(56))), -2);
});
