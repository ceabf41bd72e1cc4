/**
 * `deno task ok`: the one gate. Everything that a change has to pass, quickest first; ends at the
 * first step that fails.
 */
import { EXIT_FAILED } from "../core/base/errors.ts";

const STEPS: readonly (readonly [name: string, args: readonly string[]])[] = [
  ["fmt", ["fmt", "--check"]],
  ["lint", ["lint", "--quiet"]],
  ["check", ["check", "--quiet", "--lock=tests/deno.lock", "."]],
  ["docs", ["run", "-A", "tools/check_docs.ts"]],
  ["test", ["task", "--quiet", "test"]],
];

for (const [name, args] of STEPS) {
  const started = performance.now();
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  const seconds = ((performance.now() - started) / 1e3).toFixed(1);
  console.log(`${success ? "ok" : "FAILED"}  ${name}  ${seconds} s`);
  if (!success) Deno.exit(EXIT_FAILED);
}
