/**
 * A staged program through `deno compile`. It links the program to a base binary that Deno
 * downloads once (or takes from DENORT_BIN), so it works only where that can be had.
 */
import { runCommand } from "./run_command.ts";
import type { StagedProgram } from "./stage_program.ts";

/** How long a download may take before a packed executable is the better offer. */
const PATIENCE_MILLIS = 90_000;

/** @returns why it could not be done; undefined when `out` is there */
export async function compileProgram(
  program: StagedProgram,
  out: string,
): Promise<string | undefined> {
  const target = out.startsWith("/") ? out : `${Deno.cwd()}/${out}`;
  const patience = AbortSignal.timeout(PATIENCE_MILLIS);
  const { success, stderr } = await runCommand(
    Deno.execPath(),
    [
      "compile",
      "--no-check",
      "--no-lock",
      ...program.permissions,
      ...program.unreached.flatMap((path) => ["--include", path]),
      "--output",
      target,
      "main.ts",
    ],
    program.folder,
    patience,
  );
  if (patience.aborted) return `nothing after ${PATIENCE_MILLIS / 1000} s`;
  if (!success) return reasonIn(stderr);
  return await answers(target) ? undefined : "what it makes does not start";
}

/** Whether the executable is Millrace: some base binaries never look for the program in them. */
async function answers(executable: string): Promise<boolean> {
  const { success, stdout } = await runCommand(executable, ["--help"], "/");
  return success && /\breplay\b/.test(stdout);
}

/** The first cause that Deno names, or else its error. */
function reasonIn(stderr: string): string {
  const cause = /^\s*1: (.*)$/m.exec(stderr) ?? /^error: (.*)$/m.exec(stderr);
  return cause?.[1] ?? "deno compile failed";
}
