/**
 * Which runtime serves a model. onnxruntime-web always opens it, and so says whether it is fit to
 * be run at all; a graph that is recognised is then evaluated here, once both have agreed on it.
 * That depends on the model's file alone, so predictions are the same everywhere.
 */
import { UserError } from "../base/errors.ts";
import type { ModelBytes } from "./loaded_model.ts";
import { checkNative, PROBE_ROWS } from "./native_check.ts";
import { NativeModel } from "./native_model.ts";
import { readOnnx } from "./onnx_reader.ts";
import { OnnxSession } from "./onnx_session.ts";

/** "auto" is native where the graph is recognised, onnxruntime elsewhere. */
export const RUNTIMES = ["auto", "onnx", "native"] as const;
export type RuntimeChoice = (typeof RUNTIMES)[number];

/** Exactly one of the two serves. */
export type ServingRuntime =
  | { readonly native: NativeModel; readonly session: undefined; readonly text: string }
  | { readonly native: undefined; readonly session: OnnxSession; readonly text: string };

/**
 * @throws UserError when the model cannot be run, when the native evaluation does not agree with
 *   onnxruntime, or when "native" is asked for and the graph is not recognised
 */
export async function openRuntime(
  { manifest, onnx, wasm }: ModelBytes,
  choice: RuntimeChoice,
): Promise<ServingRuntime> {
  const { name, features, classes } = manifest;
  const session = await OnnxSession.open(onnx, wasm, features.length, classes.length);
  let native: NativeModel | undefined;
  try {
    if (choice !== "onnx") native = NativeModel.of(readOnnx(onnx));
    if (native !== undefined) await checkNative(native, session, manifest);
    else if (choice === "native") throw new UserError(unrecognised(name));
  } catch (thrown) {
    await session.close();
    throw thrown;
  }
  if (native === undefined) return { native, session, text: "onnxruntime-web" };
  await session.close();
  const text = `native, checked against onnxruntime on ${PROBE_ROWS} rows`;
  return { native, session: undefined, text };
}

function unrecognised(name: string): string {
  return `model ${name}: the native runtime evaluates chains of Gemm or MatMul with Add, Relu, ` +
    'Tanh, Sigmoid and Softmax, and this graph is none; take the runtime "auto" or "onnx"';
}
