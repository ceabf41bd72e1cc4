import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { Prng } from "../../core/base/prng.ts";
import { OnnxSession } from "../../core/inference/onnx_session.ts";
import { type LogisticModel, predictLogistic } from "../../models/logistic.ts";
import { logisticToOnnx } from "../../models/logistic_onnx.ts";
import { ONNX_WASM } from "../../models/onnx_wasm.ts";
import { writeOnnx } from "../../models/onnx_writer.ts";

const MAX_ROWS = 70;

function randomModel(prng: Prng, inputs: number, classes: number): LogisticModel {
  const value = () => Math.fround(prng.nextUnit() * 2 - 1);
  return {
    inputs,
    classes,
    weights: Float64Array.from({ length: inputs * classes }, value),
    biases: Float64Array.from({ length: classes }, value),
  };
}

Deno.test("OnnxSession gives what a plain evaluation of the model gives", async () => {
  const prng = new Prng(1);
  for (const [inputs, classes] of [[1, 2], [4, 3], [13, 3], [33, 4], [64, 3]]) {
    const model = randomModel(prng, inputs, classes);
    const input = Float32Array.from({ length: MAX_ROWS * inputs }, () => prng.nextUnit() * 8 - 4);
    const session = await OnnxSession.open(logisticToOnnx(model), ONNX_WASM, inputs, classes);
    const output = await session.run(input, MAX_ROWS);
    const expected = new Float64Array(classes);
    for (let row = 0; row < MAX_ROWS; row++) {
      predictLogistic(model, input, row * inputs, expected);
      for (let k = 0; k < classes; k++) {
        assert.ok(Math.abs(output[row * classes + k] - expected[k]) < 1e-6);
      }
    }
    await session.close();
  }
});

Deno.test("OnnxSession gives a row the same bits whatever rows go with it", async () => {
  const prng = new Prng(2);
  for (const inputs of [3, 8, 13, 31, 64]) {
    const model = randomModel(prng, inputs, 3);
    const input = Float32Array.from({ length: MAX_ROWS * inputs }, () => prng.nextUnit() * 8 - 4);
    const session = await OnnxSession.open(logisticToOnnx(model), ONNX_WASM, inputs, 3);
    const together = await session.run(input, MAX_ROWS);
    for (let rows = 1; rows < MAX_ROWS; rows++) {
      assert.deepEqual(await session.run(input, rows), together.slice(0, rows * 3));
    }
    const last = (MAX_ROWS - 1) * inputs;
    assert.deepEqual(await session.run(input.subarray(last), 1), together.slice(-3));
    await session.close();
  }
});

Deno.test("OnnxSession.open() refuses when the model does not fit its manifest", async () => {
  const onnx = logisticToOnnx(randomModel(new Prng(3), 4, 3));
  await rejects(onnx, 5, 3, /cannot be run.*Expected: 4/s);
  await rejects(onnx, 4, 2, /shape 1×3, its manifest wants 1×2/);
  const misnamed = writeOnnx({
    name: "misnamed",
    inputs: [{ name: "x", dims: ["rows", 2] }],
    outputs: [{ name: "probabilities", dims: ["rows", 2] }],
    nodes: [{ op: "Softmax", inputs: ["x"], outputs: ["probabilities"] }],
    tensors: [],
  });
  await rejects(misnamed, 2, 2, /inputs are x; expected one named features/);
  await rejects(new Uint8Array([1, 2, 3]), 2, 2, /cannot be run/);
});

async function rejects(
  onnx: Uint8Array,
  inputs: number,
  classes: number,
  wanted: RegExp,
): Promise<void> {
  await assert.rejects(
    OnnxSession.open(onnx, ONNX_WASM, inputs, classes),
    (thrown) => thrown instanceof UserError && wanted.test(thrown.message),
  );
}
