/**
 * Millrace's command line: parse, hand over, exit code.
 */
import { CommanderError } from "commander";
import { buildProgram } from "./cli/program.ts";
import { EXIT_BAD_INPUT, EXIT_FAILED, EXIT_OK, messageOf, UserError } from "./core/base/errors.ts";

/** Runs one command. @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT_OK;
  try {
    await buildProgram((code) => exitCode = code).parseAsync(args, { from: "user" });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT_OK : EXIT_BAD_INPUT;
    console.error(`millrace: ${messageOf(thrown)}`);
    return thrown instanceof UserError ? EXIT_BAD_INPUT : EXIT_FAILED;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
