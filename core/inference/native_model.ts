/**
 * A model evaluated here, row by row and at once, where a call into onnxruntime costs more than the
 * arithmetic. A row's result does not depend on the rows beside it.
 *
 * Hot path ({@link NativeModel.run}): no allocation, except when there are more rows than ever.
 */
import { assert } from "../base/assert.ts";
import { denseLayersOf } from "./dense_chain.ts";
import type { DenseLayer } from "./dense_layer.ts";
import type { OnnxGraph } from "./onnx_graph.ts";

const FIRST_ROWS = 16;

export class NativeModel {
  readonly #layers: readonly DenseLayer[];
  readonly #inputs: number;
  readonly #outputs: number;
  #output: Float32Array;

  /** @param layers in flow order, at least one */
  constructor(layers: readonly DenseLayer[]) {
    assert(layers.length > 0, "a native model has a layer");
    this.#layers = layers;
    this.#inputs = layers[0].inputs;
    this.#outputs = layers[layers.length - 1].outputs;
    this.#output = new Float32Array(FIRST_ROWS * this.#outputs);
  }

  /** undefined when the graph is none that can be evaluated here. */
  static of(graph: OnnxGraph): NativeModel | undefined {
    const layers = denseLayersOf(graph);
    return layers && new NativeModel(layers);
  }

  /**
   * Predicts `rows` rows.
   * @param input rows × inputs values, row-major; may be longer
   * @returns at least rows × classes probabilities, valid until the next run
   */
  run(input: Float32Array, rows: number): Float32Array {
    const layers = this.#layers;
    const outputs = this.#outputs;
    while (rows * outputs > this.#output.length) {
      this.#output = new Float32Array(2 * this.#output.length);
    }
    const output = this.#output;
    const last = layers[layers.length - 1].values;
    for (let row = 0; row < rows; row++) {
      layers[0].forward(input, row * this.#inputs);
      for (let i = 1; i < layers.length; i++) layers[i].forward(layers[i - 1].values, 0);
      for (let k = 0; k < outputs; k++) output[row * outputs + k] = last[k];
    }
    return output;
  }
}
