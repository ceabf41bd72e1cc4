/** The whole hot path, from records to predictions, keeps nothing: the heap does not grow. */
import assert from "node:assert/strict";

const MAX_BYTES_PER_MILLION = 1_000_000;

Deno.test("a session's heap does not grow while a million messages pass", async () => {
  const probe = new URL("./heap_probe.ts", import.meta.url).pathname;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--v8-flags=--expose-gc", probe],
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const bytes = JSON.parse(new TextDecoder().decode(stdout));
  assert.ok(bytes < MAX_BYTES_PER_MILLION, `${bytes} bytes a million messages`);
});
