/** Models, single predictions, recorded sessions, and jobs. */
import { createRoute, z } from "@hono/zod-openapi";
import {
  BEARER,
  body,
  CHANGE_PROBLEMS,
  ChangeHeaders,
  COMMON_PROBLEMS,
  json,
  orNull,
  pageOf,
  PageQuery,
} from "./conventions.ts";

const NAME = /^[\w.-]{1,64}$/;
const nameParam = (name: string, example: string) =>
  z.string().regex(NAME).openapi({ param: { name, in: "path" }, example });

export const Model = z.object({
  name: z.string(),
  folder: z.string().openapi({
    description: "Below the models' folder; shipped = comes with Millrace",
  }),
  served: z.boolean().openapi({ description: "By this session" }),
  features: z.number().int(),
  classes: z.array(z.string()),
  horizonFrames: z.number().int(),
  trainedOn: z.string(),
  sha256: z.string(),
  problem: z.string().nullable().openapi({ description: "Why it cannot be served; null = it can" }),
}).openapi("Model");
export type Model = z.infer<typeof Model>;

export const Alias = z.object({
  alias: z.string(),
  folder: z.string(),
  at: z.string(),
  by: z.string(),
  before: z.string().nullable().openapi({ description: "Where a rollback leads" }),
}).openapi("ModelAlias");
export type Alias = z.infer<typeof Alias>;

const AliasChange = z.object({
  alias: orNull(Alias),
  servedNow: z.string().nullable(),
  effect: z.literal("next-session").openapi({
    description: "A running session goes on with its model; the next one that is started with " +
      "`--model @alias` takes this one",
  }),
}).openapi("AliasChange");

export const PredictionAnswer = z.object({
  model: z.string(),
  classes: z.array(z.string()),
  probabilities: z.array(z.number()),
  said: z.string(),
  confidence: z.number(),
  frameSequence: z.number().nullable(),
  runtime: z.string(),
}).openapi("PredictionAnswer");
export type PredictionAnswer = z.infer<typeof PredictionAnswer>;

export const PredictionQuestion = z.object({
  instrumentId: z.number().int().min(0).max(16_383).optional().openapi({
    description: "Take the newest features of this instrument",
  }),
  features: z.record(z.string(), z.number()).optional().openapi({
    description: "Unscaled, by name: those of the model, or those that differ",
  }),
}).strict().openapi("PredictionQuestion");
export type PredictionQuestion = z.infer<typeof PredictionQuestion>;

export const SessionEntry = z.object({
  id: z.string(),
  state: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  source: z.string(),
  mode: z.string(),
  messages: z.number(),
  frames: z.number(),
  running: z.boolean().openapi({ description: "It is this one" }),
}).openapi("SessionEntry");
export type SessionEntry = z.infer<typeof SessionEntry>;

export const JobRequest = z.object({
  kind: z.enum(["replay", "backtest"]),
  files: z.array(z.string().regex(/^(?!-)[\w][\w.@+=-]*(\/[\w][\w.@+=-]*)*$/)).max(64).default([])
    .openapi({ description: "Below the data folder; none = the simulated market" }),
  events: z.number().int().min(1).max(100_000_000).optional(),
  seed: z.number().int().min(0).max(0xffff_ffff).optional(),
  symbols: z.array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9./_-]{0,19}$/)).max(64).optional(),
  strategies: z.array(z.string().regex(/^[a-z][\w]*(:[\w=.,+-]*)?(@[\w./+-]+)?$/)).max(16)
    .default([]).openapi({ description: "Of the registry: name or name:parameter=value,…" }),
  sweep: z.array(z.string().regex(/^[a-z]\w*=[\w.,/+-]+$/)).max(8).default([]),
  latency: z.string().regex(/^[\w.,:~]{1,80}$/).optional(),
  risk: z.enum(["conservative", "moderate", "none"]).optional(),
}).strict().openapi("JobRequest");
export type JobRequest = z.infer<typeof JobRequest>;

export const Job = z.object({
  id: z.string(),
  kind: z.enum(["replay", "backtest"]),
  state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  progress: z.number(),
  note: z.string(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  exitCode: z.number().int().nullable(),
  error: z.string().nullable(),
  report: z.string().nullable().openapi({ description: "Path of its page, once it is done" }),
  request: JobRequest,
}).openapi("Job");
export type Job = z.infer<typeof Job>;

const Models = z.object({ items: z.array(Model), aliases: z.array(Alias) }).openapi("Models");
const SessionPage = pageOf(SessionEntry, "SessionPage");
const SessionRecord = z.object({ record: z.record(z.string(), z.unknown()) }).openapi(
  "SessionDetail",
);
const JobPage = pageOf(Job, "JobPage");
const JobResult = z.object({ job: Job, result: z.unknown() }).openapi("JobResult");
const JobParams = z.object({ jobId: nameParam("jobId", "1") });
const AliasParams = z.object({ alias: nameParam("alias", "production") });
const security = BEARER;
const changeOf = (params: typeof AliasParams) => ({ params, headers: ChangeHeaders });

export const listModels = createRoute({
  operationId: "listModels",
  method: "get",
  path: "/v1/models",
  tags: ["models"],
  summary: "Models that could be served, and their aliases",
  responses: { 200: json(Models, "By folder"), ...COMMON_PROBLEMS },
});

export const promoteModel = createRoute({
  operationId: "promoteModel",
  method: "put",
  path: "/v1/models/aliases/{alias}",
  tags: ["models"],
  security,
  summary: "Give an alias to a model that can be served",
  request: {
    ...changeOf(AliasParams),
    body: body(z.object({ folder: z.string().regex(NAME) }).strict().openapi("Promotion")),
  },
  responses: { 200: json(AliasChange, "Of effect for the next session"), ...CHANGE_PROBLEMS },
});

export const rollBackModel = createRoute({
  operationId: "rollBackModel",
  method: "post",
  path: "/v1/models/aliases/{alias}/rollback",
  tags: ["models"],
  security,
  summary: "Give an alias back to the model that had it before",
  request: changeOf(AliasParams),
  responses: { 200: json(AliasChange, "Of effect for the next session"), ...CHANGE_PROBLEMS },
});

export const predict = createRoute({
  operationId: "predict",
  method: "post",
  path: "/v1/predict",
  tags: ["models"],
  security,
  summary: "What the served model says of a vector",
  request: { body: body(PredictionQuestion) },
  responses: { 200: json(PredictionAnswer, "Probabilities by class"), ...CHANGE_PROBLEMS },
});

export const listSessions = createRoute({
  operationId: "listSessions",
  method: "get",
  path: "/v1/sessions",
  tags: ["session"],
  security,
  summary: "Recorded sessions, newest first",
  request: { query: PageQuery },
  responses: { 200: json(SessionPage, "A page"), ...COMMON_PROBLEMS },
});

export const showSession = createRoute({
  operationId: "showSession",
  method: "get",
  path: "/v1/sessions/{sessionId}",
  tags: ["session"],
  security,
  summary: "What was recorded of a session",
  request: {
    params: z.object({ sessionId: nameParam("sessionId", "2026-01-05T14-30-00Z-7f3a") }),
  },
  responses: { 200: json(SessionRecord, "As it stands in session.json"), ...COMMON_PROBLEMS },
});

export const listJobs = createRoute({
  operationId: "listJobs",
  method: "get",
  path: "/v1/jobs",
  tags: ["jobs"],
  summary: "Jobs, newest first",
  request: { query: PageQuery },
  responses: { 200: json(JobPage, "A page"), ...COMMON_PROBLEMS },
});

export const startJob = createRoute({
  operationId: "startJob",
  method: "post",
  path: "/v1/jobs",
  tags: ["jobs"],
  security,
  summary: "Queue a replay or a backtest",
  request: { headers: ChangeHeaders, body: body(JobRequest) },
  responses: { 202: json(Job, "It waits for its turn"), ...CHANGE_PROBLEMS },
});

export const showJob = createRoute({
  operationId: "showJob",
  method: "get",
  path: "/v1/jobs/{jobId}",
  tags: ["jobs"],
  summary: "A job and, once it is done, its result",
  request: { params: JobParams },
  responses: { 200: json(JobResult, "result: null until it is done"), ...COMMON_PROBLEMS },
});

export const cancelJob = createRoute({
  operationId: "cancelJob",
  method: "post",
  path: "/v1/jobs/{jobId}/cancel",
  tags: ["jobs"],
  security,
  summary: "End a job",
  request: { params: JobParams, headers: ChangeHeaders },
  responses: { 200: json(Job, "It is over"), ...CHANGE_PROBLEMS },
});

export const showJobReport = createRoute({
  operationId: "showJobReport",
  method: "get",
  path: "/v1/jobs/{jobId}/report",
  tags: ["jobs"],
  summary: "The page of a finished backtest",
  request: { params: JobParams },
  responses: {
    200: { description: "HTML", content: { "text/html": { schema: z.string() } } },
    ...COMMON_PROBLEMS,
  },
});
