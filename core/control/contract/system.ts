/** The session and its machinery as the API shows them. */
import { createRoute, z } from "@hono/zod-openapi";
import { COMMON_PROBLEMS, EventTime, json, orNull } from "./conventions.ts";

export const Summary = z.object({
  count: z.number().int(),
  mean: z.number(),
  p50: z.number(),
  p99: z.number(),
  p999: z.number(),
  max: z.number(),
}).openapi("LatencySummary", { description: "ns" });

export const LatencyHistogram = z.object({
  summary: Summary,
  buckets: z.array(z.object({ belowNanos: z.number(), count: z.number().int() })).openapi({
    description: "Not cumulative; a bucket begins where the one before it ends",
  }),
}).openapi("LatencyHistogram");
export type LatencyHistogram = z.infer<typeof LatencyHistogram>;

export const Status = z.object({
  sessionId: z.string(),
  mode: z.enum(["live", "replay"]),
  trading: z.enum(["none", "paper", "trade"]),
  source: z.string(),
  state: z.enum(["starting", "running", "done", "failed"]),
  startedAt: z.string(),
  uptimeSeconds: z.number(),
  epoch: z.string().nullable().openapi({ description: "What nanos of event times count from" }),
  eventTime: orNull(EventTime),
  progress: z.number().openapi({ description: "Share of the input read, 0 to 1; live: 0" }),
  placement: z.string(),
  policy: z.string(),
  model: z.string().nullable(),
  strategies: z.number().int(),
  risk: z.enum(["none", "open", "paused", "reduce-only", "held", "killed"]),
  counts: z.object({
    messages: z.number(),
    frames: z.number(),
    predictions: z.number(),
    orders: z.number(),
    fills: z.number(),
    gaps: z.number(),
  }),
  rates: z.object({
    messages: z.number(),
    frames: z.number(),
    predictions: z.number(),
    orders: z.number(),
    fills: z.number(),
  }).openapi({ description: "A second, over the newest second" }),
  latency: orNull(Summary).openapi({ description: "Ingest → last stage" }),
  alarms: z.number().int(),
}).openapi("Status");
export type Status = z.infer<typeof Status>;

export const Stage = z.object({
  role: z.string(),
  place: z.string(),
  state: z.enum(["starting", "running", "done", "failed"]),
  heartbeat: z.number().int(),
  hash: z.string(),
  counters: z.record(z.string(), z.number()),
  rates: z.record(z.string(), z.number()).openapi({ description: "Counters a second" }),
  hop: orNull(LatencyHistogram).openapi({ description: "From the stage before" }),
  total: orNull(LatencyHistogram).openapi({ description: "From ingest" }),
}).openapi("Stage");
export type Stage = z.infer<typeof Stage>;

export const PlaceState = z.object({
  name: z.string(),
  roles: z.array(z.string()),
  edge: z.boolean(),
  state: z.enum(["starting", "running", "done", "failed"]),
  silentMillis: z.number(),
  restarts: z.number().int(),
}).openapi("Place");

export const Ring = z.object({
  name: z.string(),
  slotBytes: z.number().int(),
  capacity: z.number().int(),
  depth: z.number().int().openapi({ description: "Slots that the slowest stage has yet to read" }),
  closed: z.boolean(),
  followers: z.array(z.object({ name: z.string(), lag: z.number().int() })),
}).openapi("Ring");
export type Ring = z.infer<typeof Ring>;

export const Pipeline = z.object({
  placement: z.string(),
  policy: z.string(),
  places: z.array(PlaceState),
  stages: z.array(Stage),
  rings: z.array(Ring),
  control: z.object({
    framesLost: z.number().openapi({ description: "Frames that the control plane did not see" }),
    journalLost: z.number(),
    streamClients: z.number().int(),
    heapUsedBytes: z.number(),
    heapTotalBytes: z.number(),
    rssBytes: z.number(),
    gcCycles: z.number().int().openapi({ description: "Seen by a sentinel in the main thread" }),
    loopLag: z.object({ p50: z.number(), p99: z.number(), max: z.number() }).openapi({
      description: "ns that timers of the main thread came late",
    }),
  }),
}).openapi("Pipeline");
export type Pipeline = z.infer<typeof Pipeline>;

export const Alarm = z.object({
  name: z.string(),
  severity: z.enum(["warning", "critical"]),
  since: z.string(),
  detail: z.string(),
}).openapi("Alarm");
export type Alarm = z.infer<typeof Alarm>;

const Alarms = z.object({ items: z.array(Alarm) }).openapi("Alarms");
const Health = z.object({ status: z.enum(["ok", "ended"]) }).openapi("Health");
const Ready = z.object({
  ready: z.boolean(),
  checks: z.record(z.string(), z.boolean()),
}).openapi("Readiness");
export type Ready = z.infer<typeof Ready>;
const LogLines = z.object({ lines: z.array(z.string()) }).openapi("LogLines");
const Configuration = z.object({
  values: z.record(z.string(), z.unknown()),
}).openapi("Configuration", { description: "As the session runs with it; secrets are masked" });
const tags = ["session"];

export const health = createRoute({
  operationId: "health",
  method: "get",
  path: "/healthz",
  tags: ["health"],
  summary: "Whether the process is alive",
  responses: { 200: json(Health, "It is"), ...COMMON_PROBLEMS },
});

export const ready = createRoute({
  operationId: "ready",
  method: "get",
  path: "/readyz",
  tags: ["health"],
  summary: "Whether the session runs and shows a market",
  responses: {
    200: json(Ready, "It does"),
    ...COMMON_PROBLEMS,
    503: json(Ready, "Not yet, or no more"),
  },
});

export const showMetrics = createRoute({
  operationId: "showMetrics",
  method: "get",
  path: "/metrics",
  tags: ["health"],
  summary: "Metrics in Prometheus' text format; those of positions and P&L with a token only",
  responses: {
    200: {
      description: "Version 0.0.4",
      content: { "text/plain": { schema: z.string() } },
    },
    ...COMMON_PROBLEMS,
  },
});

export const showStatus = createRoute({
  operationId: "showStatus",
  method: "get",
  path: "/v1/status",
  tags,
  summary: "The session in a few numbers",
  responses: { 200: json(Status, "As of now"), ...COMMON_PROBLEMS },
});

export const showPipeline = createRoute({
  operationId: "showPipeline",
  method: "get",
  path: "/v1/pipeline",
  tags,
  summary: "Workers, rings, counters and latency of every hop",
  responses: { 200: json(Pipeline, "As of now"), ...COMMON_PROBLEMS },
});

export const listAlarms = createRoute({
  operationId: "listAlarms",
  method: "get",
  path: "/v1/alarms",
  tags,
  summary: "What is wrong at the moment",
  responses: { 200: json(Alarms, "Empty = nothing is"), ...COMMON_PROBLEMS },
});

export const listLogLines = createRoute({
  operationId: "listLogLines",
  method: "get",
  path: "/v1/logs",
  tags,
  summary: "The newest lines of the log",
  security: [{ bearer: [] }],
  request: {
    query: z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(200) }),
  },
  responses: { 200: json(LogLines, "Oldest first"), ...COMMON_PROBLEMS },
});

export const showConfiguration = createRoute({
  operationId: "showConfiguration",
  method: "get",
  path: "/v1/config",
  tags,
  summary: "What the session runs with",
  security: [{ bearer: [] }],
  responses: { 200: json(Configuration, "Secrets are masked"), ...COMMON_PROBLEMS },
});
