/** Metrics: one table, told truly, in a form that Prometheus has nothing against. */
import assert from "node:assert/strict";
import { SESSION_METRICS } from "../../core/control/metrics/session_metrics.ts";
import { COUNTERS, ROLES } from "../../core/telemetry/counters.ts";
import { COUNTER_METRICS } from "../../core/telemetry/metric.ts";
import { prometheusText } from "../../core/telemetry/prometheus_text.ts";
import { programTest } from "../program.ts";
import { authorization, READ, tradingSession, type Watched } from "./watched_session.ts";

async function scrape(watched: Watched, headers: HeadersInit = {}): Promise<string> {
  const response = await fetch(`${watched.url}/metrics`, { headers });
  assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  return await response.text();
}

/** Value of a sample, by its name with labels. */
function valueOf(text: string, sample: string): number {
  const line = text.split("\n").find((candidate) => candidate.startsWith(`${sample} `));
  assert.ok(line !== undefined, `${sample} is told`);
  return Number(line.slice(sample.length + 1));
}

Deno.test("every counter of the board is a metric with a name of its own", () => {
  const counters = ROLES.flatMap((role) => COUNTERS[role].map(({ name }) => `${role} ${name}`));
  assert.deepEqual(COUNTER_METRICS.map(({ role, counter }) => `${role} ${counter}`), counters);
  const names = SESSION_METRICS.map(({ name }) => name);
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
  for (const { name, type, help } of SESSION_METRICS) {
    assert.match(name, /^millrace_[a-z0-9_]+$/);
    assert.equal(name.endsWith("_total"), type === "counter", `${name} is a ${type}`);
    assert.ok(help.length > 5, name);
  }
});

Deno.test("prometheusText() escapes what labels and help may not hold", () => {
  const definition = { name: "a", type: "gauge", unit: "1", help: "back\\slash\nline" } as const;
  const samples = [{ labels: { b: 'quote " and\nline' }, value: Infinity }];
  assert.equal(
    prometheusText([{ definition, samples }]),
    '# HELP a back\\\\slash\\nline\n# TYPE a gauge\na{b="quote \\" and\\nline"} +Inf\n',
  );
});

Deno.test("metrics tell what the board holds", async () => {
  const watched = await tradingSession();
  try {
    const before = watched.view.board.role("book").counter("frames");
    const open = await scrape(watched);
    const after = watched.view.board.role("book").counter("frames");
    const frames = valueOf(open, "millrace_book_frames_total");
    assert.ok(before <= frames && frames <= after);
    const counted = valueOf(open, 'millrace_hop_latency_seconds_count{stage="features"}');
    const all = valueOf(open, 'millrace_hop_latency_seconds_bucket{stage="features",le="+Inf"}');
    assert.ok(counted > 0 && counted === all);
    const edges = open.matchAll(
      /^millrace_hop_latency_seconds_bucket\{stage="book",le="(.*)"\} (\d+)$/gm,
    );
    let last = 0;
    for (const [, , count] of edges) {
      assert.ok(Number(count) >= last, "buckets are cumulative");
      last = Number(count);
    }
    const told = await scrape(watched, authorization(READ));
    for (const { name, isPrivate } of SESSION_METRICS) {
      if (isPrivate !== true) continue;
      assert.equal(open.includes(`# TYPE ${name} `), false, `${name} needs a token`);
      assert.equal(told.includes(`# TYPE ${name} `), true, `${name} is told`);
    }
  } finally {
    await watched.end();
  }
});

programTest("promtool", "promtool has nothing against the metrics", async (run) => {
  const watched = await tradingSession();
  try {
    const text = await scrape(watched, authorization(READ));
    const { code, text: complaints } = await run(["check", "metrics"], text);
    assert.equal(code, 0, complaints);
    assert.equal(complaints.trim(), "");
  } finally {
    await watched.end();
  }
});
