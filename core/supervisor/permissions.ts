/**
 * What each worker may do. Default deny: a key that is left out is refused, so a place lists all
 * that it needs and gets nothing else. Stages between ingest and the gateway need nothing at all.
 */
import type { SessionJob } from "./job.ts";
import type { Place } from "./topology.ts";

/** Permissions of the worker at `place`. */
export function permissionsFor(place: Place, job: SessionJob): Deno.PermissionOptions {
  if (place.roles.includes("ingest") && job.input.kind === "files") {
    return { read: job.input.files.flatMap(({ path }) => [path, ...siblingsOf(path)]) };
  }
  if (place.roles.includes("recorder") && job.recordPath !== undefined) {
    const paths = [job.recordPath, `${job.recordPath}.part`];
    return { read: paths, write: paths };
  }
  return "none";
}

/** LOBSTER's other half of a pair, looked for beside the one that was named. */
function siblingsOf(path: string): string[] {
  const other = path.includes("_orderbook_")
    ? path.replace("_orderbook_", "_message_")
    : path.replace("_message_", "_orderbook_");
  return other === path ? [] : [other];
}
