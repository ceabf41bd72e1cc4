/** Metrics as Prometheus reads them: the text format, version 0.0.4. */
import type { HistogramSample, MetricDefinition, Sample } from "./metric.ts";

export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export interface MetricFamily {
  readonly definition: MetricDefinition;
  readonly samples: readonly (Sample | HistogramSample)[];
}

export function prometheusText(families: readonly MetricFamily[]): string {
  return families.filter(({ samples }) => samples.length > 0).map(familyText).join("");
}

function familyText({ definition, samples }: MetricFamily): string {
  const { name, type, help } = definition;
  const lines = [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${type}`];
  for (const sample of samples) {
    if ("value" in sample) {
      lines.push(`${name}${labelText(sample.labels)} ${numberText(sample.value)}`);
      continue;
    }
    for (const [edge, count] of sample.buckets) {
      const labels = labelText({ ...sample.labels, le: numberText(edge) });
      lines.push(`${name}_bucket${labels} ${count}`);
    }
    const labels = labelText(sample.labels);
    lines.push(`${name}_sum${labels} ${numberText(sample.sum)}`);
    lines.push(`${name}_count${labels} ${sample.buckets.at(-1)?.[1] ?? 0}`);
  }
  return `${lines.join("\n")}\n`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const texts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value, '"')}"`);
  return texts.length === 0 ? "" : `{${texts.join(",")}}`;
}

function escaped(text: string, quote = ""): string {
  const safe = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return quote === "" ? safe : safe.replaceAll(quote, `\\${quote}`);
}

function numberText(value: number): string {
  if (value === Infinity) return "+Inf";
  return value === -Infinity ? "-Inf" : String(value);
}
