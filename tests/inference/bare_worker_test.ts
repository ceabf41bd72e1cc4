import assert from "node:assert/strict";
import { OnnxSession } from "../../core/inference/onnx_session.ts";
import { tinyModel } from "./tiny_model.ts";

Deno.test("OnnxSession runs in a worker without any permission, with the same result", async () => {
  const model = await tinyModel();
  const input = Float32Array.of(0.5, -1, 2, 3, 0.25, -0.75);
  const worker = new Worker(new URL("./bare_worker.ts", import.meta.url), {
    type: "module",
    deno: { permissions: "none" },
  });
  try {
    const answer = await new Promise<{ permissions: string[]; output: Float32Array }>(
      (resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage({ model, input });
      },
    );
    assert.ok(!answer.permissions.includes("granted"));
    const here = await OnnxSession.open(model.onnx, model.wasm, 3, 3);
    assert.deepEqual(answer.output, await here.run(input, 2));
    await here.close();
  } finally {
    worker.terminate();
  }
});
