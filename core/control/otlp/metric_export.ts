/**
 * The table of metrics over OTLP, through Deno's own exporter: the same names and values as at
 * /metrics. A histogram of shared memory is told as its counters (bucket, sum, count), because the
 * API takes single observations only and the hot path makes no second ones.
 */
import { metrics, type ObservableResult } from "@opentelemetry/api";
import type { ControlPlane } from "../control_plane.ts";
import { SESSION_METRICS, type SessionMetric } from "../metrics/session_metrics.ts";

export function exportMetrics(plane: ControlPlane): void {
  const meter = metrics.getMeter("millrace");
  for (const metric of SESSION_METRICS) {
    const { name, type, unit, help: description } = metric;
    if (type === "histogram") {
      exportHistogram(plane, metric);
      continue;
    }
    const instrument = type === "counter"
      ? meter.createObservableCounter(name, { unit, description })
      : meter.createObservableGauge(name, { unit, description });
    instrument.addCallback((result) => observeSamples(plane, metric, result));
  }
}

function observeSamples(
  plane: ControlPlane,
  { read }: SessionMetric,
  result: ObservableResult,
): void {
  for (const sample of read(plane)) {
    if ("value" in sample && Number.isFinite(sample.value)) {
      result.observe(sample.value, sample.labels);
    }
  }
}

function exportHistogram(plane: ControlPlane, { name, unit, help, read }: SessionMetric): void {
  const meter = metrics.getMeter("millrace");
  const options = { unit, description: help };
  meter.createObservableCounter(`${name}_sum`, options).addCallback((result) => {
    for (const sample of read(plane)) {
      if ("sum" in sample) result.observe(sample.sum, sample.labels);
    }
  });
  meter.createObservableCounter(`${name}_count`, options).addCallback((result) => {
    for (const sample of read(plane)) {
      if ("sum" in sample) result.observe(sample.buckets.at(-1)?.[1] ?? 0, sample.labels);
    }
  });
  meter.createObservableCounter(`${name}_bucket`, options).addCallback((result) => {
    for (const sample of read(plane)) {
      if (!("sum" in sample)) continue;
      for (const [edge, count] of sample.buckets) {
        result.observe(count, { ...sample.labels, le: edge === Infinity ? "+Inf" : String(edge) });
      }
    }
  });
}
