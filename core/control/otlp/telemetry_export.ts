/**
 * Everything over OTLP where Deno was told to export (OTEL_DENO=true, OTEL_EXPORTER_OTLP_ENDPOINT …):
 * metrics, traces, and the session's log, which Deno takes from the console.
 */
import type { ControlPlane } from "../control_plane.ts";
import { exportMetrics } from "./metric_export.ts";
import { TraceExport } from "./trace_export.ts";

const LOOK_MILLIS = 500;

export function exportTelemetry(plane: ControlPlane): void {
  exportMetrics(plane);
  new TraceExport(plane);
  let told = 0;
  const tell = () => {
    const log = plane.lines.read();
    for (const line of log.since(told)) console.info(line);
    told = log.next;
  };
  const timer = setInterval(tell, LOOK_MILLIS);
  plane.onClose(() => {
    clearInterval(timer);
    tell();
  });
}
