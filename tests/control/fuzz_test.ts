/**
 * The API under requests that nobody would send: made from its own document, and by schemathesis
 * where that is installed. Nothing may fail on the server's side, nothing may hang.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { loadModel } from "../../models/model_files.ts";
import { ModelFolderShelf } from "../../models/model_folder_shelf.ts";
import { SHIPPED_MODEL } from "../../models/shipped.ts";
import { programTest } from "../program.ts";
import { type JsonSchema, type Operation, OPERATIONS } from "./document.ts";
import { ADMIN, authorization, tradingSession, type Watched } from "./watched_session.ts";

const ANSWER_MILLIS = 5_000;
const REQUESTS = 1_500;
const FAST = { perSecond: 1e6, burst: 1e6 };

async function withSession(body: (watched: Watched) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const watched = await tradingSession({
    rate: FAST,
    changeRate: FAST,
    mostStreamsOfOne: 1_000,
    mostStreams: 1_000,
    model: await loadModel(SHIPPED_MODEL),
    models: new ModelFolderShelf(`${folder}/models`),
    sessions: folder,
    jobs: { program: "true", args: [], folder, data: undefined },
  });
  try {
    await body(watched);
  } finally {
    await watched.end();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("no request makes the API fail or hang", () =>
  withSession(async (watched) => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...OPERATIONS).chain(requestOf), async (request) => {
        const { status, body } = await fetch(watched.url + request.path, {
          ...request.init,
          signal: AbortSignal.timeout(ANSWER_MILLIS),
        });
        await body?.cancel();
        assert.ok(status < 500, `${request.path} → ${status}`);
      }),
      { numRuns: REQUESTS, seed: 20_260_105 },
    );
    const alive = await fetch(`${watched.url}/healthz`);
    assert.equal(alive.status, 200);
    await alive.body?.cancel();
  }));

programTest("schemathesis", "schemathesis finds nothing that makes the API fail", async (run) => {
  await withSession(async (watched) => {
    const { code, text } = await run([
      "run",
      `${watched.url}/openapi.json`,
      "--header",
      `Authorization: Bearer ${ADMIN}`,
      "--checks",
      "not_a_server_error,response_schema_conformance,content_type_conformance",
      "--phases",
      "examples,coverage,fuzzing",
      "--max-examples",
      "5",
      "--max-time",
      "5",
      "--request-timeout",
      "5",
      "--exclude-path-regex",
      "^/v1/(ws|stream)$",
      "--seed",
      "1",
      "--no-color",
    ]);
    assert.equal(code, 0, text);
  });
});

interface FuzzedRequest {
  readonly path: string;
  readonly init: RequestInit;
}

/** A request to an operation whose every part may be right, wrong, or absurd. */
function requestOf(
  { method, path, parameters, requestBody }: Operation,
): fc.Arbitrary<FuzzedRequest> {
  const inPath = parameters.filter((parameter) => parameter.in === "path");
  const inQuery = parameters.filter((parameter) => parameter.in === "query");
  const schema = requestBody?.content["application/json"].schema;
  return fc.record({
    path: fc.tuple(...inPath.map(({ schema }) => textLike(schema))),
    query: fc.tuple(...inQuery.map(({ schema }) => fc.option(textLike(schema)))),
    body: schema === undefined ? fc.constant(undefined) : bodyLike(schema),
    type: fc.constantFrom("application/json", "application/json", "application/json", "text/plain"),
    key: fc.option(fc.stringMatching(/^[ -~]{1,8}$/)),
  }).map((parts) => {
    const address = inPath.reduce(
      (text, { name }, i) => text.replace(`{${name}}`, () => encodeURIComponent(parts.path[i])),
      path,
    );
    const query = new URLSearchParams();
    inQuery.forEach(({ name }, i) => {
      const value = parts.query[i];
      if (value !== null) query.set(name, value);
    });
    return {
      path: `${address}?${query}`,
      init: {
        method,
        headers: {
          ...authorization(ADMIN),
          ...(parts.key === null ? {} : { "idempotency-key": parts.key }),
          ...(parts.body === undefined ? {} : { "content-type": parts.type }),
        },
        ...(parts.body === undefined ? {} : { body: parts.body }),
      },
    };
  });
}

/** Text for a parameter: of its kind, or anything. */
function textLike(schema: JsonSchema): fc.Arbitrary<string> {
  const choices = schema.enum as string[] | undefined;
  const fitting = choices !== undefined
    ? fc.constantFrom(...choices)
    : fc.oneof(fc.integer().map(String), fc.constantFrom("0", "1", "status,frames", "shipped"));
  const anything = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.double().map(String));
  // Lone dots in a path would be taken out of it before it is sent.
  return fc.oneof(fitting, anything).map((text) => /^\.*$/.test(text) ? "x" : wellFormed(text));
}

function bodyLike(schema: JsonSchema): fc.Arbitrary<string | undefined> {
  const names = Object.keys((schema.properties ?? {}) as object);
  const fitting = fc.dictionary(
    fc.constantFrom(...(names.length > 0 ? names : ["because"]), "other"),
    fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.array(fc.string()), fc.object()),
  );
  const usual = fc.constantFrom({}, { kind: "replay" }, { instrumentId: 0 }, {
    parameters: { qty_lots: 1 },
  });
  return fc.oneof(
    usual.map((value) => JSON.stringify(value)),
    fitting.map((value) => JSON.stringify(value)),
    fc.json(),
    fc.string().map(wellFormed),
    fc.constant(undefined),
  );
}

function wellFormed(text: string): string {
  return text.toWellFormed();
}
