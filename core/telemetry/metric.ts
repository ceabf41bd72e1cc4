/**
 * A metric: what Prometheus, OpenTelemetry and dashboards call by one name. Definitions of the
 * counters come from their own table; what else there is to know is defined where it can be read.
 */
import { type CounterDefinition, COUNTERS, type Role, ROLES } from "./counters.ts";
import { type Histogram, octaveNanos } from "./histogram.ts";
import { NANOS_PER_SECOND } from "../base/units.ts";

export type MetricType = "counter" | "gauge" | "histogram";

export interface MetricDefinition {
  /** As Prometheus wants it: base unit and, for counters, _total at the end. */
  readonly name: string;
  readonly type: MetricType;
  /** As OpenTelemetry writes units: s, By, {orders}, 1. */
  readonly unit: string;
  readonly help: string;
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface HistogramSample {
  readonly labels: Readonly<Record<string, string>>;
  /** Cumulative, by upper edge in the metric's unit; the last edge is Infinity. */
  readonly buckets: readonly (readonly [number, number])[];
  readonly sum: number;
}

/** A counter of the board as a metric. */
export interface CounterMetric extends MetricDefinition {
  readonly role: Role;
  readonly counter: string;
  /** From the counter's unit to the metric's. */
  readonly factor: number;
}

/** Units that are not what a metric may have: suffix, unit and factor of what it has instead. */
const UNITS: Readonly<Record<string, readonly [string, string, number]>> = {
  ns: ["_seconds", "s", 1e-9],
  ms: ["_seconds", "s", 1e-3],
  bytes: ["", "By", 1],
  fraction: ["_ratio", "1", 1],
  flag: ["", "1", 1],
};

/** Every counter of every stage. */
export const COUNTER_METRICS: readonly CounterMetric[] = ROLES.flatMap((role) =>
  (COUNTERS[role] as readonly CounterDefinition[]).map((counter) => counterMetric(role, counter))
);

function counterMetric(role: Role, { name, unit, help, gauge }: CounterDefinition): CounterMetric {
  const [suffix, metricUnit, factor] = UNITS[unit] ?? ["", `{${unit}}`, 1];
  const base = snake(name).replace(/_(millis|nanos)$/, "");
  return {
    name: `millrace_${role}_${base}${suffix}${gauge === true ? "" : "_total"}`,
    type: gauge === true ? "gauge" : "counter",
    unit: metricUnit,
    help,
    role,
    counter: name,
    factor,
  };
}

/** Octaves of a latency that are told: from a microsecond to seventeen seconds, factor two. */
const FIRST_OCTAVE = 5;
const LAST_OCTAVE = 29;

/** A histogram of durations as Prometheus' classic buckets, in seconds. */
export function latencySample(
  labels: Readonly<Record<string, string>>,
  histogram: Histogram,
): HistogramSample {
  const counts = histogram.octaves();
  const buckets: [number, number][] = [];
  let seen = 0;
  counts.forEach((count, octave) => {
    seen += count;
    if (octave < FIRST_OCTAVE || octave > LAST_OCTAVE) return;
    buckets.push([octaveNanos(octave) / NANOS_PER_SECOND, seen]);
  });
  buckets.push([Infinity, seen]);
  return { labels, buckets, sum: histogram.sumNanos / NANOS_PER_SECOND };
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
