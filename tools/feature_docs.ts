/**
 * Writes docs/FEATURES.md from the table of features.
 *
 *     deno run --allow-write=docs tools/feature_docs.ts
 */
import { FRAME_FEATURES } from "../core/base/limits.ts";
import { NANOS_PER_MILLI, NANOS_PER_SECOND } from "../core/base/units.ts";
import type { FeatureDefinition, Span } from "../core/features/feature_definition.ts";
import { FEATURE_COUNT, FEATURES } from "../core/features/table.ts";

/** The formatter's. */
const LINE_WIDTH = 100;

/** Wrapped as the formatter would. */
const INTRODUCTION = `# Features

Every frame of a book carries ${FEATURE_COUNT} features, of at most ${FRAME_FEATURES}, and a mask with a bit for each.

A bit is 0 while its feature is not warm or not defined for that frame; the value is then 0. There
is never a NaN or an infinity in a frame.

This page is written by \`deno run --allow-write=docs tools/feature_docs.ts\` from the table in
core/features/table.ts. Models name their inputs by these names, so no name ever changes its
meaning.

## How to read it

- Pb, qb: price and quantity of the best bid; Pa, qa: of the best ask. Primes: the frame before.
- An **event** is a frame of the instrument: a change of its book, or a trade.
- **Time** is the time of receipt. It never steps back: where a recording does, it stands still.
- **Windows in time** consist of 20 buckets and move by whole buckets, so 1 s covers the last 0.95
  to 1 s. Windows in events are exact.
- **Warm-up** counts from the instrument's first frame: frames needed, that one included, or time
  passed. A time window may be warm up to one bucket sooner. When the size of a tick or a lot
  changes, the instrument starts afresh.
- After a **snapshot** the frame before says nothing: that step adds nothing to order flow and
  volatility. Returns compare two mids, and go on.
- **Bars** (bar_…) lie at multiples of their length since midnight UTC. O, H, L, C, V are those of
  the newest one that has closed, primes those of the one before. One without a trade repeats the
  last close; after 60 silent seconds (1s) or an hour (1min, 5min) the history begins anew. Bars
  that a source brings are used where they divide the bar.
- Units: bps = 1/100 %; lots and ticks are the instrument's; **depths** are multiples of an average
  depth, and so comparable between instruments; ratios have none.
`;

/** The page. */
export function featureDocs(): string {
  const families = [...new Set(FEATURES.map((feature) => feature.family))];
  return [INTRODUCTION, ...families.map(familySection)].join("\n");
}

function familySection(family: string): string {
  const features = FEATURES.filter((feature) => feature.family === family);
  const header = ["#", "name", "unit", "window", "warm-up", "formula"];
  const rows = features.map((feature) => [
    String(FEATURES.indexOf(feature)),
    `\`${feature.name}\``,
    feature.unit === "ratio" ? "" : feature.unit.replaceAll("_", " "),
    spanText(feature.window),
    spanText(feature.warmUp),
    // A bar would end the cell.
    feature.formula.replaceAll("|", "\\|"),
  ]);
  return `## ${family.replaceAll("_", " ")}\n\n${sourcesOf(features)}\n\n${
    table([header, ...rows])
  }`;
}

/** One sentence a source; a source that is not all features' names those it is for. */
function sourcesOf(features: readonly FeatureDefinition[]): string {
  const sources = [...new Set(features.map((feature) => feature.source))];
  if (sources.length === 1) return wrapped(`Source: ${sources[0]}.`, "");
  return sources.map((source) => {
    const names = features.filter((feature) => feature.source === source).map((f) =>
      `\`${f.name}\``
    );
    return wrapped(`- ${names.join(", ")}: ${source}.`, "  ");
  }).join("\n");
}

/** Breaks a paragraph where the formatter would; later lines are indented. */
function wrapped(paragraph: string, indent: string): string {
  const lines: string[] = [];
  for (const word of paragraph.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && [...line].length + 1 + [...word].length <= LINE_WIDTH) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(line === undefined ? word : indent + word);
    }
  }
  return lines.join("\n");
}

function spanText(span: Span): string {
  const parts: string[] = [];
  if (span.events > 0) parts.push(span.events === 1 ? "1 event" : `${span.events} events`);
  if (span.nanos >= NANOS_PER_SECOND) parts.push(`${span.nanos / NANOS_PER_SECOND} s`);
  else if (span.nanos > 0) parts.push(`${span.nanos / NANOS_PER_MILLI} ms`);
  return parts.join(", ");
}

/** A table whose columns are padded to one width, as the formatter wants them. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map((row) => [...row[column]].length))
  );
  const lineOf = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  const padded = rows.map((row) =>
    lineOf(row.map((cell, column) => cell + " ".repeat(widths[column] - [...cell].length)))
  );
  const rule = lineOf(widths.map((width) => "-".repeat(width)));
  return padded[0] + rule + padded.slice(1).join("");
}

if (import.meta.main) Deno.writeTextFileSync("docs/FEATURES.md", featureDocs());
