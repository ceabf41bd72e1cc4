/** Entity tags of answers to GET: a poller that has the newest answer gets none again. */
import type { MiddlewareHandler } from "hono";

/** For JSON answers with status 200. */
export const entityTags: MiddlewareHandler = async (c, next) => {
  await next();
  const { res } = c;
  const type = res.headers.get("content-type") ?? "";
  if (c.req.method !== "GET" || res.status !== 200 || !type.startsWith("application/json")) return;
  const text = await res.text();
  const tag = `W/"${tagOf(text)}"`;
  const headers = new Headers(res.headers);
  headers.set("etag", tag);
  headers.set("cache-control", "no-cache");
  const isKnown = (c.req.header("if-none-match") ?? "").split(",").some((t) => t.trim() === tag);
  if (isKnown) headers.delete("content-type");
  c.res = undefined;
  c.res = new Response(isKnown ? null : text, { status: isKnown ? 304 : 200, headers });
};

/** Two 32-bit FNV-1a sums of the text and its length: equality, not security. */
function tagOf(text: string): string {
  let a = 0x811c_9dc5;
  let b = 0x1234_5678;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x0100_0193);
    b = Math.imul(b ^ code, 0x85eb_ca6b);
  }
  return `${text.length.toString(36)}-${(a >>> 0).toString(36)}-${(b >>> 0).toString(36)}`;
}
