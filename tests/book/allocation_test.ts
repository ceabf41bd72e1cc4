import assert from "node:assert/strict";

/** One number boxed per operation would be 16 MB; one per batch, as for the clock, is allowed. */
const ALLOWED_BYTES = 1_024 * 1_024;

Deno.test("books, engine and agent do not allocate in steady state", async () => {
  const run = await new Deno.Command(Deno.execPath(), {
    // A young generation that holds it all: nothing is swept before it is counted.
    args: [
      "run",
      "--v8-flags=--expose-gc,--semi-space-growth-factor=1,--min-semi-space-size=128",
      "--allow-all",
      new URL("./allocation_run.ts", import.meta.url).pathname,
    ],
  }).output();
  assert.ok(run.success, new TextDecoder().decode(run.stderr));
  const growth: Record<string, number> = JSON.parse(new TextDecoder().decode(run.stdout));
  assert.deepEqual(Object.keys(growth), ["l2", "l3", "matching", "agent"]);
  for (const [name, bytes] of Object.entries(growth)) {
    assert.ok(bytes < ALLOWED_BYTES, `${name}: ${bytes} bytes per million operations`);
  }
});
