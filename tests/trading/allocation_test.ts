import assert from "node:assert/strict";

/** One number boxed a frame would be 12 MB or more. */
const ALLOWED_BYTES = 1_024 * 1_024;
/** The compiler settles differently now and then: what code really allocates shows in every process. */
const MOST_PROCESSES = 3;

Deno.test("the trading desk does not allocate in steady state", async () => {
  let least = Infinity;
  for (let process = 0; process < MOST_PROCESSES && least >= ALLOWED_BYTES; process++) {
    const { bytes, orders, fills } = await measure();
    assert.ok(orders > 1_000_000 && fills > 500_000, "it trades");
    least = Math.min(least, bytes);
  }
  assert.ok(least < ALLOWED_BYTES, `${least} bytes per million frames`);
});

async function measure(): Promise<{ bytes: number; orders: number; fills: number }> {
  const run = await new Deno.Command(Deno.execPath(), {
    // A young generation that holds it all: nothing is swept before it is counted.
    args: [
      "run",
      "--v8-flags=--expose-gc,--semi-space-growth-factor=1,--min-semi-space-size=128",
      "--allow-all",
      new URL("./allocation_probe.ts", import.meta.url).pathname,
    ],
  }).output();
  assert.ok(run.success, new TextDecoder().decode(run.stderr));
  return JSON.parse(new TextDecoder().decode(run.stdout));
}
