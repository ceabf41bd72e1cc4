import assert from "node:assert/strict";

/** One boxed number a frame would be 12. */
const MOST_BYTES = 4;

Deno.test("ResultCollector allocates nothing for a frame, flat or holding a position", async () => {
  const run = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--v8-flags=--expose-gc,--semi-space-growth-factor=1,--min-semi-space-size=128",
      "--allow-all",
      new URL("./allocation_run.ts", import.meta.url).pathname,
    ],
  }).output();
  assert.ok(run.success, new TextDecoder().decode(run.stderr));
  const { idle, holding } = JSON.parse(new TextDecoder().decode(run.stdout));
  assert.ok(idle < MOST_BYTES, `${idle} bytes a frame when flat`);
  assert.ok(holding < MOST_BYTES, `${holding} bytes a frame with a position`);
});
