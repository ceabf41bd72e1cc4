/** Health, status, pipeline, alarms, log, configuration. */
import type { ControlApp } from "../control_app.ts";
import type { ControlPlane } from "../control_plane.ts";
import {
  health,
  listAlarms,
  listLogLines,
  ready,
  showConfiguration,
  showMetrics,
  showPipeline,
  showStatus,
} from "../contract/system.ts";
import { PROMETHEUS_TYPE, prometheusText } from "../../telemetry/prometheus_text.ts";
import { SESSION_METRICS } from "../metrics/session_metrics.ts";
import { alarmsView } from "../views/alarms_view.ts";
import { maskSecrets } from "../views/configuration_view.ts";
import { sessionState, statusView } from "../views/status_view.ts";

export function addSystemRoutes(app: ControlApp, plane: ControlPlane): void {
  const { tap } = plane;
  app.openapi(health, (c) => {
    const state = sessionState(tap.view);
    return c.json({ status: state === "running" || state === "starting" ? "ok" : "ended" }, 200);
  });
  app.openapi(ready, (c) => {
    const checks = {
      running: sessionState(tap.view) === "running",
      instruments: tap.instrumentCount > 0,
      frames: tap.view.board.role("book").counter("frames") > 0,
    };
    const isReady = Object.values(checks).every((check) => check);
    return c.json({ ready: isReady, checks }, isReady ? 200 : 503);
  });
  app.openapi(showMetrics, (c) => {
    const mayAll = c.get("token") !== undefined;
    const families = SESSION_METRICS.filter(({ isPrivate }) => mayAll || isPrivate !== true)
      .map((metric) => ({ definition: metric, samples: metric.read(plane) }));
    return c.text(prometheusText(families), 200, { "content-type": PROMETHEUS_TYPE });
  });
  app.openapi(showStatus, (c) => c.json(statusView(tap), 200));
  app.openapi(showPipeline, (c) => c.json(plane.pipeline(), 200));
  app.openapi(listAlarms, (c) => c.json({ items: alarmsView(tap) }, 200));
  app.openapi(listLogLines, (c) => {
    const { limit } = c.req.valid("query");
    const log = plane.lines.read();
    return c.json({ lines: log.before(log.next, limit).reverse() }, 200);
  });
  app.openapi(
    showConfiguration,
    (c) => c.json({ values: maskSecrets(tap.view.configuration ?? {}) }, 200),
  );
}
