/** Whether there is a terminal to show something on. */
import { UserError } from "../../core/base/errors.ts";

/** @throws UserError where there is no terminal to take over */
export function requireTerminal(): void {
  if (Deno.stdin.isTerminal() && Deno.stdout.isTerminal()) return;
  throw new UserError("--tui: needs a terminal; without one leave it out, or use --serve");
}
