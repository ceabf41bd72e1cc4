/** OTLP against a receiver of the protocol: metrics, a frame's way to its order, log lines. */
import assert from "node:assert/strict";
import { SESSION_METRICS } from "../../core/control/metrics/session_metrics.ts";

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

interface OtlpMetric {
  readonly name: string;
  readonly sum?: { readonly isMonotonic: boolean };
  readonly gauge?: object;
}

/** Takes what exporters send over HTTP as JSON. */
class Receiver {
  readonly metrics = new Map<string, OtlpMetric>();
  readonly spans: OtlpSpan[] = [];
  logs = "";
  readonly #server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const text = await request.text();
      const body = JSON.parse(text);
      const { pathname } = new URL(request.url);
      if (pathname === "/v1/logs") this.logs += text;
      for (const { scopeMetrics } of body.resourceMetrics ?? []) {
        for (const { metrics } of scopeMetrics) {
          for (const metric of metrics as OtlpMetric[]) this.metrics.set(metric.name, metric);
        }
      }
      for (const { scopeSpans } of body.resourceSpans ?? []) {
        for (const { spans } of scopeSpans) this.spans.push(...spans);
      }
      return Response.json({});
    },
  );

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async close(): Promise<void> {
    await this.#server.shutdown();
  }
}

Deno.test("metrics, traces and logs leave by OTLP when Deno is told to export", async () => {
  const receiver = new Receiver();
  try {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", new URL("./otlp_session.ts", import.meta.url).pathname],
      env: {
        OTEL_DENO: "true",
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_METRIC_EXPORT_INTERVAL: "500",
        OTEL_BSP_SCHEDULE_DELAY: "200",
        OTEL_BLRP_SCHEDULE_DELAY: "200",
        OTEL_DENO_CONSOLE: "replace",
      },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    checkMetrics(receiver);
    checkTraces(receiver.spans);
    assert.match(receiver.logs, /watched session began/);
  } finally {
    await receiver.close();
  }
});

function checkMetrics({ metrics }: Receiver): void {
  for (const { name, type } of SESSION_METRICS) {
    const metric = metrics.get(type === "histogram" ? `${name}_bucket` : name);
    // What is counted by reason or for stages that this session lacks need not have come.
    if (metric === undefined) continue;
    assert.equal(metric.sum?.isMonotonic === true, type !== "gauge", name);
  }
  for (
    const name of ["book_frames_total", "worker_up", "pnl_quote", "hop_latency_seconds_bucket"]
  ) {
    assert.ok(metrics.has(`millrace_${name}`), name);
  }
}

function checkTraces(spans: readonly OtlpSpan[]): void {
  const orders = spans.filter(({ name }) => name === "order");
  assert.ok(orders.length > 0, "a frame was followed to its order");
  const [{ traceId }] = orders;
  const trace = spans.filter((span) => span.traceId === traceId);
  const root = trace.find(({ name }) => name === "frame");
  assert.ok(root !== undefined && !root.parentSpanId);
  const path = ["ingest", "book", "features", "inference", "order"];
  let at = BigInt(root.startTimeUnixNano);
  for (const name of path) {
    const span = trace.find((candidate) => candidate.name === name);
    assert.ok(span !== undefined, name);
    assert.equal(span.parentSpanId, root.spanId, name);
    assert.ok(BigInt(span.startTimeUnixNano) >= at, `${name} begins when the stage before ended`);
    at = BigInt(span.endTimeUnixNano);
  }
  assert.equal(at, BigInt(root.endTimeUnixNano), "the frame ends with its order");
}
