/** What a client wants to follow, as it says it: a query, or messages over a WebSocket. */
import { z } from "@hono/zod-openapi";
import { ProblemError } from "../http/problem.ts";
import { checkScope } from "../security/guard.ts";
import type { Token } from "../security/tokens.ts";
import type { Following } from "./stream_client.ts";
import { isTopic, type Topic, TOPIC_SCOPES, TOPICS } from "./topics.ts";

export const DEFAULT_EVERY_MILLIS = 100;
export const LEAST_EVERY_MILLIS = 16;
const MOST_INSTRUMENTS = 256;

export const StreamQuery = z.object({
  topics: z.string().max(200).default("status").openapi({
    description: `Comma-separated: ${TOPICS.join(", ")}`,
    example: "status,frames",
  }),
  instruments: z.string().regex(/^\d{1,5}(,\d{1,5}){0,255}$/).optional().openapi({
    description: "Numbers, comma-separated; default all",
  }),
  every: z.coerce.number().int().min(LEAST_EVERY_MILLIS).max(60_000)
    .default(DEFAULT_EVERY_MILLIS).openapi({ description: "Least ms between messages of a topic" }),
});

/** What a client may send over a WebSocket. */
export const ClientMessage = z.object({
  subscribe: z.array(z.enum(TOPICS)).max(TOPICS.length).optional(),
  unsubscribe: z.array(z.enum(TOPICS)).max(TOPICS.length).optional(),
  instruments: z.array(z.number().int().min(0).max(16_383)).max(MOST_INSTRUMENTS).nullable()
    .optional(),
  every: z.number().int().min(LEAST_EVERY_MILLIS).max(60_000).optional(),
  ping: z.number().optional(),
}).strict();
export type ClientMessage = z.infer<typeof ClientMessage>;

/** @throws ProblemError for an unknown topic, or one that the token does not reach */
export function followingOf(
  query: z.infer<typeof StreamQuery>,
  token: Token | undefined,
): Following {
  const topics = query.topics.split(",").map((text) => text.trim()).filter((text) => text !== "");
  return {
    topics: [...new Set(topics.map((topic) => allowed(topic, token)))],
    instruments: query.instruments === undefined
      ? undefined
      : new Set(query.instruments.split(",").map(Number)),
    everyMillis: query.every,
  };
}

/** @throws ProblemError as {@link followingOf} */
export function changedFollowing(
  before: Following,
  message: ClientMessage,
  token: Token | undefined,
): Following {
  const topics = new Set(before.topics);
  for (const topic of message.subscribe ?? []) topics.add(allowed(topic, token));
  for (const topic of message.unsubscribe ?? []) topics.delete(topic);
  return {
    topics: [...topics],
    instruments: message.instruments === undefined
      ? before.instruments
      : message.instruments === null
      ? undefined
      : new Set(message.instruments),
    everyMillis: message.every ?? before.everyMillis,
  };
}

function allowed(text: string, token: Token | undefined): Topic {
  if (!isTopic(text)) {
    throw new ProblemError(400, `topics: ${text.slice(0, 40)} is none of ${TOPICS.join(", ")}`);
  }
  const scope = TOPIC_SCOPES[text];
  if (scope !== undefined) checkScope(token, scope);
  return text;
}
