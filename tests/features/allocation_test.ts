/** The hot path leaves nothing behind for the garbage collector. */
import assert from "node:assert/strict";

/** One boxed number a frame would be 12 to 16 million bytes. */
const MOST_BYTES_PER_MILLION = 1_000_000;

Deno.test("update() does not allocate when a million frames pass", async () => {
  const probe = new URL("./allocation_probe.ts", import.meta.url).pathname;
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--v8-flags=--expose-gc,--min-semi-space-size=64", probe],
    stdout: "piped",
    stderr: "piped",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const bytes = Number(new TextDecoder().decode(stdout));
  assert.ok(bytes < MOST_BYTES_PER_MILLION, `${bytes} bytes a million frames`);
});
