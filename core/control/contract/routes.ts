/** Every route of the API, and the document that is made of them. */
import { OpenAPIHono } from "@hono/zod-openapi";
import * as market from "./market.ts";
import * as research from "./research.ts";
import * as strategies from "./strategies.ts";
import * as system from "./system.ts";
import * as stream from "./stream.ts";
import * as trading from "./trading.ts";
import { ROUTE_SCOPES } from "./scopes.ts";

interface RouteLike {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  getRoutingPath(): string;
}

export const ROUTES: readonly RouteLike[] = [
  market,
  system,
  stream,
  trading,
  strategies,
  research,
]
  .flatMap((contract) => Object.values(contract) as unknown[])
  .filter(isRoute);

const DESCRIPTION = `What a running Millrace session shows and takes.

Times are nanoseconds since the session's epoch with an ISO text beside them; prices and quantities
are in units as people write them, with ticks and lots where exactness matters. Errors are RFC 9457
problem documents. Changes take an Idempotency-Key.`;

/** OpenAPI 3.1. */
export function openApiDocument(version: string): Record<string, unknown> {
  const app = new OpenAPIHono();
  for (const route of ROUTES) {
    const scope = ROUTE_SCOPES[route.operationId];
    app.openAPIRegistry.registerPath({
      ...route as unknown as Parameters<typeof app.openAPIRegistry.registerPath>[0],
      "x-scope": scope ?? "public",
    });
  }
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
  });
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Millrace", version, description: DESCRIPTION, license: { name: "MIT" } },
  }) as unknown as Record<string, unknown>;
}

function isRoute(value: unknown): value is RouteLike {
  return typeof value === "object" && value !== null && "operationId" in value && "path" in value;
}
