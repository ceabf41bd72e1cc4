/**
 * The hot path leaves nothing behind for the garbage collector: group by group, and with all of them at
 * once, where the compiler stops inlining somewhere else. Each is measured in a process of its own,
 * compiled in the same order every time.
 */
import assert from "node:assert/strict";
import { FEATURE_GROUPS } from "../../core/features/feature_settings.ts";

/** One boxed number a frame would be 12 to 16 million bytes. */
const MOST_BYTES_PER_MILLION = 1_000_000;
const FLAGS = "--v8-flags=--expose-gc,--min-semi-space-size=64,--no-concurrent-recompilation";

for (const group of [...FEATURE_GROUPS, "all"]) {
  Deno.test(`update() does not allocate when a million frames pass (${group})`, async () => {
    const probe = new URL("./allocation_probe.ts", import.meta.url).pathname;
    const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
      args: ["run", FLAGS, probe, group],
      stdout: "piped",
      stderr: "piped",
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    const bytes = Number(new TextDecoder().decode(stdout));
    assert.ok(bytes < MOST_BYTES_PER_MILLION, `${bytes} bytes a million frames`);
  });
}
