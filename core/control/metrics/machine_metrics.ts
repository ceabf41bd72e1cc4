/** Metrics of workers, rings, instruments, and of the control plane itself. */
import { latencySample, type Sample } from "../../telemetry/metric.ts";
import { alarmsView, STALE_MILLIS } from "../views/alarms_view.ts";
import { ringsView } from "../views/pipeline_view.ts";
import { stateName } from "../views/status_view.ts";
import type { ControlPlane } from "../control_plane.ts";
import type { SessionMetric } from "./session_metrics.ts";

const NONE = {};
const one = (value: number): readonly Sample[] => [{ labels: NONE, value }];

export const MACHINE_METRICS: readonly SessionMetric[] = [
  {
    name: "millrace_session_info",
    type: "gauge",
    unit: "1",
    help: "What runs, as labels; always 1",
    read: ({ tap: { view } }) => [{
      labels: {
        session: view.id,
        mode: view.mode,
        trading: view.trading,
        placement: view.topology.placement,
        model: view.modelName ?? "",
      },
      value: 1,
    }],
  },
  {
    name: "millrace_session_start_time_seconds",
    type: "gauge",
    unit: "s",
    help: "When the session began, since 1970",
    read: ({ tap }) => one(tap.view.startedMillis / 1e3),
  },
  {
    name: "millrace_worker_up",
    type: "gauge",
    unit: "1",
    help: "1 = the worker runs",
    read: (plane) => places(plane, ({ state }) => stateName(state) === "running" ? 1 : 0),
  },
  {
    name: "millrace_worker_silent_seconds",
    type: "gauge",
    unit: "s",
    help: "Since a worker's heart was seen to beat",
    read: (plane) => places(plane, ({ silentMillis }) => silentMillis / 1e3),
  },
  {
    name: "millrace_worker_restarts_total",
    type: "counter",
    unit: "{restarts}",
    help: "Times a worker was replaced",
    read: (plane) => places(plane, ({ restarts }) => restarts),
  },
  {
    name: "millrace_ring_depth_slots",
    type: "gauge",
    unit: "{slots}",
    help: "Slots that the slowest stage has yet to read",
    read: ({ tap }) =>
      ringsView(tap.view).map(({ name, depth }) => ({ labels: { ring: name }, value: depth })),
  },
  {
    name: "millrace_ring_capacity_slots",
    type: "gauge",
    unit: "{slots}",
    help: "Slots of a ring",
    read: ({ tap }) =>
      ringsView(tap.view).map(({ name, capacity }) => ({
        labels: { ring: name },
        value: capacity,
      })),
  },
  {
    name: "millrace_ring_lag_slots",
    type: "gauge",
    unit: "{slots}",
    help: "Slots that a stage has yet to read",
    read: ({ tap }) =>
      ringsView(tap.view).flatMap(({ name, followers }) =>
        followers.map((follower) => ({
          labels: { ring: name, follower: follower.name },
          value: follower.lag,
        }))
      ),
  },
  {
    name: "millrace_watcher_dropped_slots_total",
    type: "counter",
    unit: "{slots}",
    help: "Slots that the control plane was too slow for; the current never waits for it",
    read: ({ tap }) => [
      { labels: { ring: "frames" }, value: tap.frames.lost },
      { labels: { ring: "journal" }, value: tap.orders.lost },
    ],
  },
  {
    name: "millrace_instrument_silent_seconds",
    type: "gauge",
    unit: "s",
    help: "Since the newest frame of an instrument was seen",
    read: ({ tap }) =>
      tap.frames.all.flatMap((frame) =>
        frame === undefined ? [] : [{
          labels: { symbol: tap.instruments.symbol(frame.instrumentId) },
          value: (tap.silentMillis(frame) ?? 0) / 1e3,
        }]
      ),
  },
  {
    name: "millrace_stale_instruments",
    type: "gauge",
    unit: "{instruments}",
    help: "Instruments without a frame for longer than 10 s",
    read: ({ tap }) =>
      one(tap.frames.all.filter((frame) => (tap.silentMillis(frame) ?? 0) > STALE_MILLIS).length),
  },
  {
    name: "millrace_alarm_active",
    type: "gauge",
    unit: "1",
    help: "1 = the alarm is on",
    read: ({ tap }) =>
      alarmsView(tap).map(({ name, severity }) => ({
        labels: { alarm: name, severity },
        value: 1,
      })),
  },
  {
    name: "millrace_process_resident_memory_bytes",
    type: "gauge",
    unit: "By",
    help: "Memory of the whole process",
    read: () => one(Deno.memoryUsage().rss),
  },
  {
    name: "millrace_heap_used_bytes",
    type: "gauge",
    unit: "By",
    help: "Heap of the main thread in use",
    read: () => one(Deno.memoryUsage().heapUsed),
  },
  {
    name: "millrace_heap_size_bytes",
    type: "gauge",
    unit: "By",
    help: "Heap of the main thread",
    read: () => one(Deno.memoryUsage().heapTotal),
  },
  {
    name: "millrace_gc_cycles_total",
    type: "counter",
    unit: "{cycles}",
    help: "Garbage collections of the main thread that a sentinel has seen: a floor",
    read: ({ gc }) => one(gc.count),
  },
  {
    name: "millrace_event_loop_lag_seconds",
    type: "histogram",
    unit: "s",
    help: "How late timers of the main thread come",
    read: ({ lag }) => [latencySample(NONE, lag.histogram)],
  },
  {
    name: "millrace_stream_clients",
    type: "gauge",
    unit: "{clients}",
    help: "Followers of the API's streams",
    read: ({ hub }) => one(hub.clients),
  },
  {
    name: "millrace_stream_sent_bytes_total",
    type: "counter",
    unit: "By",
    help: "Characters sent to followers of the API's streams",
    read: ({ hub }) => one(hub.sentBytes),
  },
  {
    name: "millrace_control_faults_total",
    type: "counter",
    unit: "{faults}",
    help: "Errors inside the control plane that were caught",
    read: ({ tap }) => one(tap.faults.count),
  },
  {
    name: "millrace_http_requests_total",
    type: "counter",
    unit: "{requests}",
    help: "Requests to the API, by status",
    read: ({ requests }) =>
      [...requests].map(([status, value]) => ({ labels: { status: String(status) }, value })),
  },
];

function places(
  { tap }: ControlPlane,
  valueOf: (place: ReturnType<ControlPlane["tap"]["view"]["places"]>[number]) => number,
): Sample[] {
  return tap.view.places().map((place) => ({
    labels: { worker: place.name },
    value: valueOf(place),
  }));
}
