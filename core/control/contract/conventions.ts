/**
 * What all routes of the control API have in common: problems, pages, parameters, and the headers of
 * changes. Schemas here are the single source of the OpenAPI document, of validation and of types.
 */
import { z } from "@hono/zod-openapi";

/** RFC 9457. */
export const Problem = z.object({
  type: z.string().openapi({ description: "What kind of problem: a stable address" }),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  instance: z.string().openapi({ description: "The path that was asked for" }),
  requestId: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
}).openapi("Problem");
export type Problem = z.infer<typeof Problem>;

/** Nanoseconds since the session's epoch (exact in a double), and the same for people. */
export const EventTime = z.object({
  nanos: z.number().openapi({ description: "ns since the session's epoch, see status.epoch" }),
  iso: z.string().openapi({ description: "UTC", example: "2026-01-05T14:30:00.123456789Z" }),
}).openapi("EventTime");
export type EventTime = z.infer<typeof EventTime>;

export const InstrumentParams = z.object({
  instrumentId: z.string().regex(/^\d{1,5}$/).openapi({
    param: { name: "instrumentId", in: "path" },
    description: "Number of an instrument, see /v1/instruments",
    example: "0",
  }),
});

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100).openapi({
    description: "Most items of the answer",
  }),
  cursor: z.string().regex(/^[\w-]{1,64}$/).optional().openapi({
    description: "`next` of the page before",
  }),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** A page of items, newest first. `next` leads to older ones; null = there are none. */
export function pageOf<T extends z.ZodType>(item: T, name: string) {
  return z.object({ items: z.array(item), next: z.string().nullable() }).openapi(name);
}

/** A named schema or null; `nullable()` would make the name itself mean "or null". */
export function orNull<T extends z.ZodType>(schema: T) {
  return z.union([schema, z.null()]);
}

/** Header of changes: a repeat with the same key gets the first answer again. */
export const ChangeHeaders = z.object({
  "idempotency-key": z.string().min(1).max(128).optional().openapi({
    description: "Chosen by the client; a repeat is answered with what the first came to",
  }),
});

export const BEARER = [{ bearer: [] }];

export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { "application/json": { schema } } };
}

export function body<T extends z.ZodType>(schema: T) {
  return { required: true, content: { "application/json": { schema } } };
}

const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: Problem } },
});

/** Answers that any route may give. */
export const COMMON_PROBLEMS = {
  400: problem("The request is not understood, or its Host is not one of this server's"),
  401: problem("A token is needed"),
  403: problem("The token does not reach so far, or the request came from another site"),
  404: problem("There is no such thing"),
  429: problem("Too many requests; see Retry-After"),
  503: problem("Not possible in this session, or not now"),
} as const;

/** Answers that a change may give as well. */
export const CHANGE_PROBLEMS = {
  ...COMMON_PROBLEMS,
  409: problem("It contradicts the present state, or the same change is under way"),
  411: problem("The body does not say how long it is"),
  413: problem("The body is too large"),
  415: problem("The body is not JSON"),
  422: problem("The values cannot be used, or the idempotency key stands for another change"),
} as const;
