/**
 * One ONNX model, ready to run: onnxruntime-web on one thread, in WebAssembly. The runtime's binary
 * is handed in as bytes, so a worker needs no permission at all.
 *
 * The package's bare name resolves to its build for servers; the one for browsers, "/wasm", takes
 * the worker's origin for a URL and fails there.
 *
 * Outputs are always the runtime's own tensors: preallocated ones come back as zeros, silently.
 */
import { env, InferenceSession, Tensor } from "onnxruntime-web";
import { assert } from "../base/assert.ts";
import { messageOf, UserError } from "../base/errors.ts";

/** Name of a model's input: float32 [rows, features]. */
export const MODEL_INPUT = "features";
/** Name of a model's output: float32 [rows, classes]. */
export const MODEL_OUTPUT = "probabilities";

export class OnnxSession {
  readonly #session: InferenceSession;
  readonly #inputs: number;
  readonly #classes: number;

  private constructor(session: InferenceSession, inputs: number, classes: number) {
    this.#session = session;
    this.#inputs = inputs;
    this.#classes = classes;
  }

  /**
   * Loads the model and runs it once, so that what does not fit is refused before any data flows.
   * @param onnx the model file
   * @param wasm onnxruntime-web's binary, see models/onnx_wasm.ts
   * @throws UserError when the model's input or output is not what the manifest says
   */
  static async open(
    onnx: Uint8Array,
    wasm: Uint8Array,
    inputs: number,
    classes: number,
  ): Promise<OnnxSession> {
    env.wasm.numThreads = 1;
    env.wasm.wasmBinary = wasm;
    env.logLevel = "fatal";
    // The runtime takes Deno for Node and puts node:worker_threads' Worker, whose workers have no
    // `self`, in the place of the global one.
    const { Worker } = globalThis;
    try {
      const session = await InferenceSession.create(onnx, { executionProviders: ["wasm"] });
      expectNames("inputs", session.inputNames, MODEL_INPUT);
      expectNames("outputs", session.outputNames, MODEL_OUTPUT);
      const opened = new OnnxSession(session, inputs, classes);
      await opened.run(new Float32Array(inputs), 1);
      return opened;
    } catch (thrown) {
      if (thrown instanceof UserError) throw thrown;
      throw new UserError(`the model cannot be run: ${messageOf(thrown)}`);
    } finally {
      globalThis.Worker = Worker;
    }
  }

  /**
   * Predicts `rows` rows, each independent of the others to the last bit (a test holds the kernels
   * to that).
   * @param input rows × inputs values, row-major; may be longer and is not kept
   * @returns rows × classes probabilities
   */
  async run(input: Float32Array, rows: number): Promise<Float32Array> {
    const values = input.subarray(0, rows * this.#inputs);
    const tensor = new Tensor("float32", values, [rows, this.#inputs]);
    const output = (await this.#session.run({ [MODEL_INPUT]: tensor }))[MODEL_OUTPUT];
    assert(output.data instanceof Float32Array, "the model's output is float32");
    if (output.data.length !== rows * this.#classes) {
      throw new UserError(
        `the model's output has shape ${
          output.dims.join("×")
        }, its manifest wants ${rows}×${this.#classes}`,
      );
    }
    return output.data;
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}

function expectNames(what: string, found: readonly string[], wanted: string): void {
  if (found.length === 1 && found[0] === wanted) return;
  throw new UserError(`the model's ${what} are ${found.join(", ")}; expected one named ${wanted}`);
}
