/**
 * What every request passes before its route: names, origins, rates, tokens. In this order, so that
 * a stranger learns nothing and costs little.
 *
 * ```text
 *   request ─▶ id ─▶ Host · Origin ─▶ token ─▶ rate ─▶ scope of the route ─▶ route
 *                     400    403       401      429     401 · 403
 * ```
 */
import type { Context, MiddlewareHandler } from "hono";
import { randomWord } from "../../base/secret.ts";
import { ProblemError } from "../http/problem.ts";
import { isOurHost, isSameOrigin } from "./addresses.ts";
import type { RateLimit } from "./rate_limit.ts";
import { reaches, type Scope, type Token, type Tokens } from "./tokens.ts";

/** What requests carry through the app. */
export interface ControlEnv {
  readonly Bindings: { readonly remote: string };
  readonly Variables: { requestId: string; body: string; token: Token | undefined };
}

/** public: anybody on loopback; beyond it nothing is public. */
export type RouteScope = Scope | "public";

export interface GuardOptions {
  readonly tokens: Tokens;
  readonly loopback: boolean;
  readonly names: readonly string[];
  readonly rate: RateLimit;
  readonly changeRate: RateLimit;
  /** Paths that are never refused for their rate, because they stop trading. */
  readonly unlimited: ReadonlySet<string>;
}

const REQUEST_ID = /^[\w.-]{1,64}$/;

/** For all requests. */
export function guard(options: GuardOptions): MiddlewareHandler<ControlEnv> {
  return async (c, next) => {
    const given = c.req.header("x-request-id") ?? "";
    c.set("requestId", REQUEST_ID.test(given) ? given : randomWord(9));
    const { headers, url } = c.req.raw;
    // HTTP/2 has no Host: its authority is in the address.
    const host = headers.get("host") ?? new URL(url).host;
    if (!isOurHost(host, options.names)) {
      throw new ProblemError(400, "Host: not a name of this server; --serve-name adds one");
    }
    if (!isSameOrigin(headers, host)) {
      throw new ProblemError(403, "Origin: pages of other sites may not call this API");
    }
    const { word, scheme } = credentialsOf(c);
    const found = word === undefined ? undefined : options.tokens.find(word);
    limitRate(c, options);
    if (word !== undefined && found === undefined) throw unauthorized("the token is not known");
    c.set("token", narrowed(found, scheme));
    if (!options.loopback && found === undefined) {
      throw unauthorized("beyond loopback everything needs a token");
    }
    await next();
  };
}

/** For one route. */
export function requireScope(scope: RouteScope): MiddlewareHandler<ControlEnv> {
  return async (c, next) => {
    if (scope !== "public") checkScope(c.get("token"), scope);
    await next();
  };
}

/** @throws ProblemError when it does not reach as far */
export function checkScope(token: Token | undefined, scope: Scope): void {
  if (token === undefined) throw unauthorized(`a token with scope ${scope} is needed`);
  if (!reaches(token.scope, scope)) {
    throw new ProblemError(403, `the token has scope ${token.scope}, ${scope} is needed`);
  }
}

function unauthorized(detail: string): ProblemError {
  return new ProblemError(401, detail, undefined, {
    "www-authenticate": 'Bearer realm="millrace", Basic realm="millrace"',
  });
}

function limitRate(c: Context<ControlEnv>, options: GuardOptions): void {
  if (options.unlimited.has(c.req.path)) return;
  const isChange = c.req.method !== "GET" && c.req.method !== "HEAD";
  const wait = (isChange ? options.changeRate : options.rate).take(c.env?.remote ?? "");
  if (wait > 0) {
    const seconds = String(Math.max(1, Math.ceil(wait)));
    throw new ProblemError(429, "slower, please", undefined, { "retry-after": seconds });
  }
}

interface Credentials {
  readonly scheme: "bearer" | "basic" | "none";
  readonly word: string | undefined;
}

/**
 * Bearer; or Basic, whose password is the token, for browsers that open a page beyond loopback; or
 * the protocol `bearer.TOKEN` of a WebSocket, which can carry nothing else.
 */
function credentialsOf(c: Context<ControlEnv>): Credentials {
  const header = c.req.header("authorization") ?? "";
  const bearer = /^Bearer +(\S{1,200})$/i.exec(header);
  if (bearer !== null) return { scheme: "bearer", word: bearer[1] };
  const basic = /^Basic +([A-Za-z0-9+/=]{1,400})$/i.exec(header);
  if (basic !== null) return { scheme: "basic", word: passwordOf(basic[1]) };
  const protocols = c.req.header("sec-websocket-protocol") ?? "";
  const protocol = /(?:^|,) *bearer\.([^\s,]{1,200})/.exec(protocols);
  return protocol === null
    ? { scheme: "none", word: undefined }
    : { scheme: "bearer", word: protocol[1] };
}

/** Browsers send Basic by themselves, so it never changes anything. */
function narrowed(token: Token | undefined, scheme: Credentials["scheme"]): Token | undefined {
  return token !== undefined && scheme === "basic" ? { ...token, scope: "read" } : token;
}

function passwordOf(base64: string): string {
  try {
    return atob(base64).replace(/^[^:]*:/, "");
  } catch {
    return "";
  }
}
