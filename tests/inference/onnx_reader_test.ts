import assert from "node:assert/strict";
import fc from "fast-check";
import { UserError } from "../../core/base/errors.ts";
import type { OnnxGraph } from "../../core/inference/onnx_graph.ts";
import { readOnnx } from "../../core/inference/onnx_reader.ts";
import { writeOnnx } from "../../models/onnx_writer.ts";
import { ProtobufWriter } from "../../models/protobuf.ts";

const SEED = 20_260_119;
const GOLDEN = new URL("../models/golden/softmax.onnx", import.meta.url);

Deno.test("readOnnx() finds the golden graph in the golden bytes", async () => {
  assert.deepEqual(readOnnx(await Deno.readFile(GOLDEN)), {
    name: "g",
    inputs: [{ name: "features", dims: ["rows", 2] }],
    outputs: [{ name: "probabilities", dims: ["rows", 2] }],
    nodes: [
      { op: "Mul", inputs: ["features", "w"], outputs: ["z"], attributes: [] },
      {
        op: "Softmax",
        inputs: ["z"],
        outputs: ["probabilities"],
        attributes: [{ name: "axis", int: -1 }],
      },
    ],
    tensors: [{ name: "w", dims: [1, 2], values: Float32Array.of(1, -2) }],
  });
});

Deno.test("readOnnx() gives back what writeOnnx() wrote, for any graph", () => {
  const plain = { noNullPrototype: true };
  const name = fc.string({ unit: "grapheme", maxLength: 8 });
  const dims = fc.array(fc.nat({ max: 4 }), { maxLength: 3 });
  const value = fc.record(
    { name, dims: fc.array(fc.oneof(fc.nat(), name), { maxLength: 3 }) },
    plain,
  );
  const attribute = fc.oneof(
    fc.record({ name, int: fc.maxSafeInteger() }, plain),
    fc.record({ name, float: fc.float() }, plain),
  );
  const node = fc.record({
    op: name,
    inputs: fc.array(name, { maxLength: 3 }),
    outputs: fc.array(name, { minLength: 1, maxLength: 3 }),
    attributes: fc.array(attribute, { maxLength: 3 }),
  }, plain);
  const tensor = fc.record({ name, dims, fill: fc.float() }).map(({ fill, ...rest }) => ({
    ...rest,
    values: new Float32Array(rest.dims.reduce((product, dim) => product * dim, 1)).fill(fill),
  }));
  const graph: fc.Arbitrary<OnnxGraph> = fc.record({
    name,
    inputs: fc.array(value, { maxLength: 3 }),
    outputs: fc.array(value, { maxLength: 3 }),
    nodes: fc.array(node, { maxLength: 5 }),
    tensors: fc.array(tensor, { maxLength: 5 }),
  }, plain);
  fc.assert(
    fc.property(graph, (written) => assert.deepEqual(readOnnx(writeOnnx(written)), written)),
    { seed: SEED, numRuns: 200 },
  );
});

Deno.test("readOnnx() takes float_data and packed dimensions as other writers put them", () => {
  const tensor = new ProtobufWriter()
    .bytes(1, [2, 1]).int(2, 1).bytes(4, [0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0]).text(8, "w");
  const { tensors } = readOnnx(fileOf(new ProtobufWriter().message(5, tensor)));
  assert.deepEqual(tensors, [{ name: "w", dims: [2, 1], values: Float32Array.of(1.5, -2) }]);
});

Deno.test("readOnnx() leaves out tensors and attributes that it has no place for", () => {
  const int64 = new ProtobufWriter().int(1, 1).int(2, 7).text(8, "shape").bytes(9, new Array(8));
  const external = new ProtobufWriter().int(1, 9).int(2, 1).text(8, "far").int(14, 1);
  const text = new ProtobufWriter().text(1, "mode").text(4, "linear").int(20, 3);
  const node = new ProtobufWriter().text(4, "Resize").message(5, text);
  const graph = new ProtobufWriter().message(1, node).message(5, int64).message(5, external);
  const { tensors, nodes } = readOnnx(fileOf(graph));
  assert.deepEqual(tensors, []);
  assert.deepEqual(nodes, [{ op: "Resize", inputs: [], outputs: [], attributes: [] }]);
});

Deno.test("readOnnx() names an operator with its domain when that is not the default", () => {
  const ops = ["", "ai.onnx", "com.microsoft"].map((domain) => {
    const node = new ProtobufWriter().text(4, "Gemm").text(7, domain);
    return readOnnx(fileOf(new ProtobufWriter().message(1, node))).nodes[0].op;
  });
  assert.deepEqual(ops, ["Gemm", "Gemm", "com.microsoft.Gemm"]);
});

Deno.test("readOnnx() refuses when a tensor does not fill its shape or nothing is there", () => {
  const tensor = new ProtobufWriter().int(1, 3).int(2, 1).text(8, "w").bytes(9, [0, 0, 0, 0]);
  const file = fileOf(new ProtobufWriter().message(5, tensor));
  refuses(file, /tensor w has 1 values, its shape 3 wants 3/);
  refuses(new Uint8Array(0), /holds no graph/);
  refuses(new TextEncoder().encode("no model at all"), /broken at byte/);
});

Deno.test("readOnnx() refuses every cut of a file, or finds it whole", async () => {
  const whole = await Deno.readFile(GOLDEN);
  // The operator set, which follows the graph, is of no use here: tag, length and its four bytes.
  const graphEnd = whole.length - 6;
  for (let length = 0; length < graphEnd; length++) {
    refuses(whole.subarray(0, length), /broken at byte|holds no graph/);
  }
  assert.deepEqual(readOnnx(whole.subarray(0, graphEnd)), readOnnx(whole));
});

function fileOf(graph: ProtobufWriter): Uint8Array {
  return new ProtobufWriter().message(7, graph).finish();
}

function refuses(bytes: Uint8Array, wanted: RegExp): void {
  assert.throws(
    () => readOnnx(bytes),
    (thrown) => thrown instanceof UserError && wanted.test(thrown.message),
  );
}
