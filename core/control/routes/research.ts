/** Models, predictions, sessions, jobs. */
import type { ControlApp } from "../control_app.ts";
import type { ControlPlane } from "../control_plane.ts";
import {
  cancelJob,
  listJobs,
  listModels,
  listSessions,
  predict,
  promoteModel,
  rollBackModel,
  showJob,
  showJobReport,
  showSession,
  startJob,
} from "../contract/research.ts";
import { cursorOf, pageFrom } from "../http/pages.ts";
import { ProblemError } from "../http/problem.ts";
import { JobRunner } from "../jobs/job_runner.ts";
import type { ModelShelf } from "../model_shelf.ts";
import { Predictor } from "../predictor.ts";
import { REPORT_POLICY } from "../security/response_headers.ts";
import { sessionEntries, sessionRecord } from "../views/sessions_view.ts";

export function addResearchRoutes(app: ControlApp, plane: ControlPlane): void {
  addModelRoutes(app, plane);
  addJobRoutes(app, plane);
  app.openapi(listSessions, (c) => {
    const { limit, cursor } = c.req.valid("query");
    const entries = sessionEntries(plane);
    // Newest first, so a cursor counts those that were shown.
    const from = cursor === undefined ? 0 : cursorOf(cursor);
    const items = entries.slice(from, from + limit);
    const next = from + limit < entries.length ? `b${from + limit}` : null;
    return c.json({ items, next }, 200);
  });
  app.openapi(
    showSession,
    (c) => c.json({ record: sessionRecord(plane, c.req.valid("param").sessionId) }, 200),
  );
}

function addModelRoutes(app: ControlApp, plane: ControlPlane): void {
  const { options: { model, runtime, models }, tap } = plane;
  const predictor = model && new Predictor(model, tap, runtime);
  const servedNow = tap.view.modelName ?? null;
  app.openapi(listModels, async (c) => {
    const all = await models?.list() ?? [];
    const items = all.map((entry) => ({
      ...entry,
      served: model !== undefined && entry.sha256 === model.manifest.sha256,
    }));
    return c.json({ items, aliases: await models?.aliases() ?? [] }, 200);
  });
  app.openapi(promoteModel, async (c) => {
    const { folder } = c.req.valid("json");
    const by = c.get("token")?.name ?? "";
    const alias = await given(models).promote(c.req.valid("param").alias, folder, by);
    return c.json({ alias, servedNow, effect: "next-session" as const }, 200);
  });
  app.openapi(rollBackModel, async (c) => {
    const by = c.get("token")?.name ?? "";
    const alias = await given(models).rollBack(c.req.valid("param").alias, by);
    return c.json({ alias, servedNow, effect: "next-session" as const }, 200);
  });
  app.openapi(predict, async (c) => {
    if (predictor === undefined) throw new ProblemError(503, "this session serves no model");
    return c.json(await predictor.predict(c.req.valid("json")), 200);
  });
}

function given(models: ModelShelf | undefined): ModelShelf {
  if (models === undefined) throw new ProblemError(503, "this session has no folder of models");
  return models;
}

function addJobRoutes(app: ControlApp, plane: ControlPlane): void {
  const { jobs: program } = plane.options;
  const runner = program && new JobRunner(program);
  if (runner !== undefined) plane.onClose(() => runner.close());
  const jobs = (): JobRunner => {
    if (runner !== undefined) return runner;
    throw new ProblemError(503, "this session runs no jobs: it may not start programs");
  };
  app.openapi(listJobs, (c) => {
    const { limit, cursor } = c.req.valid("query");
    const items = runner?.list(cursorOf(cursor), limit + 1) ?? [];
    return c.json(pageFrom(items, limit, ({ id }) => Number(id)), 200);
  });
  app.openapi(startJob, (c) => c.json(jobs().start(c.req.valid("json")), 202));
  app.openapi(showJob, async (c) => {
    const { jobId } = c.req.valid("param");
    return c.json({ job: jobs().get(jobId), result: await jobs().result(jobId) }, 200);
  });
  app.openapi(cancelJob, (c) => c.json(jobs().cancel(c.req.valid("param").jobId), 200));
  app.openapi(showJobReport, async (c) => {
    const page = await jobs().report(c.req.valid("param").jobId);
    return new Response(page, {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": REPORT_POLICY,
      },
    }) as never;
  });
}
