/**
 * What each worker may do. Default deny: a key that is left out is refused, so a place lists all
 * that it needs and gets nothing else. Stages between ingest and the gateway need nothing at all.
 */
import type { VenuePlan } from "../gateway/gateway_plan.ts";
import { isStrategyFile } from "../trading/strategy_loader.ts";
import { hostsOf } from "../venues/live/live_input.ts";
import type { SessionJob } from "./job.ts";
import type { Place } from "./topology.ts";

/** Permissions of the worker at `place`. */
export function permissionsFor(place: Place, job: SessionJob): Deno.PermissionOptions {
  if (place.roles.includes("ingest") && job.input.kind === "files") {
    const paths = job.input.files.flatMap(({ path }) => [path, ...siblingsOf(path)]);
    return { read: paths.flatMap((path) => [path, ...behindLinks(path)]) };
  }
  if (place.roles.includes("ingest") && job.input.kind === "live") {
    const { rawPath } = job.input;
    const raw = rawPath === undefined ? [] : [rawPath, ...behindLinks(rawPath)];
    return { net: hostsOf(job.input), read: raw, write: raw };
  }
  if (place.roles.includes("recorder") && job.recordPath !== undefined) {
    const tapes = [job.recordPath, ...behindLinks(job.recordPath)];
    const { journalPath } = job;
    const journals = journalPath === undefined ? [] : [journalPath, ...behindLinks(journalPath)];
    const paths = [...tapes.flatMap((path) => [path, `${path}.part`]), ...journals];
    return { read: paths, write: paths };
  }
  if (place.roles.includes("gateway") && job.gateway !== undefined) {
    return { net: [...new Set(job.gateway.venues.flatMap(hostsOfVenue))] };
  }
  if (place.roles.includes("trading")) {
    const files = job.trading?.strategies.map(({ ref }) => ref).filter(isStrategyFile) ?? [];
    if (files.length > 0) return { read: files.flatMap(readByImport) };
  }
  return "none";
}

/** Where a venue takes orders and tells of them. */
function hostsOfVenue({ restUrl, streamUrl, orderUrl }: VenuePlan): string[] {
  const urls = [restUrl, streamUrl, ...(orderUrl === undefined ? [] : [orderUrl])];
  return urls.map((url) => new URL(url).host);
}

/** An import reads the file and what it imports: from its folder, and the contract from here. */
function readByImport(url: string): string[] {
  const folder = decodeURIComponent(new URL(".", url).pathname);
  const core = decodeURIComponent(new URL("../", import.meta.url).pathname);
  return [folder, ...behindLinks(folder), core];
}

/** LOBSTER's other half of a pair, looked for beside the one that was named. */
function siblingsOf(path: string): string[] {
  const other = path.includes("_orderbook_")
    ? path.replace("_orderbook_", "_message_")
    : path.replace("_message_", "_orderbook_");
  return other === path ? [] : [other];
}

/**
 * Where a path leads when it, or a folder on the way, is a symbolic link: the runtime checks what is
 * really opened. Of a file that is not there yet, its folder's place counts.
 */
function behindLinks(path: string): string[] {
  try {
    return [Deno.realPathSync(path)];
  } catch {
    const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : ".";
    try {
      return [`${Deno.realPathSync(folder)}/${path.slice(path.lastIndexOf("/") + 1)}`];
    } catch {
      // Nothing there: whoever opens it will say so.
      return [];
    }
  }
}
