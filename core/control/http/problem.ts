/** Errors of the API: thrown anywhere below a route, answered as RFC 9457 problem documents. */
import type { Context } from "hono";
import type { Problem } from "../contract/conventions.ts";

/** Statuses that problems have. */
export type ProblemStatus =
  | 400
  | 401
  | 403
  | 404
  | 405
  | 409
  | 411
  | 413
  | 415
  | 422
  | 429
  | 500
  | 503;

const TITLES: Record<ProblemStatus, string> = {
  400: "Bad request",
  401: "Token needed",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  411: "Length wanted",
  413: "Too large",
  415: "JSON wanted",
  422: "Not usable",
  429: "Too many requests",
  500: "Failed",
  503: "Not possible",
};

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export class ProblemError extends Error {
  override readonly name = "ProblemError";

  /** @param headers of the answer, such as Retry-After */
  constructor(
    readonly status: ProblemStatus,
    detail: string,
    readonly errors?: readonly FieldError[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }
}

export function problemResponse(c: Context, thrown: ProblemError): Response {
  const { status, message, errors, headers } = thrown;
  const problem: Problem = {
    type: `urn:millrace:problem:${status}`,
    title: TITLES[status],
    status,
    detail: message,
    instance: c.req.path,
    requestId: c.get("requestId") ?? "",
    ...(errors === undefined ? {} : { errors: [...errors] }),
  };
  return new Response(JSON.stringify(problem), {
    status,
    headers: { ...headers, "content-type": "application/problem+json" },
  });
}
