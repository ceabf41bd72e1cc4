/**
 * Recognises graphs that are a chain of dense layers, from linear models to perceptrons of any
 * depth, however their writer spelt them:
 *
 * ```text
 *   features ─▶ Gemm | MatMul ─▶ [Add] ─▶ [Relu | Tanh | Sigmoid | Softmax] ─▶ … ─▶ probabilities
 * ```
 */
import {
  type Activation,
  ACTIVATION_NONE,
  ACTIVATION_RELU,
  ACTIVATION_SIGMOID,
  ACTIVATION_SOFTMAX,
  ACTIVATION_TANH,
  DenseLayer,
} from "./dense_layer.ts";
import type { OnnxGraph, OnnxNode, OnnxTensor } from "./onnx_graph.ts";
import { MODEL_INPUT, MODEL_OUTPUT } from "./onnx_session.ts";

const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map([
  ["Relu", ACTIVATION_RELU],
  ["Tanh", ACTIVATION_TANH],
  ["Sigmoid", ACTIVATION_SIGMOID],
  ["Softmax", ACTIVATION_SOFTMAX],
]);

/** A layer whose nodes have not all been met. */
interface Draft {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float32Array;
  readonly biases: Float32Array | undefined;
  readonly activation: Activation;
}

/** The layers in flow order; undefined when the graph is anything else, which is no fault. */
export function denseLayersOf(graph: OnnxGraph): DenseLayer[] | undefined {
  const tensors = new Map(graph.tensors.map((tensor) => [tensor.name, tensor]));
  const drafts: Draft[] = [];
  let value = MODEL_INPUT;
  for (const node of graph.nodes) {
    const [data, ...constants] = dataFirst(node, value);
    const found = constants.map((name) => tensors.get(name));
    const known = found.filter((tensor) => tensor !== undefined && hasFiniteValues(tensor));
    if (data !== value || known.length !== found.length || node.outputs.length !== 1) return;
    const draft = extend(drafts, node, known as OnnxTensor[]);
    if (draft === undefined) return;
    drafts.push(draft);
    value = node.outputs[0];
  }
  if (value !== MODEL_OUTPUT || drafts.length === 0) return;
  return drafts.map(({ outputs, weights, biases, activation }) =>
    new DenseLayer(weights, biases ?? new Float32Array(outputs), activation)
  );
}

/** A node's inputs; what is added may stand on either side. */
function dataFirst({ op, inputs }: OnnxNode, value: string): readonly string[] {
  return op === "Add" && inputs[1] === value ? inputs.toReversed() : inputs;
}

/**
 * What the node makes of the chain so far: a new layer, or the last one with more to it, which is
 * taken off `drafts`.
 */
function extend(
  drafts: Draft[],
  node: OnnxNode,
  constants: readonly OnnxTensor[],
): Draft | undefined {
  const last = drafts.at(-1);
  if (node.op === "Gemm" || node.op === "MatMul") {
    const draft = linear(node, constants);
    return last === undefined || draft?.inputs === last.outputs ? draft : undefined;
  }
  if (last === undefined || last.activation !== ACTIVATION_NONE) return undefined;
  const draft = node.op === "Add" ? biased(last, constants) : activated(last, node, constants);
  if (draft !== undefined) drafts.pop();
  return draft;
}

/** Gemm and MatMul; a Gemm that scales, or transposes its rows, is not ours. */
function linear(node: OnnxNode, [matrix, bias, ...more]: readonly OnnxTensor[]): Draft | undefined {
  if (matrix === undefined || matrix.dims.length !== 2 || more.length > 0) return undefined;
  if (node.op === "MatMul" && bias !== undefined) return undefined;
  if (numberOf(node, "alpha", 1) !== 1 || numberOf(node, "beta", 1) !== 1) return undefined;
  if (numberOf(node, "transA", 0) !== 0) return undefined;
  const isTransposed = numberOf(node, "transB", 0) !== 0;
  const [inputs, outputs] = isTransposed ? matrix.dims.toReversed() : matrix.dims;
  const weights = isTransposed ? transposed(matrix.values, outputs, inputs) : matrix.values;
  if (inputs === 0 || outputs === 0) return undefined;
  const draft: Draft = { inputs, outputs, weights, biases: undefined, activation: ACTIVATION_NONE };
  return bias === undefined ? draft : biased(draft, [bias]);
}

/** A bias is one value an output: [n] or [1, n]. */
function biased(last: Draft, [bias, ...more]: readonly OnnxTensor[]): Draft | undefined {
  if (last.biases !== undefined || bias === undefined || more.length > 0) return undefined;
  const { dims, values } = bias;
  const isRow = dims.length === 1 || (dims.length === 2 && dims[0] === 1);
  return isRow && values.length === last.outputs ? { ...last, biases: values } : undefined;
}

function activated(
  last: Draft,
  node: OnnxNode,
  constants: readonly OnnxTensor[],
): Draft | undefined {
  const activation = ACTIVATIONS.get(node.op);
  if (activation === undefined || constants.length > 0) return undefined;
  // Rows have two dimensions, so the last axis, which is the default, is 1 as well.
  const axis = numberOf(node, "axis", -1);
  return axis === -1 || axis === 1 ? { ...last, activation } : undefined;
}

function numberOf({ attributes = [] }: OnnxNode, name: string, byDefault: number): number {
  const attribute = attributes.find((candidate) => candidate.name === name);
  if (attribute === undefined) return byDefault;
  return "int" in attribute ? attribute.int : attribute.float;
}

/** What becomes of an infinite weight is onnxruntime's to say. */
function hasFiniteValues({ values }: OnnxTensor): boolean {
  return values.every(Number.isFinite);
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(
    { length: values.length },
    (_, i) => values[(i % rows) * columns + Math.floor(i / rows)],
  );
}
