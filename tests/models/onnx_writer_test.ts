import assert from "node:assert/strict";
import { OnnxSession } from "../../core/inference/onnx_session.ts";
import { ONNX_WASM } from "../../models/onnx_wasm.ts";
import type { OnnxGraph } from "../../core/inference/onnx_graph.ts";
import { writeOnnx } from "../../models/onnx_writer.ts";
import { ProtobufWriter } from "../../models/protobuf.ts";

const GRAPH: OnnxGraph = {
  name: "g",
  inputs: [{ name: "features", dims: ["rows", 2] }],
  outputs: [{ name: "probabilities", dims: ["rows", 2] }],
  nodes: [
    { op: "Mul", inputs: ["features", "w"], outputs: ["z"] },
    {
      op: "Softmax",
      inputs: ["z"],
      outputs: ["probabilities"],
      attributes: [{ name: "axis", int: -1 }],
    },
  ],
  tensors: [{ name: "w", dims: [1, 2], values: Float32Array.of(1, -2) }],
};

Deno.test("writeOnnx() writes the golden bytes when given the golden graph", async () => {
  const golden = await Deno.readFile(new URL("./golden/softmax.onnx", import.meta.url));
  assert.equal(writeOnnx(GRAPH).toHex(), golden.toHex());
});

Deno.test("writeOnnx() gives a graph that runs when nodes and attributes come together", async () => {
  const session = await OnnxSession.open(writeOnnx(GRAPH), ONNX_WASM, 2, 2);
  const [first, second] = await session.run(Float32Array.of(0.5, 0.25), 1);
  assert.ok(Math.abs(first - 1 / (1 + Math.exp(-1))) < 1e-6);
  assert.ok(Math.abs(first + second - 1) < 1e-6);
  await session.close();
});

Deno.test("writeOnnx() refuses a tensor whose values do not fill its dimensions", () => {
  const tensors = [{ name: "w", dims: [2, 2], values: Float32Array.of(1, -2) }];
  assert.throws(() => writeOnnx({ ...GRAPH, tensors }), /as many values as its dimensions say/);
});

Deno.test("ProtobufWriter writes the examples of the format's documentation", () => {
  assert.equal(new ProtobufWriter().int(1, 150).finish().toHex(), "089601");
  assert.equal(new ProtobufWriter().text(2, "testing").finish().toHex(), "120774657374696e67");
  const inner = new ProtobufWriter().int(1, 150);
  assert.equal(new ProtobufWriter().message(3, inner).finish().toHex(), "1a03089601");
  assert.equal(new ProtobufWriter().int(1, -2).finish().toHex(), "08feffffffffffffffff01");
  assert.equal(new ProtobufWriter().float(2, 1.5).finish().toHex(), "150000c03f");
  assert.equal(new ProtobufWriter().int(20, 2).finish().toHex(), "a00102");
});
