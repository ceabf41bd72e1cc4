/** The control API against a running session: what it shows, whom it lets in, what it refuses. */
import assert from "node:assert/strict";
import {
  ADMIN,
  authorization,
  READ,
  TRADE,
  type Watched,
  watchSession,
} from "./watched_session.ts";

Deno.test("control API", async (t) => {
  const watched = await watchSession();
  try {
    await t.step("shows the session's state", () => showsState(watched));
    await t.step("shows books whose prices are the venue's decimals", () => showsBooks(watched));
    await t.step("keeps positions from those without a token", () => guardsPositions(watched));
    await t.step("answers only to its own names and pages", () => guardsNames(watched));
    await t.step("answers what it cannot use with problems", () => answersProblems(watched));
    await t.step("answers pollers that have the newest with 304", () => answersTags(watched));
    await t.step("serves its documentation from local files", () => servesDocuments(watched));
  } finally {
    await watched.end();
  }
});

Deno.test("control API has a token of its own when none is given", async () => {
  const watched = await watchSession({ tokens: undefined });
  try {
    const { token } = watched.server;
    assert.match(token ?? "", /^[\w-]{32}$/);
    const answer = await fetch(`${watched.url}/v1/risk`, { headers: authorization(token ?? "") });
    assert.equal(answer.status, 200);
    await answer.body?.cancel();
  } finally {
    await watched.end();
  }
});

async function get(watched: Watched, path: string, headers: HeadersInit = authorization(READ)) {
  const response = await fetch(watched.url + path, { headers });
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : {},
  };
}

async function showsState(watched: Watched): Promise<void> {
  const { body: status } = await get(watched, "/v1/status", {});
  assert.equal(status.sessionId, watched.view.id);
  assert.equal(status.state, "running");
  assert.equal(status.epoch, "2026-01-05T00:00:00.000Z");
  assert.ok(status.counts.frames > 0);
  const { body: pipeline } = await get(watched, "/v1/pipeline", {});
  assert.deepEqual(
    pipeline.stages.map(({ role }: { role: string }) => role),
    ["ingest", "book", "features", "inference"],
  );
  const book = pipeline.stages[1];
  const counted = book.hop.buckets.reduce(
    (sum: number, { count }: { count: number }) => sum + count,
    0,
  );
  assert.equal(counted, book.hop.summary.count, "every duration is in a bucket");
  assert.deepEqual(pipeline.rings.map(({ name }: { name: string }) => name), ["market", "frames"]);
  const { body: readiness } = await get(watched, "/readyz", {});
  assert.equal(readiness.ready, true);
}

async function showsBooks(watched: Watched): Promise<void> {
  const { body: instruments } = await get(watched, "/v1/instruments", {});
  assert.deepEqual(
    instruments.items.map(({ symbol }: { symbol: string }) => symbol),
    ["ALPHA-USD", "BETA-USD"],
  );
  const { body: book } = await get(watched, "/v1/instruments/0/book", {});
  assert.ok(book.bids[0].price < book.asks[0].price, "the book is not crossed");
  for (const { price, ticks, qty, lots } of [...book.bids, ...book.asks]) {
    assert.equal(price, Number((ticks / 100).toFixed(2)));
    assert.equal(qty, lots);
  }
  const { body: features } = await get(watched, "/v1/instruments/0/features", {});
  assert.equal(features.names.length, features.values.length);
  assert.ok(features.mask.some((valid: boolean) => valid), "some features are warm");
  assert.equal((await get(watched, "/v1/instruments/99/book", {})).status, 404);
}

async function guardsPositions(watched: Watched): Promise<void> {
  for (const path of ["orders", "fills", "positions", "pnl", "risk", "logs", "config"]) {
    assert.equal((await get(watched, `/v1/${path}`, {})).status, 401, path);
    assert.equal((await get(watched, `/v1/${path}`)).status, 200, path);
  }
  const { body: config } = await get(watched, "/v1/config");
  assert.equal(config.values.apiKey, "***");
  assert.equal((await get(watched, "/v1/status", authorization("x".repeat(32)))).status, 401);
  const post = async (path: string, headers: HeadersInit) => {
    const response = await fetch(`${watched.url}/v1/risk/${path}`, { method: "POST", headers });
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await post("kill", {}), 401);
  assert.equal(await post("kill", authorization(READ)), 403);
  assert.equal(await post("rearm", authorization(TRADE)), 403);
  assert.equal(await post("rearm", authorization(ADMIN)), 503, "nobody trades here");
  const basic = { authorization: `Basic ${btoa(`me:${ADMIN}`)}` };
  assert.equal((await get(watched, "/v1/risk", basic)).status, 200);
  assert.equal(await post("kill", basic), 403, "what browsers send by themselves changes nothing");
  const audited = watched.server.plane.audit.entries.since(0);
  assert.deepEqual(audited.map(({ who, status }) => [who, status]), [
    [null, 401],
    ["r", 403],
    ["t", 403],
    ["a", 503],
    ["a", 403],
  ]);
}

async function guardsNames(watched: Watched): Promise<void> {
  const { port } = new URL(watched.url);
  assert.match(await rawStatus(watched, `Host: evil.example:${port}`), /^HTTP\/1.1 400/);
  assert.match(await rawStatus(watched, `Host: localhost:${port}`), /^HTTP\/1.1 200/);
  const origin = (value: string) => `Host: localhost:${port}\r\nOrigin: ${value}`;
  assert.match(await rawStatus(watched, origin("http://evil.example")), /^HTTP\/1.1 403/);
  assert.match(await rawStatus(watched, origin(`http://localhost:${port}`)), /^HTTP\/1.1 200/);
  assert.match(await rawStatus(watched, origin("null")), /^HTTP\/1.1 403/);
}

/** fetch would not send these headers. */
async function rawStatus(watched: Watched, headers: string): Promise<string> {
  const { hostname, port } = new URL(watched.url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const request = `GET /healthz HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`;
  await connection.write(new TextEncoder().encode(request));
  const buffer = new Uint8Array(64);
  const read = await connection.read(buffer) ?? 0;
  return new TextDecoder().decode(buffer.subarray(0, read));
}

async function answersProblems(watched: Watched): Promise<void> {
  const { status, body, headers } = await get(watched, "/v1/orders?limit=0");
  assert.equal(status, 400);
  assert.equal(headers.get("content-type"), "application/problem+json");
  assert.equal(body.errors[0].field, "limit");
  assert.equal(body.requestId, headers.get("x-request-id"));
  assert.equal((await get(watched, "/v1/orders?cursor=zzz")).status, 400);
  assert.equal((await get(watched, "/v1/nothing")).status, 404);
  const post = async (body: string, type: string) => {
    const headers = { ...authorization(TRADE), "content-type": type };
    const response = await fetch(`${watched.url}/v1/risk/kill`, { method: "POST", headers, body });
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await post("{", "application/json"), 400);
  assert.equal(await post('{"strategyId":-3}', "application/json"), 422);
  assert.equal(await post("a=b", "application/x-www-form-urlencoded"), 415);
  assert.equal(await post(`"${"x".repeat(100_000)}"`, "application/json"), 413);
}

async function answersTags(watched: Watched): Promise<void> {
  const first = await get(watched, "/v1/instruments/0/book", {});
  assert.notEqual(first.headers.get("etag"), null);
  const { headers } = await get(watched, "/v1/config");
  const again = await get(watched, "/v1/config", {
    ...authorization(READ),
    "if-none-match": headers.get("etag") ?? "",
  });
  assert.equal(again.status, 304);
  assert.equal(again.text, "");
}

async function servesDocuments(watched: Watched): Promise<void> {
  const { body: document } = await get(watched, "/openapi.json", {});
  assert.equal(document.openapi, "3.1.0");
  const { text } = await get(watched, "/docs", {});
  const sources = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source);
  assert.ok(sources.length >= 3 && sources.every((source) => source.startsWith("/docs/")));
  for (const source of sources) {
    const { status, headers } = await get(watched, source, {});
    assert.equal(status, 200, source);
    assert.match(headers.get("content-type") ?? "", /css|javascript/);
  }
  assert.equal((await get(watched, "/dashboard/../deno.json", {})).status, 404);
  assert.equal((await get(watched, "/dashboard/%2e%2e/deno.json", {})).status, 404);
}
