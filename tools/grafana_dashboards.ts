/**
 * Writes Grafana's dashboards from a table of panels:
 *
 *   deno run -A tools/grafana_dashboards.ts
 *
 * A test fails where what is committed is not what this makes, and where a panel names a metric that
 * is none.
 */

const FOLDER = new URL("../ops/grafana/dashboards/", import.meta.url);
const DATASOURCE = { type: "prometheus", uid: "millrace-prometheus" };
const COLUMNS = 24;

interface Panel {
  readonly title: string;
  /** Grafana's name of a unit. */
  readonly unit: string;
  readonly kind?: "timeseries" | "stat" | "heatmap";
  /** Of 24 columns; default 8. */
  readonly width?: number;
  /** Expression and legend. */
  readonly shows: readonly (readonly [string, string])[];
}

interface Dashboard {
  readonly name: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

const rate = (metric: string) => `rate(${metric}[$__rate_interval])`;
const quantile = (q: number, metric: string, by: string) =>
  `histogram_quantile(${q}, sum by (le${by}) (rate(${metric}_bucket[$__rate_interval])))`;

const DASHBOARDS: readonly Dashboard[] = [
  {
    name: "pipeline",
    title: "Millrace: pipeline",
    panels: [
      {
        title: "Session",
        unit: "none",
        kind: "stat",
        width: 6,
        shows: [["millrace_session_info", "{{mode}} {{trading}} {{placement}} {{model}}"]],
      },
      {
        title: "Alarms",
        unit: "none",
        kind: "stat",
        width: 6,
        shows: [["sum(millrace_alarm_active) or vector(0)", "active"]],
      },
      {
        title: "Kill switch",
        unit: "bool_on_off",
        kind: "stat",
        width: 6,
        shows: [["millrace_risk_killed", "killed"]],
      },
      {
        title: "Workers that run",
        unit: "none",
        kind: "stat",
        width: 6,
        shows: [["sum(millrace_worker_up)", "up"]],
      },
      {
        title: "Events a second",
        unit: "cps",
        shows: [
          [rate("millrace_ingest_messages_total"), "market messages"],
          [rate("millrace_book_frames_total"), "frames"],
          [rate("millrace_features_frames_total"), "feature vectors"],
          [rate("millrace_inference_predictions_total"), "predictions"],
          [rate("millrace_trading_orders_total"), "orders"],
        ],
      },
      {
        title: "Ingest to stage, p99",
        unit: "s",
        shows: [[quantile(0.99, "millrace_path_latency_seconds", ", stage"), "{{stage}}"]],
      },
      {
        title: "Each hop, p50 and p99",
        unit: "s",
        shows: [
          [quantile(0.5, "millrace_hop_latency_seconds", ", stage"), "{{stage}} p50"],
          [quantile(0.99, "millrace_hop_latency_seconds", ", stage"), "{{stage}} p99"],
        ],
      },
      {
        title: "Ingest to prediction",
        unit: "s",
        kind: "heatmap",
        width: 12,
        shows: [[
          `sum by (le) (${rate('millrace_path_latency_seconds_bucket{stage="inference"}')})`,
          "{{le}}",
        ]],
      },
      {
        title: "Ring depth, share of capacity",
        unit: "percentunit",
        width: 12,
        shows: [[
          "millrace_ring_depth_slots / on (ring) group_left millrace_ring_capacity_slots",
          "{{ring}}",
        ]],
      },
      {
        title: "Slots behind",
        unit: "none",
        shows: [["millrace_ring_lag_slots", "{{ring}} {{follower}}"]],
      },
      {
        title: "Not seen by the control plane",
        unit: "cps",
        shows: [[rate("millrace_watcher_dropped_slots_total"), "{{ring}}"]],
      },
      {
        title: "Workers: silence and restarts",
        unit: "s",
        shows: [
          ["millrace_worker_silent_seconds", "{{worker}} silent"],
          ["millrace_worker_restarts_total", "{{worker}} restarts"],
        ],
      },
    ],
  },
  {
    name: "market",
    title: "Millrace: market and models",
    panels: [
      {
        title: "Books: gaps, resyncs, mismatches",
        unit: "none",
        shows: [
          ["increase(millrace_book_gaps_total[$__rate_interval])", "gaps"],
          ["increase(millrace_book_resyncs_total[$__rate_interval])", "resyncs"],
          ["increase(millrace_book_mismatches_total[$__rate_interval])", "mismatches"],
          ["increase(millrace_ingest_bad_records_total[$__rate_interval])", "bad records"],
        ],
      },
      {
        title: "Feed latency",
        unit: "s",
        shows: [
          ["millrace_ingest_feed_latency_seconds", "venue to receipt"],
          ["millrace_ingest_clock_offset_seconds", "clock offset"],
        ],
      },
      {
        title: "Silence of instruments",
        unit: "s",
        shows: [
          ["millrace_instrument_silent_seconds", "{{symbol}}"],
          ["millrace_stale_instruments", "stale"],
        ],
      },
      {
        title: "Connections",
        unit: "none",
        shows: [
          ["millrace_ingest_connections", "open"],
          ["increase(millrace_ingest_reconnects_total[$__rate_interval])", "reconnects"],
          ["increase(millrace_ingest_dead_connections_total[$__rate_interval])", "dead"],
        ],
      },
      {
        title: "Predictions",
        unit: "cps",
        shows: [
          [rate("millrace_inference_predictions_total"), "predictions"],
          [rate("millrace_inference_rejected_total"), "rejected"],
        ],
      },
      {
        title: "Accuracy beside the most frequent class",
        unit: "percentunit",
        shows: [
          [
            "millrace_inference_correct_total / millrace_inference_resolved_total",
            "model",
          ],
          [
            "millrace_inference_baseline_correct_total / millrace_inference_resolved_total",
            "most frequent",
          ],
        ],
      },
    ],
  },
  {
    name: "trading",
    title: "Millrace: trading and risk",
    panels: [
      { title: "P&L", unit: "none", shows: [["millrace_pnl_quote", "{{strategy}} {{symbol}}"]] },
      {
        title: "Realized, unrealized, fees",
        unit: "none",
        shows: [
          ["sum(millrace_realized_pnl_quote)", "realized"],
          ["sum(millrace_unrealized_pnl_quote)", "unrealized"],
          ["sum(millrace_fees_quote)", "fees"],
        ],
      },
      {
        title: "Drawdown and slippage",
        unit: "none",
        shows: [
          ["millrace_drawdown_quote", "drawdown"],
          ["millrace_slippage_quote", "slippage"],
        ],
      },
      {
        title: "Positions",
        unit: "none",
        shows: [["millrace_position_notional_quote", "{{strategy}} {{symbol}}"]],
      },
      {
        title: "What is left of limits",
        unit: "percentunit",
        shows: [["millrace_risk_headroom_ratio", "{{limit}}"]],
      },
      {
        title: "The gate",
        unit: "none",
        shows: [
          ["millrace_risk_killed", "killed"],
          ["millrace_risk_paused", "paused"],
          ["millrace_risk_reduce_only", "reduce only"],
          ["millrace_risk_held", "held"],
        ],
      },
      {
        title: "Orders a second",
        unit: "cps",
        shows: [
          [rate("millrace_trading_orders_total"), "orders"],
          [rate("millrace_trading_modifies_total"), "modifies"],
          [rate("millrace_trading_cancels_total"), "cancels"],
          [rate("millrace_trading_fills_total"), "fills"],
        ],
      },
      {
        title: "Refused and rejected, by reason",
        unit: "cps",
        shows: [
          [rate("millrace_risk_refusals_by_reason_total"), "gate: {{reason}}"],
          [rate("millrace_order_rejects_by_reason_total"), "venue: {{reason}}"],
        ],
      },
      {
        title: "Gateway",
        unit: "none",
        shows: [
          ["millrace_gateway_open_orders", "open orders"],
          ["millrace_gateway_pending_unknown", "unknown"],
          ["increase(millrace_gateway_differences_total[$__rate_interval])", "differences"],
        ],
      },
    ],
  },
  {
    name: "machine",
    title: "Millrace: machine and control plane",
    panels: [
      {
        title: "Memory",
        unit: "bytes",
        shows: [
          ["millrace_process_resident_memory_bytes", "process"],
          ["millrace_heap_size_bytes", "heap of the main thread"],
          ["millrace_heap_used_bytes", "in use"],
        ],
      },
      {
        title: "Garbage collections a second",
        unit: "cps",
        shows: [[rate("millrace_gc_cycles_total"), "seen"]],
      },
      {
        title: "Event loop lag",
        unit: "s",
        shows: [
          [quantile(0.5, "millrace_event_loop_lag_seconds", ""), "p50"],
          [quantile(0.99, "millrace_event_loop_lag_seconds", ""), "p99"],
        ],
      },
      {
        title: "Requests a second, by status",
        unit: "reqps",
        shows: [[rate("millrace_http_requests_total"), "{{status}}"]],
      },
      {
        title: "Followers of streams",
        unit: "none",
        shows: [["millrace_stream_clients", "clients"]],
      },
      {
        title: "Sent to followers",
        unit: "Bps",
        shows: [[rate("millrace_stream_sent_bytes_total"), "bytes"]],
      },
      {
        title: "Recorder",
        unit: "Bps",
        shows: [[rate("millrace_recorder_bytes_total"), "tape"]],
      },
    ],
  },
];

/** Every dashboard's file, by name. */
export function grafanaFiles(): ReadonlyMap<string, string> {
  return new Map(
    DASHBOARDS.map((dashboard) => [
      `${dashboard.name}.json`,
      `${JSON.stringify(dashboardJson(dashboard), undefined, 2)}\n`,
    ]),
  );
}

function dashboardJson({ name, title, panels }: Dashboard): unknown {
  return {
    uid: `millrace-${name}`,
    title,
    tags: ["millrace"],
    editable: false,
    schemaVersion: 39,
    refresh: "5s",
    time: { from: "now-15m", to: "now" },
    panels: placed(panels),
  };
}

/** From left to right, then down. */
function placed(panels: readonly Panel[]): unknown[] {
  let x = 0;
  let y = 0;
  return panels.map((panel, i) => {
    const { width = 8, kind = "timeseries" } = panel;
    const height = kind === "stat" ? 4 : 8;
    if (x + width > COLUMNS) {
      x = 0;
      y += height;
    }
    const json = panelJson(panel, i + 1, { x, y, w: width, h: height });
    x += width;
    return json;
  });
}

function panelJson(panel: Panel, id: number, gridPos: unknown): unknown {
  const { title, unit, kind = "timeseries", shows } = panel;
  return {
    id,
    title,
    type: kind,
    datasource: DATASOURCE,
    gridPos,
    fieldConfig: { defaults: { unit }, overrides: [] },
    ...(kind === "stat" ? { options: { textMode: "value_and_name" } } : {}),
    ...(kind === "heatmap" ? { options: { calculate: false, yAxis: { unit } } } : {}),
    targets: shows.map(([expr, legendFormat], i) => ({
      refId: String.fromCharCode("A".charCodeAt(0) + i),
      datasource: DATASOURCE,
      expr,
      legendFormat,
      ...(kind === "heatmap" ? { format: "heatmap" } : {}),
    })),
  };
}

if (import.meta.main) {
  for (const [name, text] of grafanaFiles()) {
    await Deno.writeTextFile(new URL(name, FOLDER), text);
  }
}
