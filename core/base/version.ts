/** The version of this build, as deno.json and every session's record say it. */
export const MILLRACE_VERSION = "0.1.0";
