import assert from "node:assert/strict";
import { OnnxSession } from "../../core/inference/onnx_session.ts";
import { tinyModel } from "./tiny_model.ts";

/** As it was before onnxruntime-web is loaded, which happens once in a process of tests. */
const DENO_WORKER = globalThis.Worker;
const ANSWER_WITHIN_MILLIS = 10_000;

Deno.test("OnnxSession.open() leaves the global Worker as it was: workers have a self", async () => {
  const model = await tinyModel();
  const session = await OnnxSession.open(model.onnx, model.wasm, 3, 3);
  await session.close();
  assert.equal(globalThis.Worker, DENO_WORKER);
  const script = `data:text/javascript,self.postMessage("here")`;
  const worker = new Worker(script, { type: "module" });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const answer = await new Promise((resolve) => {
    timer = setTimeout(() => resolve("no answer"), ANSWER_WITHIN_MILLIS);
    worker.onmessage = ({ data }) => resolve(data);
  });
  clearTimeout(timer);
  worker.terminate();
  assert.equal(answer, "here");
});
