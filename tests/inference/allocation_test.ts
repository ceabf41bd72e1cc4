/** Inference leaves nothing behind for the garbage collector, also where a native model runs. */
import assert from "node:assert/strict";

/** One boxed number a frame would be 12 to 16 million bytes. */
const MOST_BYTES_PER_MILLION = 1_000_000;

Deno.test("doWork() and the scorer do not allocate when a million frames pass", async () => {
  const probe = new URL("./allocation_probe.ts", import.meta.url).pathname;
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--v8-flags=--expose-gc,--min-semi-space-size=64", probe],
    stdout: "piped",
    stderr: "piped",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const [passing, predicting, scoring] = new TextDecoder().decode(stdout).trim().split("\n").map(
    Number,
  );
  assert.ok(passing < MOST_BYTES_PER_MILLION, `agent: ${passing} bytes a million frames`);
  assert.ok(predicting < MOST_BYTES_PER_MILLION, `model: ${predicting} bytes a million frames`);
  assert.ok(scoring < MOST_BYTES_PER_MILLION, `scorer: ${scoring} bytes a million frames`);
});
