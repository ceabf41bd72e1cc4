/**
 * Writes ONNX files: a graph of named operators over named tensors, as protobuf messages; see
 * core/inference/onnx_graph.ts for what lies where. Operators of the default domain only.
 */
import { assert } from "../core/base/assert.ts";
import {
  ATTRIBUTE_FLOAT,
  ATTRIBUTE_INT,
  ONNX_FLOAT,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from "../core/inference/onnx_graph.ts";
import { ProtobufWriter } from "./protobuf.ts";

/** Read by every onnxruntime since 1.10. */
export const ONNX_IR_VERSION = 8;
export const ONNX_OPSET = 13;

const DEFAULT_DOMAIN = "";
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
  return message.int(2, ONNX_FLOAT).text(8, name).bytes(9, raw);
}

function valueMessage({ name, dims }: OnnxValue): ProtobufWriter {
  const shape = new ProtobufWriter();
  for (const dim of dims) {
    const size = new ProtobufWriter();
    shape.message(1, typeof dim === "number" ? size.int(1, dim) : size.text(2, dim));
  }
  const tensorType = new ProtobufWriter().int(1, ONNX_FLOAT).message(2, shape);
  return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensorType));
}
