/** Every route of the document, exercised; every answer as the document says. */
import assert from "node:assert/strict";
import { SHIPPED_MODEL } from "../../models/shipped.ts";
import { loadModel } from "../../models/model_files.ts";
import { ModelFolderShelf } from "../../models/model_folder_shelf.ts";
import { checkAnswer, type Operation, OPERATIONS } from "./document.ts";
import { ADMIN, authorization, tradingSession, type Watched } from "./watched_session.ts";

interface Exercise {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
  readonly status?: number;
}

const STRATEGY = { name: "micro_price_maker" };

/** How each operation is called so that it works, in this order. */
const EXERCISES: Readonly<Record<string, Exercise>> = {
  health: {},
  ready: {},
  showMetrics: {},
  showStatus: {},
  showPipeline: {},
  listAlarms: {},
  listLogLines: { query: "limit=5" },
  showConfiguration: {},
  listInstruments: {},
  listFrames: {},
  showBook: { path: { instrumentId: "0" } },
  showFeatures: { path: { instrumentId: "1" } },
  listTrades: { path: { instrumentId: "0" } },
  listPredictions: {},
  listOrders: { query: "state=open" },
  listFills: { query: "limit=3" },
  listPositions: {},
  showPnl: {},
  showRisk: {},
  pause: { body: {}, status: 202 },
  resume: { status: 202 },
  reduceOnly: { status: 202 },
  full: { status: 202 },
  cancelAll: { body: { instrumentId: 0 }, status: 202 },
  flatten: { status: 202 },
  kill: { body: { because: "a test" }, status: 202 },
  rearm: { status: 202 },
  listStrategies: {},
  changeStrategy: { path: STRATEGY, body: { parameters: {} }, status: 202 },
  stopStrategy: { path: STRATEGY, status: 202 },
  startStrategy: { path: STRATEGY, body: {}, status: 202 },
  listModels: {},
  promoteModel: { path: { alias: "production" }, body: { folder: "shipped" } },
  rollBackModel: { path: { alias: "production" }, status: 422 },
  predict: { body: { instrumentId: 0 } },
  listSessions: {},
  showSession: { path: { sessionId: "2026-01-05T14-30-00Z-7f3a" }, status: 404 },
  startJob: { body: { kind: "replay", events: 1_000 }, status: 202 },
  listJobs: {},
  showJob: { path: { jobId: "1" } },
  cancelJob: { path: { jobId: "1" } },
  showJobReport: { path: { jobId: "1" }, status: 404 },
  streamEvents: { query: "topics=frames" },
  openSocket: { query: "topics=status", status: 426 },
};

Deno.test("every route of the document answers as the document says", async () => {
  assert.deepEqual(
    OPERATIONS.map(({ operationId }) => operationId).sort(),
    Object.keys(EXERCISES).sort(),
    "every operation has an exercise",
  );
  const folder = await Deno.makeTempDir();
  const watched = await tradingSession({
    model: await loadModel(SHIPPED_MODEL),
    models: new ModelFolderShelf(`${folder}/models`),
    sessions: folder,
    jobs: { program: "sleep", args: ["20"], folder: `${folder}/jobs`, data: undefined },
  });
  try {
    await warm(watched);
    for (const [operationId, exercise] of Object.entries(EXERCISES)) {
      const operation = OPERATIONS.find((known) => known.operationId === operationId)!;
      const { response, text } = await call(watched, operation, exercise);
      assert.equal(
        response.status,
        exercise.status ?? 200,
        `${operationId}: ${text.slice(0, 300)}`,
      );
      if (operationId !== "openSocket") checkAnswer(operation, response, text);
    }
  } finally {
    await watched.end();
    await Deno.remove(folder, { recursive: true });
  }
});

/** Until the model's features are warm. */
async function warm(watched: Watched): Promise<void> {
  while (watched.view.board.role("inference").counter("predictions") < 4) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function call(
  watched: Watched,
  { method, path, operationId }: Operation,
  exercise: Exercise,
): Promise<{ response: Response; text: string }> {
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name) => exercise.path?.[name] ?? "");
  const response = await fetch(`${watched.url}${address}?${exercise.query ?? ""}`, {
    method,
    headers: {
      ...authorization(ADMIN),
      ...(exercise.body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(exercise.body === undefined ? {} : { body: JSON.stringify(exercise.body) }),
  });
  if (operationId !== "streamEvents") return { response, text: await response.text() };
  await response.body?.cancel();
  return { response, text: "" };
}
