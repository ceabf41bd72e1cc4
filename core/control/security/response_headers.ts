/** Headers of every answer: what browsers may do with it. */
import type { MiddlewareHandler } from "hono";
import type { ControlEnv } from "./guard.ts";

/** Pages of this server: their own scripts and styles, their own API, nothing else. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The page of the API's documentation, whose library sets styles in place. */
export const DOCS_POLICY = PAGE_POLICY.replace(
  "style-src 'self'",
  "style-src 'self' 'unsafe-inline'",
);

/** Reports that carry their own scripts: in a box without an origin. */
export const REPORT_POLICY =
  "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; " +
  "img-src data:; frame-ancestors 'none'";

export const responseHeaders: MiddlewareHandler<ControlEnv> = async (c, next) => {
  await next();
  // An upgrade is no longer ours to change.
  if (c.res.status === 101) return;
  const { headers } = c.res;
  headers.set("x-request-id", c.get("requestId") ?? "");
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "no-referrer");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("cross-origin-resource-policy", "same-origin");
  if (!headers.has("content-security-policy")) headers.set("content-security-policy", PAGE_POLICY);
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
};
