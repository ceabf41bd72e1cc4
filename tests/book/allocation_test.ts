import assert from "node:assert/strict";

/** One number boxed per operation would be 16 MB; one per batch, as for the clock, is allowed. */
const ALLOWED_BYTES = 1_024 * 1_024;

/** The compiler settles differently now and then: what code really allocates shows in every process. */
const MOST_PROCESSES = 3;

Deno.test("books, engine and agent do not allocate in steady state", async () => {
  let growth = await measure();
  assert.deepEqual(Object.keys(growth), ["l2", "l3", "matching", "agent"]);
  for (let process = 1; process < MOST_PROCESSES && !isFlat(growth); process++) {
    const again = await measure();
    growth = Object.fromEntries(
      Object.entries(growth).map(([name, bytes]) => [name, Math.min(bytes, again[name])]),
    );
  }
  for (const [name, bytes] of Object.entries(growth)) {
    assert.ok(bytes < ALLOWED_BYTES, `${name}: ${bytes} bytes per million operations`);
  }
});

function isFlat(growth: Readonly<Record<string, number>>): boolean {
  return Object.values(growth).every((bytes) => bytes < ALLOWED_BYTES);
}

/** Bytes per million operations, by name, as one process measures them. */
async function measure(): Promise<Record<string, number>> {
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
  return JSON.parse(new TextDecoder().decode(run.stdout));
}
