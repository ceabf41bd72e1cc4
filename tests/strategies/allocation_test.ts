/** Strategies leave nothing behind for the garbage collector, orders and reports included. */
import assert from "node:assert/strict";

/** One boxed number a frame would be 12 to 16 million bytes. */
const MOST_BYTES_PER_MILLION = 1_000_000;
/** One of each kind. */
const NAMES = ["vwap", "pov", "shortfall_taker", "glft", "avellaneda_stoikov", "signal_threshold"];

for (const name of NAMES) {
  Deno.test(`${name} does not allocate when a million frames pass`, async () => {
    const probe = new URL("./allocation_probe.ts", import.meta.url).pathname;
    const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-check",
        "--v8-flags=--expose-gc,--min-semi-space-size=64,--no-concurrent-recompilation",
        probe,
        name,
      ],
      stdout: "piped",
      stderr: "piped",
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    const [bytes, asks] = new TextDecoder().decode(stdout).split(" ").map(Number);
    assert.ok(asks > 50, `it traded: ${asks}`);
    assert.ok(bytes < MOST_BYTES_PER_MILLION, `${bytes} bytes a million frames`);
  });
}
