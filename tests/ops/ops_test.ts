/** What is in ops/ names only what there is, and does what it says. */
import assert from "node:assert/strict";
import { SESSION_METRICS } from "../../core/control/metrics/session_metrics.ts";
import { grafanaFiles } from "../../tools/grafana_dashboards.ts";
import { programTest } from "../program.ts";

const OPS = new URL("../../ops/", import.meta.url);
const METRIC = /\bmillrace_[a-z0-9_]+\b/g;

/** Every name that a metric of the table has at Prometheus. */
const NAMES = new Set(
  SESSION_METRICS.flatMap(({ name, type }) =>
    type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name]
  ),
);

function unknownIn(text: string): string[] {
  return [...new Set(text.match(METRIC))].filter((name) => !NAMES.has(name));
}

Deno.test("dashboards are what their generator makes, and show metrics that there are", async () => {
  assert.deepEqual(unknownIn("rate(millrace_levitation_total[1m])"), ["millrace_levitation_total"]);
  for (const [name, text] of grafanaFiles()) {
    const path = new URL(`grafana/dashboards/${name}`, OPS);
    assert.equal(await Deno.readTextFile(path), text, "deno run -A tools/grafana_dashboards.ts");
    assert.deepEqual(unknownIn(text), [], name);
  }
});

Deno.test("every family of metrics is on some dashboard", () => {
  const all = [...grafanaFiles().values()].join("");
  const families = ["worker", "ring", "instrument", "risk", "pnl", "position", "gc", "event_loop"];
  for (const family of families) assert.ok(all.includes(`millrace_${family}`), family);
});

Deno.test("alerts watch metrics that there are, and each has a test", async () => {
  const alerts = await Deno.readTextFile(new URL("prometheus/alerts.yml", OPS));
  const expressions = alerts.split("\n").filter((line) => /^\s+expr:/.test(line)).join("\n");
  assert.deepEqual(unknownIn(expressions), []);
  const tests = await Deno.readTextFile(new URL("prometheus/alerts_test.yml", OPS));
  assert.deepEqual(unknownIn(tests), []);
  const names = [...alerts.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
  assert.ok(names.length > 10);
  for (const name of names) assert.ok(tests.includes(`alertname="${name}"`), `${name} is tested`);
});

programTest("promtool", "alert rules fire when they should, and only then", async (run) => {
  const path = (name: string) => new URL(`prometheus/${name}`, OPS).pathname;
  for (
    const args of [
      ["check", "config", "--syntax-only", path("prometheus.yml")],
      ["check", "rules", path("alerts.yml")],
      ["test", "rules", path("alerts_test.yml")],
    ]
  ) {
    const { code, text } = await run(args);
    assert.equal(code, 0, text);
  }
});
