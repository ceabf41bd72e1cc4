/**
 * The control plane as a web application: every request passes the guard, then its route; every
 * error is a problem document, every change is in the audit log.
 *
 * ```text
 *   headers ─▶ audit ─▶ guard ─▶ body limit ─▶ scope ─▶ idempotency ─▶ entity tag ─▶ route
 * ```
 */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { messageOf, UserError } from "../base/errors.ts";
import {
  DEFAULT_CHANGE_RATE,
  DEFAULT_HOST,
  DEFAULT_RATE,
  MOST_BODY_BYTES,
} from "./control_options.ts";
import type { ControlPlane } from "./control_plane.ts";
import { ROUTE_SCOPES, STOPPING_PATHS } from "./contract/scopes.ts";
import { entityTags } from "./http/etag.ts";
import { IdempotencyKeys } from "./http/idempotency.ts";
import {
  type FieldError,
  ProblemError,
  problemResponse,
  type ProblemStatus,
} from "./http/problem.ts";
import { addDocumentRoutes } from "./routes/documents.ts";
import { addMarketRoutes } from "./routes/market.ts";
import { addResearchRoutes } from "./routes/research.ts";
import { addStrategyRoutes } from "./routes/strategies.ts";
import { addStreamRoutes } from "./routes/streams.ts";
import { addSystemRoutes } from "./routes/system.ts";
import { addTradingRoutes } from "./routes/trading.ts";
import { ROUTES } from "./contract/routes.ts";
import { isLoopback } from "./security/addresses.ts";
import { type ControlEnv, guard, requireScope } from "./security/guard.ts";
import { RateLimit } from "./security/rate_limit.ts";
import { responseHeaders } from "./security/response_headers.ts";
import type { Tokens } from "./security/tokens.ts";

export type ControlApp = OpenAPIHono<ControlEnv>;

const MOST_AUDITED_CHARS = 2_000;

export function controlApp(plane: ControlPlane, tokens: Tokens): ControlApp {
  const app = new OpenAPIHono<ControlEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const errors = result.error.issues.map(({ path, message }): FieldError => ({
        field: path.join("."),
        message,
      }));
      const status = result.target === "json" ? 422 : 400;
      const first = errors[0];
      throw new ProblemError(status, `${result.target} ${first.field}: ${first.message}`, errors);
    },
  });
  const { host = DEFAULT_HOST, names = [] } = plane.options;
  const { clock } = plane.tap;
  app.onError((thrown, c) => problemResponse(c, problemOf(thrown)));
  app.notFound((c) => problemResponse(c, new ProblemError(404, `no such path: ${c.req.path}`)));
  app.use(responseHeaders);
  app.use(auditing(plane));
  app.use(guard({
    tokens,
    loopback: isLoopback(host),
    names,
    rate: new RateLimit(clock, plane.options.rate ?? DEFAULT_RATE),
    changeRate: new RateLimit(clock, plane.options.changeRate ?? DEFAULT_CHANGE_RATE),
    unlimited: STOPPING_PATHS,
  }));
  app.use(smallJsonBodies);
  for (const route of ROUTES) {
    const scope = ROUTE_SCOPES[route.operationId] ?? "public";
    app.on(route.method.toUpperCase(), route.getRoutingPath(), requireScope(scope));
  }
  app.use(new IdempotencyKeys().middleware);
  app.use(entityTags);
  addSystemRoutes(app, plane);
  addMarketRoutes(app, plane);
  addTradingRoutes(app, plane);
  addStrategyRoutes(app, plane);
  addResearchRoutes(app, plane);
  addStreamRoutes(app, plane);
  addDocumentRoutes(app, plane);
  return app;
}

/** Counts requests, and writes down changes, whoever asks and whatever comes of it. */
function auditing(plane: ControlPlane): MiddlewareHandler<ControlEnv> {
  return async (c, next) => {
    c.set("body", "");
    await next();
    const { requests } = plane;
    requests.set(c.res.status, (requests.get(c.res.status) ?? 0) + 1);
    if (c.req.method === "GET" || c.req.method === "HEAD") return;
    plane.audit.add({
      requestId: c.get("requestId") ?? "",
      who: c.get("token")?.name ?? null,
      from: c.env?.remote ?? "",
      method: c.req.method,
      path: c.req.path,
      body: c.get("body").slice(0, MOST_AUDITED_CHARS),
      status: c.res.status,
    });
  };
}

/** Bodies are short and say how long they are; what a page of another site can send is no JSON. */
const smallJsonBodies: MiddlewareHandler<ControlEnv> = async (c, next) => {
  if (c.req.method === "GET" || c.req.method === "HEAD") return await next();
  const length = c.req.header("content-length");
  if (length === undefined && c.req.header("transfer-encoding") !== undefined) {
    throw new ProblemError(411, "content-length: a body says how long it is");
  }
  const bytes = Number(length ?? 0);
  if (bytes > MOST_BODY_BYTES) {
    throw new ProblemError(413, `a body has at most ${MOST_BODY_BYTES} bytes`);
  }
  const type = c.req.header("content-type") ?? "";
  if (bytes > 0 && !/^application\/json\b/i.test(type)) {
    throw new ProblemError(415, "content-type: must be application/json");
  }
  if (bytes > 0) c.set("body", await c.req.text());
  await next();
};

function problemOf(thrown: Error): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  if (thrown instanceof UserError) return new ProblemError(422, thrown.message);
  if (thrown instanceof HTTPException) {
    return new ProblemError(thrown.status as ProblemStatus, thrown.message || "not understood");
  }
  console.error(`control: ${messageOf(thrown)}`);
  return new ProblemError(500, "this server failed; its log says why");
}
