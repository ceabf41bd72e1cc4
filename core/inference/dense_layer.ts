/**
 * One layer of a network: outputs = activation(inputs × weights + biases).
 *
 * Sums are float32 in the order of the inputs, starting at 0 with the bias added last: as
 * onnxruntime-web does it, so that its sums are met to the last bit (up to about 128 inputs; beyond,
 * it cuts the sum into blocks). Sums in float64 would cost 0.7 ns a product instead of 1.7, but stray
 * ten times further from onnxruntime, too far for models with large weights.
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";

export const ACTIVATION_NONE = 0;
export const ACTIVATION_RELU = 1;
export const ACTIVATION_TANH = 2;
export const ACTIVATION_SIGMOID = 3;
export const ACTIVATION_SOFTMAX = 4;
export type Activation =
  | typeof ACTIVATION_NONE
  | typeof ACTIVATION_RELU
  | typeof ACTIVATION_TANH
  | typeof ACTIVATION_SIGMOID
  | typeof ACTIVATION_SOFTMAX;

/** Outputs that are summed side by side, so that no sum has to wait for itself. */
const LANES = 4;

export class DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** The outputs of the newest row; longer than `outputs`, the rest means nothing. */
  readonly values: Float32Array;
  /** One row an input, of `#width` weights. */
  readonly #weights: Float32Array;
  readonly #biases: Float32Array;
  /** Outputs, filled up with zero weights to a multiple of LANES. */
  readonly #width: number;
  readonly #activation: Activation;

  /** @param weights inputs × outputs, row-major */
  constructor(weights: Float32Array, biases: Float32Array, activation: Activation) {
    this.inputs = weights.length / biases.length;
    this.outputs = biases.length;
    assert(Number.isInteger(this.inputs), "a layer has one weight for each input and output");
    this.#width = Math.ceil(this.outputs / LANES) * LANES;
    this.#weights = new Float32Array(this.inputs * this.#width);
    for (let i = 0; i < this.inputs; i++) {
      const row = weights.subarray(i * this.outputs, (i + 1) * this.outputs);
      this.#weights.set(row, i * this.#width);
    }
    this.#biases = new Float32Array(this.#width);
    this.#biases.set(biases);
    this.values = new Float32Array(this.#width);
    this.#activation = activation;
  }

  /** Computes {@link values} from the row that starts at `input[from]`. */
  forward(input: Float32Array, from: number): void {
    this.#multiply(input, from);
    if (this.#activation === ACTIVATION_RELU) this.#relu();
    else if (this.#activation === ACTIVATION_TANH) this.#tanh();
    else if (this.#activation === ACTIVATION_SIGMOID) this.#sigmoid();
    else if (this.#activation === ACTIVATION_SOFTMAX) this.#softmax();
  }

  #multiply(input: Float32Array, from: number): void {
    const weights = this.#weights;
    const biases = this.#biases;
    const values = this.values;
    const width = this.#width;
    const end = from + this.inputs;
    for (let k = 0; k < width; k += LANES) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let i = from, w = k; i < end; i++, w += width) {
        const x = input[i];
        a = Math.fround(a + Math.fround(x * weights[w]));
        b = Math.fround(b + Math.fround(x * weights[w + 1]));
        c = Math.fround(c + Math.fround(x * weights[w + 2]));
        d = Math.fround(d + Math.fround(x * weights[w + 3]));
      }
      values[k] = a + biases[k];
      values[k + 1] = b + biases[k + 1];
      values[k + 2] = c + biases[k + 2];
      values[k + 3] = d + biases[k + 3];
    }
  }

  #relu(): void {
    const values = this.values;
    for (let k = 0; k < this.outputs; k++) {
      if (values[k] < 0) values[k] = 0;
    }
  }

  #tanh(): void {
    const values = this.values;
    for (let k = 0; k < this.outputs; k++) values[k] = Math.tanh(values[k]);
  }

  #sigmoid(): void {
    const values = this.values;
    for (let k = 0; k < this.outputs; k++) values[k] = 1 / (1 + Math.exp(-values[k]));
  }

  /** The greatest value is taken off first, so that nothing overflows. */
  #softmax(): void {
    const values = this.values;
    let greatest = values[0];
    for (let k = 1; k < this.outputs; k++) {
      if (values[k] > greatest) greatest = values[k];
    }
    let sum = 0;
    for (let k = 0; k < this.outputs; k++) {
      values[k] = Math.exp(values[k] - greatest);
      sum += values[k];
    }
    for (let k = 0; k < this.outputs; k++) values[k] /= sum;
  }
}
