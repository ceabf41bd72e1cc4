/** The summary of runs for the terminal: what the page's first table says, in short. */
import { type MeasuredRun, windowText } from "./measured_run.ts";
import { metricGroups } from "./metric_rows.ts";
import { quoteText } from "./number_text.ts";
import type { Attribution } from "./metrics/attribution.ts";

/** More columns do not fit beside each other: then every run has a line of its own elsewhere. */
const MOST_COLUMNS = 5;

const PARTS: readonly (readonly [keyof Attribution, string])[] = [
  ["spreadQuote", "from spread"],
  ["latencyQuote", "from latency"],
  ["impactQuote", "from adverse selection"],
  ["inventoryQuote", "from inventory"],
  ["feesQuote", "from fees"],
  ["fundingQuote", "from funding"],
];

/** @param runs at least one; the first five are shown beside each other */
export function summaryText(runs: readonly MeasuredRun[]): string {
  const shown = runs.slice(0, MOST_COLUMNS);
  const isAlone = shown.length === 1;
  const rows: string[][] = [["", ...shown.map(({ result }) => result.label), "buy and hold"]];
  for (const { rows: metrics } of metricGroups(shown)) {
    for (const { name, cells, hold, isBrief } of metrics) {
      if (!isBrief) continue;
      const texts = cells.map(({ text, interval }) =>
        isAlone && interval !== "" ? `${text}  (${interval})` : text
      );
      rows.push([name, ...texts, hold]);
      if (name === "P&L") rows.push(...partRows(shown));
    }
  }
  const left = runs.length > shown.length
    ? [`${runs.length - shown.length} more runs are in the files.`]
    : [];
  return [windowText(shown[0].result), aligned(rows), ...left].join("\n");
}

function partRows(runs: readonly MeasuredRun[]): string[][] {
  return PARTS
    .filter(([key]) => key !== "fundingQuote" || runs.some((run) => partOf(run, key) !== 0))
    .map(([key, name]) => [`  ${name}`, ...runs.map((run) => quoteText(partOf(run, key))), ""]);
}

function partOf({ metrics }: MeasuredRun, key: keyof Attribution): number {
  return metrics.attribution[key];
}

/** Names to the left, figures to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row.map((text, column) =>
      column === 0 ? text.padEnd(widths[column]) : text.padStart(widths[column])
    ).join("  ").trimEnd()
  ).join("\n");
}
