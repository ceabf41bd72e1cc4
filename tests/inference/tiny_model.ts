/** A model made by hand for tests: logistic regression on the features of frame_stream.ts. */
import type { Manifest } from "../../core/inference/manifest.ts";
import type { ModelBytes } from "../../core/inference/loaded_model.ts";
import type { LogisticModel } from "../../models/logistic.ts";
import { logisticToOnnx } from "../../models/logistic_onnx.ts";
import { sha256Of } from "../../models/model_files.ts";
import { ONNX_WASM } from "../../models/onnx_wasm.ts";
import { STREAM_FEATURES } from "./frame_stream.ts";

export const TINY_LOGISTIC: LogisticModel = {
  inputs: 3,
  classes: 3,
  weights: Float64Array.of(-1, 0, 1, 0.25, 0, -0.25, 0.5, 0, 0.125),
  biases: Float64Array.of(0.125, 0, -0.125),
};

export function tinyManifest(sha256: string, changes: Partial<Manifest> = {}): Manifest {
  return {
    format: 1,
    name: "tiny",
    features: STREAM_FEATURES.map((name, i) => ({ name, mean: i, scale: 1 + i })),
    clip: 4,
    classes: ["down", "flat", "up"],
    horizonFrames: 7,
    thresholdTicks: 0.5,
    classPriors: [0.3, 0.3, 0.4],
    imbalanceCut: 0.2,
    training: {
      source: "made by hand",
      split: "none",
      trainRows: 0,
      validationRows: 0,
      testRows: 0,
      l2: 0,
      seed: 0,
    },
    sha256,
    ...changes,
  };
}

export async function tinyModel(
  changes: Partial<Manifest> = {},
  logistic = TINY_LOGISTIC,
): Promise<ModelBytes> {
  const onnx = logisticToOnnx(logistic);
  const manifest = tinyManifest(await sha256Of(onnx), changes);
  return { manifest, featureIndexes: [0, 1, 2], onnx, wasm: ONNX_WASM };
}
