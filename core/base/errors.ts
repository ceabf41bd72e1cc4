/**
 * Errors a person caused and can mend: a bad option, a bad file, a bad value. They are printed as
 * one line, without a stack, and end the program with exit code 2.
 */

/** Exit codes of every command. */
export const EXIT_OK = 0;
/** The program failed: a worker died, an invariant broke. */
export const EXIT_FAILED = 1;
/** The input or the command line is wrong. */
export const EXIT_BAD_INPUT = 2;
/** Stopped by Ctrl-C, as shells count it: 128 + SIGINT. */
export const EXIT_INTERRUPTED = 130;

/** Names what was tried, the value that was found, and what would be right. */
export class UserError extends Error {
  override readonly name = "UserError";
}

/** The message of anything thrown, without its stack. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
