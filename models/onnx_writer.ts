/**
 * Writes ONNX files: a graph of named operators over named tensors, as protobuf messages. Field
 * numbers are those of onnx.proto; float32 tensors only, dynamic dimensions by name.
 *
 * ```text
 * ModelProto   1 ir_version  2 producer_name  7 graph  8 opset_import
 *   OperatorSetId  1 domain  2 version
 *   GraphProto     1 node  2 name  5 initializer  11 input  12 output
 *     NodeProto      1 input  2 output  3 name  4 op_type  5 attribute
 *       Attribute      1 name  2 f  3 i  20 type
 *     TensorProto    1 dims  2 data_type  8 name  9 raw_data
 *     ValueInfo      1 name  2 type / 1 tensor_type / 1 elem_type, 2 shape / 1 dim / 1 value | 2 name
 * ```
 */
import { assert } from "../core/base/assert.ts";
import { ProtobufWriter } from "./protobuf.ts";

/** Read by every onnxruntime since 1.10. */
export const ONNX_IR_VERSION = 8;
export const ONNX_OPSET = 13;

const DEFAULT_DOMAIN = "";
const FLOAT = 1;
const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INT = 2;

/** A tensor of the graph's input or output; a text stands for a dimension known only when it runs. */
export interface OnnxValue {
  readonly name: string;
  readonly dims: readonly (number | string)[];
}

/** A constant of the graph, row-major. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

export type OnnxAttribute =
  | { readonly name: string; readonly int: number }
  | { readonly name: string; readonly float: number };

export interface OnnxNode {
  /** Operator of the default domain, for instance "Gemm". */
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: readonly OnnxAttribute[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** In an order in which they can be run. */
  readonly nodes: readonly OnnxNode[];
  readonly tensors: readonly OnnxTensor[];
}

/** The bytes of an ONNX file; the same graph always gives the same bytes. */
export function writeOnnx(graph: OnnxGraph): Uint8Array<ArrayBuffer> {
  return new ProtobufWriter()
    .int(1, ONNX_IR_VERSION)
    .text(2, "millrace")
    .message(7, graphMessage(graph))
    .message(8, new ProtobufWriter().text(1, DEFAULT_DOMAIN).int(2, ONNX_OPSET))
    .finish();
}

function graphMessage(graph: OnnxGraph): ProtobufWriter {
  const message = new ProtobufWriter();
  for (const node of graph.nodes) message.message(1, nodeMessage(node));
  message.text(2, graph.name);
  for (const tensor of graph.tensors) message.message(5, tensorMessage(tensor));
  for (const input of graph.inputs) message.message(11, valueMessage(input));
  for (const output of graph.outputs) message.message(12, valueMessage(output));
  return message;
}

/** A node is named after its first output, so that a runtime's complaint can be placed. */
function nodeMessage(node: OnnxNode): ProtobufWriter {
  const message = new ProtobufWriter();
  for (const input of node.inputs) message.text(1, input);
  for (const output of node.outputs) message.text(2, output);
  message.text(3, node.outputs[0]).text(4, node.op);
  for (const attribute of node.attributes ?? []) message.message(5, attributeMessage(attribute));
  return message;
}

function attributeMessage(attribute: OnnxAttribute): ProtobufWriter {
  const message = new ProtobufWriter().text(1, attribute.name);
  return "int" in attribute
    ? message.int(3, attribute.int).int(20, ATTRIBUTE_INT)
    : message.float(2, attribute.float).int(20, ATTRIBUTE_FLOAT);
}

function tensorMessage({ name, dims, values }: OnnxTensor): ProtobufWriter {
  const size = dims.reduce((product, dim) => product * dim, 1);
  assert(size === values.length, "a tensor has as many values as its dimensions say");
  const raw = new Uint8Array(values.length * 4);
  const view = new DataView(raw.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i], true);
  const message = new ProtobufWriter();
  for (const dim of dims) message.int(1, dim);
  return message.int(2, FLOAT).text(8, name).bytes(9, raw);
}

function valueMessage({ name, dims }: OnnxValue): ProtobufWriter {
  const shape = new ProtobufWriter();
  for (const dim of dims) {
    const size = new ProtobufWriter();
    shape.message(1, typeof dim === "number" ? size.int(1, dim) : size.text(2, dim));
  }
  const tensorType = new ProtobufWriter().int(1, FLOAT).message(2, shape);
  return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensorType));
}
