/** A worker that loads and runs a model; the test gives it no permission at all. */
/// <reference lib="deno.worker" />
import { OnnxSession } from "../../core/inference/onnx_session.ts";

self.onmessage = async ({ data }: MessageEvent) => {
  const { onnx, wasm, manifest } = data.model;
  const permissions = await Promise.all(
    (["read", "write", "net", "env", "run", "sys", "ffi"] as const)
      .map(async (name) => (await Deno.permissions.query({ name })).state),
  );
  const session = await OnnxSession.open(
    onnx,
    wasm,
    manifest.features.length,
    manifest.classes.length,
  );
  const output = await session.run(data.input, 2);
  self.postMessage({ permissions, output });
};
