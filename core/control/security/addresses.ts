/**
 * Which names a server answers to. A page of another site can make a browser send requests here
 * under that site's name (DNS rebinding), so a request must carry a name that is ours, and its
 * Origin, where it has one, must be the same.
 */

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]", "::1"]);

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host) || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** @param names beside loopback and addresses in digits, which nobody can rebind */
export function isOurHost(header: string | null, names: readonly string[]): boolean {
  const host = hostOf(header);
  return host !== undefined &&
    (isLoopback(host) || names.includes(host) ||
      /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:]+\])$/.test(host));
}

/** Whether a browser sent this from a page of this server, or it was no browser. */
export function isSameOrigin(headers: Headers, host: string): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const origin = headers.get("origin");
  if (origin === null) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    // "null" and what is no address.
    return false;
  }
}

/** The name in a Host header, without its port. */
function hostOf(header: string | null): string | undefined {
  return /^(\[[0-9a-fA-F:]+\]|[\w.-]+)(?::\d{1,5})?$/.exec(header ?? "")?.[1].toLowerCase();
}
