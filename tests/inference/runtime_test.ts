import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { checkNative, PROBE_ROWS, probeRows } from "../../core/inference/native_check.ts";
import type { ModelBytes } from "../../core/inference/loaded_model.ts";
import { NativeModel } from "../../core/inference/native_model.ts";
import { readOnnx } from "../../core/inference/onnx_reader.ts";
import { OnnxSession } from "../../core/inference/onnx_session.ts";
import { openRuntime, RUNTIMES } from "../../core/inference/runtime.ts";
import { writeOnnx } from "../../models/onnx_writer.ts";
import { tinyModel } from "./tiny_model.ts";

/** The tiny model with a detour that only onnxruntime can take. */
async function detouredModel(): Promise<ModelBytes> {
  const model = await tinyModel();
  const graph = readOnnx(model.onnx);
  const [gemm, softmax] = graph.nodes;
  const detour = { op: "Neg", inputs: ["logits"], outputs: ["turned"] };
  const nodes = [gemm, detour, { ...softmax, inputs: ["turned"] }];
  return { ...model, onnx: writeOnnx({ ...graph, nodes }) };
}

Deno.test("openRuntime() serves natively when the graph is recognised", async () => {
  const model = await tinyModel();
  for (const choice of ["auto", "native"] as const) {
    const { native, session, text } = await openRuntime(model, choice);
    assert.ok(native instanceof NativeModel && session === undefined);
    assert.equal(text, "native, checked against onnxruntime on 256 rows");
  }
});

Deno.test("openRuntime() leaves the model to onnxruntime when asked or when it has to", async () => {
  for (
    const [model, choice] of [
      [await tinyModel(), "onnx"],
      [await detouredModel(), "auto"],
      [await detouredModel(), "onnx"],
    ] as const
  ) {
    const { native, session, text } = await openRuntime(model, choice);
    assert.ok(native === undefined && session instanceof OnnxSession);
    assert.equal(text, "onnxruntime-web");
    await session.close();
  }
  assert.deepEqual([...RUNTIMES], ["auto", "onnx", "native"]);
});

Deno.test("openRuntime() refuses when native is asked for and the graph is another", async () => {
  await rejects(
    openRuntime(await detouredModel(), "native"),
    /^model tiny: the native runtime evaluates chains of Gemm.*take the runtime "auto" or "onnx"$/,
  );
});

Deno.test("checkNative() refuses when a single weight is a little off", async () => {
  const model = await tinyModel();
  const { manifest, wasm, onnx } = model;
  const session = await OnnxSession.open(onnx, wasm, 3, 3);
  const graph = readOnnx(onnx);
  for (let i = 0; i < 9; i++) {
    const tensors = graph.tensors.map((tensor) =>
      tensor.name === "weights"
        ? { ...tensor, values: tensor.values.map((value, k) => k === i ? value + 1e-3 : value) }
        : tensor
    );
    const tampered = NativeModel.of({ ...graph, tensors });
    assert.ok(tampered !== undefined);
    await rejects(
      checkNative(tampered, session, manifest),
      /^model tiny: for probe row 1, class \w+, the native runtime says 0\.\d+ and onnxruntime 0\.\d+, a difference of [\d.e-]+ where 0\.00001 is allowed/,
    );
  }
  await session.close();
});

Deno.test("checkNative() names the row and the class that differ", async () => {
  const { manifest } = await tinyModel();
  const reference = { run: () => new Float32Array(PROBE_ROWS * 3).fill(0.25) };
  const evaluator = (at: number, value: number) => ({
    run: () => new Float32Array(PROBE_ROWS * 3).fill(0.25).with(at, value),
  });
  await checkNative(evaluator(0, 0.25 + 5e-6), reference, manifest);
  await rejects(
    checkNative(evaluator(17 * 3 + 1, 0.375), reference, manifest),
    /probe row 17, class flat, the native runtime says 0.375 and onnxruntime 0.25/,
  );
  await rejects(
    checkNative(evaluator(PROBE_ROWS * 3 - 1, NaN), reference, manifest),
    /probe row 255, class up, the native runtime says NaN/,
  );
});

Deno.test("probeRows() reaches zero, the clips and what lies between", () => {
  const rows = probeRows(4, 3);
  assert.equal(rows.length, PROBE_ROWS * 4);
  assert.deepEqual([...rows.subarray(0, 12)], [0, 0, 0, 0, 3, 3, 3, 3, -3, -3, -3, -3]);
  const clipped = rows.filter((value) => Math.abs(value) === 3).length;
  assert.ok(clipped >= 64 * 4 - 4 && clipped < 80 * 4);
  const between = rows.subarray(65 * 4).filter((value) => Math.abs(value) < 3);
  const variance = between.reduce((sum, value) => sum + value * value, 0) / between.length;
  assert.ok(Math.abs(variance - 1) < 0.2);
  assert.ok(rows.every((value) => Math.abs(value) <= 3));
  assert.deepEqual(probeRows(4, 3), rows);
});

async function rejects(promise: Promise<unknown>, wanted: RegExp): Promise<void> {
  await assert.rejects(
    promise,
    (thrown) => thrown instanceof UserError && wanted.test(thrown.message),
  );
}
