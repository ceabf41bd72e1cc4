/** Prometheus itself scrapes a running session, and its alert fires when the session is killed. */
import assert from "node:assert/strict";
import {
  authorization,
  eventually,
  READ,
  TRADE,
  tradingSession,
} from "../control/watched_session.ts";
import { programTest } from "../program.ts";

const ALERTS = new URL("../../ops/prometheus/alerts.yml", import.meta.url).pathname;

programTest("prometheus", "Prometheus scrapes a session and alerts when it is killed", async () => {
  const folder = await Deno.makeTempDir();
  const watched = await tradingSession();
  await Deno.writeTextFile(`${folder}/token`, READ);
  await Deno.writeTextFile(
    `${folder}/prometheus.yml`,
    configuration(watched.url, `${folder}/token`),
  );
  const port = freePort();
  const child = new Deno.Command("prometheus", {
    args: [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const valueOf = (expression: string) => query(`http://127.0.0.1:${port}`, expression);
  try {
    const frames = await eventually(() => valueOf("millrace_book_frames_total"));
    assert.ok(frames > 0);
    assert.ok(await eventually(() => valueOf("count(millrace_pnl_quote)")) >= 1);
    assert.equal(await valueOf('up{job="millrace"}'), 1);
    const kill = await fetch(`${watched.url}/v1/risk/kill`, {
      method: "POST",
      headers: authorization(TRADE),
    });
    await kill.body?.cancel();
    const firing = 'count(ALERTS{alertname="MillraceKilled",alertstate="firing"})';
    assert.equal(await eventually(() => valueOf(firing)), 1);
  } finally {
    child.kill("SIGTERM");
    await child.status;
    await watched.end();
    await Deno.remove(folder, { recursive: true });
  }
});

function configuration(url: string, token: string): string {
  return `global:
  scrape_interval: 500ms
  scrape_timeout: 400ms
  evaluation_interval: 500ms
rule_files: ["${ALERTS}"]
scrape_configs:
  - job_name: millrace
    authorization:
      credentials_file: ${token}
    static_configs:
      - targets: ["${new URL(url).host}"]
`;
}

/** undefined = Prometheus does not answer yet, or has no such series. */
async function query(prometheus: string, expression: string): Promise<number | undefined> {
  try {
    const response = await fetch(
      `${prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`,
    );
    const { data } = await response.json();
    const value = data?.result?.[0]?.value?.[1];
    return value === undefined ? undefined : Number(value);
  } catch {
    // It is still starting.
    return undefined;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
