/**
 * An ONNX graph as plain data: as much of it as models here are made of. Both the reader and the
 * writer speak it. What lies where in a file, as protobuf messages with the field numbers of
 * onnx.proto:
 *
 * ```text
 * ModelProto   1 ir_version  2 producer_name  7 graph  8 opset_import
 *   OperatorSetId  1 domain  2 version
 *   GraphProto     1 node  2 name  5 initializer  11 input  12 output
 *     NodeProto      1 input  2 output  3 name  4 op_type  5 attribute  7 domain
 *       Attribute      1 name  2 f  3 i  20 type
 *     TensorProto    1 dims  2 data_type  4 float_data  8 name  9 raw_data  14 data_location
 *     ValueInfo      1 name  2 type / 1 tensor_type / 1 elem_type, 2 shape / 1 dim / 1 value | 2 name
 * ```
 */

/** TensorProto.data_type and elem_type of float32. */
export const ONNX_FLOAT = 1;
/** Attribute.type of a float. */
export const ATTRIBUTE_FLOAT = 1;
/** Attribute.type of an integer. */
export const ATTRIBUTE_INT = 2;

/** A tensor of the graph's input or output; a text stands for a dimension known only when it runs. */
export interface OnnxValue {
  readonly name: string;
  readonly dims: readonly (number | string)[];
}

/** A float32 constant of the graph, row-major. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

export type OnnxAttribute =
  | { readonly name: string; readonly int: number }
  | { readonly name: string; readonly float: number };

export interface OnnxNode {
  /** For instance "Gemm"; "domain.Operator" where the domain is not the default one. */
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
