/**
 * A logistic regression as an ONNX graph:
 *
 * ```text
 *   features [rows, n] ─▶ Gemm (weights [n, classes], biases) ─▶ Softmax ─▶ probabilities
 * ```
 *
 * Scaling stays outside, in the manifest: it is done in double precision before the values are
 * rounded to float32, so a feature with a large mean loses nothing.
 */
import { MODEL_INPUT, MODEL_OUTPUT } from "../core/inference/onnx_session.ts";
import type { LogisticModel } from "./logistic.ts";
import { writeOnnx } from "./onnx_writer.ts";

export function logisticToOnnx(model: LogisticModel): Uint8Array<ArrayBuffer> {
  const { inputs, classes, weights, biases } = model;
  return writeOnnx({
    name: "multinomial_logistic_regression",
    inputs: [{ name: MODEL_INPUT, dims: ["rows", inputs] }],
    outputs: [{ name: MODEL_OUTPUT, dims: ["rows", classes] }],
    nodes: [
      { op: "Gemm", inputs: [MODEL_INPUT, "weights", "biases"], outputs: ["logits"] },
      {
        op: "Softmax",
        inputs: ["logits"],
        outputs: [MODEL_OUTPUT],
        attributes: [{ name: "axis", int: 1 }],
      },
    ],
    tensors: [
      { name: "weights", dims: [inputs, classes], values: Float32Array.from(weights) },
      { name: "biases", dims: [classes], values: Float32Array.from(biases) },
    ],
  });
}
