/** The streams: server-sent events and a WebSocket with the same messages. */
import { createRoute, z } from "@hono/zod-openapi";
import { StreamQuery } from "../stream/following.ts";
import { TOPICS } from "../stream/topics.ts";
import { COMMON_PROBLEMS } from "./conventions.ts";

export const StreamMessage = z.object({
  topic: z.enum([...TOPICS, "hello", "heartbeat", "pong", "problem"]),
  at: z.number().openapi({ description: "Wall time, ms since 1970" }),
  lost: z.number().int().openapi({ description: "Events that this client was too slow for" }),
  data: z.unknown().openapi({
    description: "frames, book, trades, predictions, orders, fills, positions: a list of what is " +
      "new; status, pipeline, pnl: the object; log: a list of lines",
  }),
}).openapi("StreamMessage");

const tags = ["stream"];

export const streamEvents = createRoute({
  operationId: "streamEvents",
  method: "get",
  path: "/v1/stream",
  tags,
  summary: "Topics as server-sent events",
  request: { query: StreamQuery },
  responses: {
    200: {
      description: "Messages until one side ends it",
      content: { "text/event-stream": { schema: StreamMessage } },
    },
    ...COMMON_PROBLEMS,
  },
});

export const openSocket = createRoute({
  operationId: "openSocket",
  method: "get",
  path: "/v1/ws",
  tags,
  summary: "The same as a WebSocket, whose client may change what it follows",
  request: { query: StreamQuery },
  responses: {
    101: { description: "Switching protocols" },
    ...COMMON_PROBLEMS,
    426: { description: "This is a WebSocket" },
  },
});
