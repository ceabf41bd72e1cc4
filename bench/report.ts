/** Results as a table for people, as a section of RESULTS.md, and as plain data. */
import type { Environment } from "./environment.ts";
import {
  type Bench,
  type Comparison,
  lessStart,
  runMatch,
  type Size,
  type Timing,
} from "./harness.ts";

/** One line of the results. */
export interface ResultRow {
  readonly bench: string;
  readonly name: string;
  readonly unit: string;
  readonly ours: Timing | undefined;
  readonly baseline: Timing | undefined;
  /** The baseline's time over ours, best run over best run. */
  readonly ratio: number | undefined;
  /** The same of the lower quartiles. */
  readonly quartileRatio: number | undefined;
  /** A reading's text, where nothing was timed. */
  readonly reading: string | undefined;
  readonly target: string;
  /** undefined = no target. */
  readonly met: boolean | undefined;
  readonly workload: string;
}

/** Prepares, runs and closes one benchmark. */
export async function runBench(
  bench: Bench,
  size: Size,
  onRow: (row: ResultRow) => void = () => {},
): Promise<ResultRow[]> {
  const prepared = await bench.prepare(size);
  const rows: ResultRow[] = [];
  const note = (row: ResultRow) => {
    rows.push(row);
    onRow(row);
  };
  try {
    for (const match of prepared.matches) {
      const timings = await runMatch(match, size);
      for (const comparison of match.comparisons) {
        note(compare(bench.name, match.unit, comparison, timings));
      }
    }
    for (const { name, workload, target, read } of prepared.readings ?? []) {
      const { text, met, note: found } = await read();
      note({
        bench: bench.name,
        name,
        unit: "",
        ours: undefined,
        baseline: undefined,
        ratio: undefined,
        quartileRatio: undefined,
        reading: text,
        target,
        met: target === "" ? undefined : met,
        workload: found === undefined ? workload : `${workload}; ${found}`,
      });
    }
  } finally {
    await prepared.close?.();
  }
  return rows;
}

function compare(
  bench: string,
  unit: string,
  { name, ours, baseline, start, targetRatio, targetRate, workload }: Comparison,
  timings: ReadonlyMap<string, Timing>,
): ResultRow {
  const timingOf = (contender: string): Timing => {
    const timing = timings.get(contender);
    if (timing === undefined) throw new Error(`${bench}: no contender named ${contender}`);
    return timing;
  };
  const whole = timingOf(ours);
  const oursTiming = start === undefined ? whole : lessStart(whole, timingOf(start));
  const baselineTiming = baseline === undefined ? undefined : timingOf(baseline);
  const ratio = baselineTiming && baselineTiming.bestNanos / oursTiming.bestNanos;
  const rate = 1e9 / oursTiming.bestNanos;
  const targets = [
    ...(targetRatio === undefined ? [] : [`≥ ${targetRatio}×`]),
    ...(targetRate === undefined ? [] : [`≥ ${rateText(targetRate)}`]),
  ];
  return {
    bench,
    name,
    unit,
    ours: oursTiming,
    baseline: baselineTiming,
    ratio,
    quartileRatio: baselineTiming && baselineTiming.quartileNanos / oursTiming.quartileNanos,
    reading: undefined,
    target: targets.join(", "),
    met: targets.length === 0
      ? undefined
      : (ratio ?? Infinity) >= (targetRatio ?? 0) && rate >= (targetRate ?? 0),
    workload,
  };
}

const HEADINGS = [
  "row",
  "ours: best / quartile",
  "baseline: best / quartile",
  "ratio: best / quartile",
  "target",
];

/** A table for a terminal, with the workloads and sums below it. */
export function renderText(environment: Environment, rows: readonly ResultRow[]): string {
  const cells = rows.map((row) => [
    row.name,
    oursText(row),
    baselineText(row),
    ratioText(row),
    targetText(row),
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column].length))
  );
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd();
  return [
    environmentText(environment),
    "",
    line(HEADINGS),
    line(widths.map((width) => "─".repeat(width))),
    ...cells.map(line),
    "",
    ...rows.map((row) => `${row.name}: ${row.workload}.${sumText(row)}`),
  ].join("\n");
}

/** A section for RESULTS.md. */
export function renderSection(
  environment: Environment,
  rows: readonly ResultRow[],
  note: string,
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    `## ${environment.date}, commit ${environment.commit}`,
    "",
    `${note === "" ? "" : `${note}\n\n`}${environmentText(environment)}`,
    "",
    line([...HEADINGS, "workload"]),
    line([...HEADINGS, ""].map(() => "---")),
    ...rows.map((row) =>
      line([
        row.name,
        oursText(row),
        baselineText(row),
        ratioText(row),
        targetText(row),
        `${row.workload}.${sumText(row)}`,
      ])
    ),
    "",
  ].join("\n");
}

function environmentText({ machine, cores, deno, v8, commit }: Environment): string {
  return `${machine}, ${cores} cores, Deno ${deno} (V8 ${v8}), commit ${commit}`;
}

function oursText({ ours, reading }: ResultRow): string {
  return ours === undefined ? reading ?? "" : timingText(ours);
}

function baselineText({ baseline }: ResultRow): string {
  return baseline === undefined ? "" : `${baseline.name}: ${timingText(baseline)}`;
}

function ratioText({ ratio, quartileRatio }: ResultRow): string {
  if (ratio === undefined || quartileRatio === undefined) return "";
  return `${timesText(ratio)} / ${timesText(quartileRatio)}`;
}

function timesText(ratio: number): string {
  return `${ratio.toFixed(ratio >= 20 ? 0 : 1)}×`;
}

function targetText({ target, met }: ResultRow): string {
  if (met === undefined) return target;
  return `${target} ${met ? "met" : "MISSED"}`;
}

function sumText({ ours, baseline, unit }: ResultRow): string {
  if (ours === undefined) return "";
  const runs = `${ours.runs} runs of ${ours.ops} ${unit}`;
  const others = baseline !== undefined && baseline.ops !== ours.ops
    ? `, baseline ${baseline.ops}`
    : "";
  return ` ${runs}${others}; sum ${ours.sum}`;
}

function timingText({ bestNanos, quartileNanos }: Timing): string {
  return `${nanosText(bestNanos)} / ${nanosText(quartileNanos)} (${rateText(1e9 / bestNanos)})`;
}

function nanosText(nanos: number): string {
  if (nanos >= 1e6) return `${(nanos / 1e6).toFixed(1)} ms`;
  if (nanos >= 1e3) return `${(nanos / 1e3).toFixed(2)} µs`;
  return `${nanos.toFixed(nanos >= 100 ? 0 : 1)} ns`;
}

function rateText(perSecond: number): string {
  if (perSecond >= 1e6) return `${(perSecond / 1e6).toFixed(1)} M/s`;
  if (perSecond >= 1e3) return `${(perSecond / 1e3).toFixed(0)} k/s`;
  return `${perSecond.toFixed(0)} /s`;
}
