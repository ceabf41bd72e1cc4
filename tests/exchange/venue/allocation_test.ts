import assert from "node:assert/strict";

/** A number boxed on every third message would be 5. */
const MOST_BYTES = 1;

Deno.test("SimulatedExchange leaves next to no garbage behind, with and without resting orders", async () => {
  const run = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--v8-flags=--expose-gc,--semi-space-growth-factor=1,--min-semi-space-size=128",
      "--allow-all",
      new URL("./allocation_run.ts", import.meta.url).pathname,
    ],
  }).output();
  assert.ok(run.success, new TextDecoder().decode(run.stderr));
  const { idle, resting } = JSON.parse(new TextDecoder().decode(run.stdout));
  assert.ok(idle < MOST_BYTES, `${idle} bytes a message without orders`);
  assert.ok(resting < MOST_BYTES, `${resting} bytes a message with orders`);
});
