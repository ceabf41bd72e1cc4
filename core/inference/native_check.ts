/**
 * Holds a native evaluation to onnxruntime's before it may serve: both run on the same made-up rows,
 * which are as wide as what a model can meet, since inputs are scaled and clipped. The rows come
 * from a fixed seed, so a model is accepted everywhere or nowhere.
 */
import { UserError } from "../base/errors.ts";
import { Prng } from "../base/prng.ts";
import type { Manifest } from "./manifest.ts";

export const PROBE_ROWS = 256;
/** Most that a probability may differ: far above float32 rounding, far below what matters. */
export const PROBE_TOLERANCE = 1e-5;
const PROBE_SEED = 20_260_117;
/** The sum of so many uniform numbers is as good as normal; its variance is 1. */
const UNIFORMS = 12;

/** Whatever predicts rows, here or in onnxruntime. */
export interface RowPredictor {
  /** @returns at least rows × classes probabilities */
  run(input: Float32Array, rows: number): Float32Array | Promise<Float32Array>;
}

/** @throws UserError naming the first row and class on which the two disagree */
export async function checkNative(
  native: RowPredictor,
  reference: RowPredictor,
  { name, features, classes, clip }: Manifest,
): Promise<void> {
  const probes = probeRows(features.length, clip);
  const found = await native.run(probes, PROBE_ROWS);
  const wanted = await reference.run(probes, PROBE_ROWS);
  for (let i = 0; i < PROBE_ROWS * classes.length; i++) {
    const difference = Math.abs(found[i] - wanted[i]);
    if (difference <= PROBE_TOLERANCE) continue;
    const row = Math.floor(i / classes.length);
    throw new UserError(
      `model ${name}: for probe row ${row}, class ${classes[i % classes.length]}, the native ` +
        `runtime says ${found[i]} and onnxruntime ${wanted[i]}, a difference of ${difference} ` +
        `where ${PROBE_TOLERANCE} is allowed; the runtime "onnx" serves the model unchecked`,
    );
  }
}

/** Row 0 is zeros; then a quarter at the clips; the rest normal, cut at the clips. */
export function probeRows(inputs: number, clip: number): Float32Array {
  const prng = new Prng(PROBE_SEED);
  return Float32Array.from({ length: PROBE_ROWS * inputs }, (_, i) => {
    const row = Math.floor(i / inputs);
    if (row === 0) return 0;
    if (row === 1) return clip;
    if (row === 2) return -clip;
    if (row <= PROBE_ROWS / 4) return prng.nextBelow(2) === 0 ? clip : -clip;
    return Math.min(clip, Math.max(-clip, nextNormal(prng)));
  });
}

function nextNormal(prng: Prng): number {
  let sum = -UNIFORMS / 2;
  for (let i = 0; i < UNIFORMS; i++) sum += prng.nextUnit();
  return sum;
}
