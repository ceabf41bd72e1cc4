/** Networks made from a seed, as the project's writer puts them into ONNX. */
import type { OnnxGraph, OnnxNode, OnnxTensor } from "../../core/inference/onnx_graph.ts";
import { MODEL_INPUT, MODEL_OUTPUT } from "../../core/inference/onnx_session.ts";
import type { Prng } from "../../core/base/prng.ts";

export interface NetworkShape {
  /** Inputs, then outputs of each layer; the last one's are the classes. */
  readonly widths: readonly number[];
  /** Operator after every layer but the last, which has Softmax. */
  readonly activation: string;
  /** How a layer is written down. */
  readonly spelling: "Gemm" | "Gemm transB" | "MatMul Add" | "MatMul Add reversed";
  /** Weights lie within ± this. */
  readonly weightLimit: number;
}

/** Equal seeds give equal weights, whatever the spelling. */
export function makeNetwork(prng: Prng, shape: NetworkShape): OnnxGraph {
  const { widths, activation, weightLimit } = shape;
  const nodes: OnnxNode[] = [];
  const tensors: OnnxTensor[] = [];
  const uniform = () => Math.fround((prng.nextUnit() * 2 - 1) * weightLimit);
  const layers = widths.length - 1;
  let value = MODEL_INPUT;
  for (let n = 0; n < layers; n++) {
    const [inputs, outputs] = [widths[n], widths[n + 1]];
    const weights = Float32Array.from({ length: inputs * outputs }, uniform);
    const biases = Float32Array.from({ length: outputs }, uniform);
    const isLast = n === layers - 1;
    const layer = spell(shape.spelling, n, value, { inputs, outputs, weights, biases });
    nodes.push(...layer.nodes);
    tensors.push(...layer.tensors);
    const next = isLast ? MODEL_OUTPUT : `active_${n}`;
    nodes.push({ op: isLast ? "Softmax" : activation, inputs: [`sum_${n}`], outputs: [next] });
    value = next;
  }
  return {
    name: "network",
    inputs: [{ name: MODEL_INPUT, dims: ["rows", widths[0]] }],
    outputs: [{ name: MODEL_OUTPUT, dims: ["rows", widths[layers]] }],
    nodes,
    tensors,
  };
}

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

function spell(
  spelling: NetworkShape["spelling"],
  n: number,
  value: string,
  { inputs, outputs, weights, biases }: Layer,
): { nodes: OnnxNode[]; tensors: OnnxTensor[] } {
  const [w, b, sum, product] = [`weights_${n}`, `biases_${n}`, `sum_${n}`, `product_${n}`];
  const plain = { name: w, dims: [inputs, outputs], values: weights };
  const bias = { name: b, dims: [outputs], values: biases };
  if (spelling === "Gemm") {
    return {
      nodes: [{ op: "Gemm", inputs: [value, w, b], outputs: [sum] }],
      tensors: [plain, bias],
    };
  }
  if (spelling === "Gemm transB") {
    const turned = Float32Array.from(
      weights,
      (_, i) => weights[(i % inputs) * outputs + Math.floor(i / inputs)],
    );
    const attributes = [
      { name: "alpha", float: 1 },
      { name: "beta", float: 1 },
      { name: "transB", int: 1 },
    ];
    return {
      nodes: [{ op: "Gemm", inputs: [value, w, b], outputs: [sum], attributes }],
      tensors: [{ name: w, dims: [outputs, inputs], values: turned }, bias],
    };
  }
  const added = spelling === "MatMul Add" ? [product, b] : [b, product];
  return {
    nodes: [
      { op: "MatMul", inputs: [value, w], outputs: [product] },
      { op: "Add", inputs: added, outputs: [sum] },
    ],
    tensors: [plain, { ...bias, dims: [1, outputs] }],
  };
}
