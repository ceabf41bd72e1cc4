/**
 * Reads ONNX files into {@link OnnxGraph}, whose page says what lies where. Whatever it has no place
 * for is left out: tensors that are not float32 or lie in another file, attributes that are no
 * number. Who looks for such a thing then does not find it, and leaves the graph to onnxruntime.
 */
import { UserError } from "../base/errors.ts";
import {
  ATTRIBUTE_FLOAT,
  ATTRIBUTE_INT,
  ONNX_FLOAT,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from "./onnx_graph.ts";
import { ProtobufReader } from "./protobuf_reader.ts";

/** Two names of the domain whose operators need no prefix. */
const DEFAULT_DOMAINS = ["", "ai.onnx"];

/** @throws UserError when the bytes are no ONNX file */
export function readOnnx(bytes: Uint8Array): OnnxGraph {
  const model = new ProtobufReader(bytes);
  let graph: OnnxGraph | undefined;
  while (model.next()) {
    if (model.field === 7) graph = readGraph(model.message());
  }
  if (graph === undefined) throw new UserError("the ONNX file holds no graph");
  return graph;
}

function readGraph(message: ProtobufReader): OnnxGraph {
  let name = "";
  const nodes: OnnxNode[] = [];
  const tensors: OnnxTensor[] = [];
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  while (message.next()) {
    if (message.field === 1) nodes.push(readNode(message.message()));
    else if (message.field === 2) name = message.text();
    else if (message.field === 5) tensors.push(...readTensor(message.message()));
    else if (message.field === 11) inputs.push(readValue(message.message()));
    else if (message.field === 12) outputs.push(readValue(message.message()));
  }
  return { name, inputs, outputs, nodes, tensors };
}

function readNode(message: ProtobufReader): OnnxNode {
  let op = "";
  let domain = "";
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: OnnxAttribute[] = [];
  while (message.next()) {
    if (message.field === 1) inputs.push(message.text());
    else if (message.field === 2) outputs.push(message.text());
    else if (message.field === 4) op = message.text();
    else if (message.field === 5) attributes.push(...readAttribute(message.message()));
    else if (message.field === 7) domain = message.text();
  }
  const isDefault = DEFAULT_DOMAINS.includes(domain);
  return { op: isDefault ? op : `${domain}.${op}`, inputs, outputs, attributes };
}

/** One attribute, or none where it is no number. */
function readAttribute(message: ProtobufReader): OnnxAttribute[] {
  let name = "";
  let float = 0;
  let int = 0;
  let type = 0;
  while (message.next()) {
    if (message.field === 1) name = message.text();
    else if (message.field === 2) float = message.float();
    else if (message.field === 3) int = message.int();
    else if (message.field === 20) type = message.int();
  }
  if (type === ATTRIBUTE_FLOAT) return [{ name, float }];
  return type === ATTRIBUTE_INT ? [{ name, int }] : [];
}

/** One tensor, or none where it is not float32 or its values are not in this file. */
function readTensor(message: ProtobufReader): OnnxTensor[] {
  let name = "";
  let type = 0;
  let isExternal = false;
  let raw: Uint8Array | undefined;
  const dims: number[] = [];
  const floats: number[] = [];
  while (message.next()) {
    if (message.field === 1) message.intsInto(dims);
    else if (message.field === 2) type = message.int();
    else if (message.field === 4) message.floatsInto(floats);
    else if (message.field === 8) name = message.text();
    else if (message.field === 9) raw = message.bytes();
    else if (message.field === 14) isExternal = message.int() !== 0;
  }
  if (type !== ONNX_FLOAT || isExternal) return [];
  const values = raw === undefined ? Float32Array.from(floats) : floatsOf(raw);
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size !== values.length) {
    throw new UserError(
      `the ONNX file's tensor ${name} has ${values.length} values, its shape ${
        dims.join("×")
      } wants ${size}`,
    );
  }
  return [{ name, dims, values }];
}

function floatsOf(raw: Uint8Array): Float32Array {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const count = Math.floor(raw.length / 4);
  return Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true));
}

function readValue(message: ProtobufReader): OnnxValue {
  let name = "";
  const dims: (number | string)[] = [];
  while (message.next()) {
    if (message.field === 1) name = message.text();
    else if (message.field === 2) readType(message.message(), dims);
  }
  return { name, dims };
}

function readType(type: ProtobufReader, dims: (number | string)[]): void {
  while (type.next()) {
    if (type.field !== 1) continue;
    const tensorType = type.message();
    while (tensorType.next()) {
      if (tensorType.field === 2) readShape(tensorType.message(), dims);
    }
  }
}

/** A dimension of which the file says nothing is the empty text. */
function readShape(shape: ProtobufReader, dims: (number | string)[]): void {
  while (shape.next()) {
    if (shape.field !== 1) continue;
    let size: number | string = "";
    const dim = shape.message();
    while (dim.next()) {
      if (dim.field === 1) size = dim.int();
      else if (dim.field === 2) size = dim.text();
    }
    dims.push(size);
  }
}
