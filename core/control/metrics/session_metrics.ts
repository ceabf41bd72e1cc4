/**
 * The table of metrics: each with its definition and where it is read. Everything that names a
 * metric (Prometheus, OTLP, the dashboards and alerts in ops/) is made of this table or held to it.
 *
 * Reading costs the current nothing: all of it lies in shared memory or in the main thread.
 */
import {
  COUNTER_METRICS,
  type HistogramSample,
  latencySample,
  type MetricDefinition,
  type Sample,
} from "../../telemetry/metric.ts";
import { placeOf } from "../../supervisor/topology.ts";
import { type Role, ROLES } from "../../telemetry/counters.ts";
import type { ControlPlane } from "../control_plane.ts";
import { ACCOUNT_METRICS } from "./account_metrics.ts";
import { MACHINE_METRICS } from "./machine_metrics.ts";

export interface SessionMetric extends MetricDefinition {
  /** Shows what is traded or earned: only with a token. */
  readonly isPrivate?: boolean;
  readonly read: (plane: ControlPlane) => readonly (Sample | HistogramSample)[];
}

const TIMED: readonly Role[] = ["book", "features", "inference", "trading"];

const LATENCY_METRICS: readonly SessionMetric[] = [
  {
    name: "millrace_hop_latency_seconds",
    type: "histogram",
    unit: "s",
    help: "Time of a frame from the stage before to this one",
    read: (plane) =>
      timedRoles(plane).map((role) =>
        latencySample({ stage: role }, plane.tap.view.board.role(role).hopLatency)
      ),
  },
  {
    name: "millrace_path_latency_seconds",
    type: "histogram",
    unit: "s",
    help: "Time of a frame from ingest to this stage",
    read: (plane) =>
      timedRoles(plane).map((role) =>
        latencySample({ stage: role }, plane.tap.view.board.role(role).totalLatency)
      ),
  },
];

const BOARD_METRICS: readonly SessionMetric[] = COUNTER_METRICS.map((metric) => ({
  name: metric.name,
  type: metric.type,
  unit: metric.unit,
  help: metric.help,
  read: ({ tap }) => {
    if (placeOf(tap.view.topology, metric.role) < 0) return [];
    const record = tap.view.board.role(metric.role).toRecord();
    return [{ labels: {}, value: record[metric.counter] * metric.factor }];
  },
}));

export const SESSION_METRICS: readonly SessionMetric[] = [
  ...BOARD_METRICS,
  ...LATENCY_METRICS,
  ...MACHINE_METRICS,
  ...ACCOUNT_METRICS,
];

function timedRoles({ tap }: ControlPlane): Role[] {
  return ROLES.filter((role) => TIMED.includes(role) && placeOf(tap.view.topology, role) >= 0);
}
