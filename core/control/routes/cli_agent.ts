/** The command line names itself, so that the journal can tell it from other programs. */
import type { Context } from "hono";
import type { ControlEnv } from "../security/guard.ts";

const CLI_AGENT = /^millrace-cli\b/;

export function isCli(c: Context<ControlEnv>): boolean {
  return CLI_AGENT.test(c.req.header("user-agent") ?? "");
}
