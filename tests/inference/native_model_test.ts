import assert from "node:assert/strict";
import fc from "fast-check";
import { Prng } from "../../core/base/prng.ts";
import { checkNative, PROBE_ROWS, probeRows } from "../../core/inference/native_check.ts";
import { NativeModel } from "../../core/inference/native_model.ts";
import type { OnnxGraph, OnnxNode } from "../../core/inference/onnx_graph.ts";
import { readOnnx } from "../../core/inference/onnx_reader.ts";
import { OnnxSession } from "../../core/inference/onnx_session.ts";
import { ONNX_WASM } from "../../models/onnx_wasm.ts";
import { writeOnnx } from "../../models/onnx_writer.ts";
import { makeNetwork, type NetworkShape } from "./made_networks.ts";
import { tinyManifest } from "./tiny_model.ts";

const SEED = 20_260_120;
const CLIP = 4;
const SPELLINGS = ["Gemm", "Gemm transB", "MatMul Add", "MatMul Add reversed"] as const;

const PLAIN: NetworkShape = {
  widths: [5, 7, 3],
  activation: "Relu",
  spelling: "Gemm",
  weightLimit: 1,
};

function manifestOf(inputs: number) {
  const features = Array.from({ length: inputs }, (_, i) => ({ name: `f${i}`, mean: 0, scale: 1 }));
  return tinyManifest("0".repeat(64), { features, clip: CLIP });
}

function nativeOf(graph: OnnxGraph): NativeModel {
  const native = NativeModel.of(readOnnx(writeOnnx(graph)));
  assert.ok(native !== undefined);
  return native;
}

Deno.test("NativeModel agrees with onnxruntime, for any network it recognises", async () => {
  const shape: fc.Arbitrary<NetworkShape> = fc.record({
    widths: fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 3 })
      .map((widths) => [...widths, 3]),
    activation: fc.constantFrom("Relu", "Tanh", "Sigmoid"),
    spelling: fc.constantFrom(...SPELLINGS),
    weightLimit: fc.constantFrom(0.1, 0.5, 2),
  });
  await fc.assert(
    fc.asyncProperty(fc.nat(), shape, async (seed, shape) => {
      const graph = makeNetwork(new Prng(seed), shape);
      const inputs = shape.widths[0];
      const session = await OnnxSession.open(writeOnnx(graph), ONNX_WASM, inputs, 3);
      await checkNative(nativeOf(graph), session, manifestOf(inputs));
      await session.close();
    }),
    { seed: SEED, numRuns: 60 },
  );
});

Deno.test("NativeModel sums as onnxruntime does, to the last bit", async () => {
  for (const inputs of [1, 4, 13, 64]) {
    const shape = { ...PLAIN, widths: [inputs, 21, 3], weightLimit: 10 };
    const whole = makeNetwork(new Prng(inputs), shape);
    // Without the softmax, whose exponential the two compute differently.
    const last = whole.nodes.length - 2;
    const nodes = whole.nodes.slice(0, -1).map((node, i) =>
      i === last ? { ...node, outputs: ["probabilities"] } : node
    );
    const graph = { ...whole, nodes };
    const session = await OnnxSession.open(writeOnnx(graph), ONNX_WASM, inputs, 3);
    const probes = probeRows(inputs, CLIP);
    const wanted = await session.run(probes, PROBE_ROWS);
    const found = nativeOf(graph).run(probes, PROBE_ROWS).slice(0, wanted.length);
    assert.deepEqual(found, wanted);
    await session.close();
  }
});

Deno.test("NativeModel gives a row the same bits whatever rows go with it", () => {
  const native = nativeOf(makeNetwork(new Prng(3), PLAIN));
  const probes = probeRows(5, CLIP);
  const together = native.run(probes, PROBE_ROWS).slice(0, PROBE_ROWS * 3);
  for (let row = 0; row < PROBE_ROWS; row++) {
    const alone = native.run(probes.subarray(row * 5), 1).slice(0, 3);
    assert.deepEqual(alone, together.slice(row * 3, row * 3 + 3));
  }
});

Deno.test("NativeModel gives the same bits however the network is spelt", () => {
  const probes = probeRows(5, CLIP);
  const [first, ...others] = SPELLINGS.map((spelling) => {
    const native = nativeOf(makeNetwork(new Prng(4), { ...PLAIN, spelling }));
    return native.run(probes, PROBE_ROWS).slice();
  });
  assert.ok(first.some((value) => value > 0.9) && first.some((value) => value < 0.1));
  for (const other of others) assert.deepEqual(other, first);
});

Deno.test("NativeModel stays a distribution when sums are huge", () => {
  const native = nativeOf(makeNetwork(new Prng(5), { ...PLAIN, weightLimit: 1e6 }));
  const output = native.run(probeRows(5, CLIP), PROBE_ROWS);
  for (let row = 0; row < PROBE_ROWS; row++) {
    const sum = output[row * 3] + output[row * 3 + 1] + output[row * 3 + 2];
    assert.ok(Math.abs(sum - 1) < 1e-6);
  }
});

Deno.test("NativeModel.of() leaves a graph alone when it is no chain of dense layers", () => {
  const graph = makeNetwork(new Prng(6), PLAIN);
  const [first, relu, second, softmax] = graph.nodes;
  const withNodes = (...nodes: OnnxNode[]): OnnxGraph => ({ ...graph, nodes });
  const attributed = (node: OnnxNode, name: string, int: number) => ({
    ...node,
    attributes: [{ name, int }],
  });
  const infinite = graph.tensors.map((tensor, i) =>
    i === 0 ? { ...tensor, values: tensor.values.map(() => Infinity) } : tensor
  );
  const others: Record<string, OnnxGraph> = {
    "no nodes": withNodes(),
    "another operator": withNodes(first, { ...relu, op: "Elu" }, second, softmax),
    "another domain": withNodes({ ...first, op: "com.microsoft.Gemm" }, relu, second, softmax),
    "scaled sums": withNodes(attributed(first, "alpha", 2), relu, second, softmax),
    "turned rows": withNodes(attributed(first, "transA", 1), relu, second, softmax),
    "softmax over rows": withNodes(first, relu, second, attributed(softmax, "axis", 0)),
    "an activation first": withNodes({ ...relu, inputs: ["features"] }, first, second, softmax),
    "no end": withNodes(first, relu, second),
    "a way round": withNodes(first, relu, { ...second, inputs: ["features", "w", "b"] }, softmax),
    "unknown weights": { ...graph, tensors: [] },
    "infinite weights": { ...graph, tensors: infinite },
    "two outputs": withNodes({ ...first, outputs: ["sum_0", "more"] }, relu, second, softmax),
    "mismatched widths": {
      ...graph,
      tensors: graph.tensors.map((tensor) =>
        tensor.name === "weights_1" ? { ...tensor, dims: [3, 7] } : tensor
      ),
    },
  };
  assert.ok(NativeModel.of(graph) !== undefined);
  for (const [what, other] of Object.entries(others)) {
    assert.equal(NativeModel.of(other), undefined, what);
  }
});
