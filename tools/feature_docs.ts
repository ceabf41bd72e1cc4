/**
 * Writes docs/FEATURES.md from the table of features.
 *
 *     deno run --allow-write=docs tools/feature_docs.ts
 */
import { FRAME_FEATURES } from "../core/base/limits.ts";
import { mirrorText, spanText, unitText } from "../cli/feature_text.ts";
import type { FeatureDefinition } from "../core/features/feature_definition.ts";
import { FEATURE_GROUPS, type FeatureGroup } from "../core/features/feature_settings.ts";
import { type Feature, FEATURE_COUNT, featureIndex, FEATURES } from "../core/features/table.ts";
import { table, wrapped } from "./markdown.ts";

/** Wrapped as the formatter would. */
const INTRODUCTION = `# Features

Every frame of a book carries ${FEATURE_COUNT} features, of at most ${FRAME_FEATURES}, and a mask with a bit for each.

A bit is 0 while its feature is not warm or not defined for that frame; the value is then 0. There
is never a NaN or an infinity in a frame.

This page is written by \`deno run --allow-write=docs tools/feature_docs.ts\` from the table in
core/features/table.ts. Models name their inputs by these names, so no name ever changes its
meaning. \`deno task features explain NAME\` tells the same of one feature, and what it costs on your
machine.

## How to read it

- Pb, qb: price and quantity of the best bid; Pa, qa: of the best ask. Primes: the frame before.
- An **event** is a frame of the instrument: a change of its book, or a trade.
- **Time** is the time of receipt. It never steps back: where a recording does, it stands still.
- **Windows in time** consist of 20 buckets and move by whole buckets, so 1 s covers the last 0.95
  to 1 s. Windows in events are exact.
- **Warm-up** counts from the instrument's first frame: frames needed, that one included, or time
  passed. A time window may be warm up to one bucket sooner. When the size of a tick or a lot
  changes, the instrument starts afresh.
- **Memory**: what came before that makes no difference to the value, to its last bit. A session
  that begins in the middle has the same bytes from then on.
- **Mirrored**: what becomes of a value x in the mirrored market, in which bids and asks, buyers and
  sellers change places; "other side" is the value of the feature of the other side, and where there
  is nothing x stays as it is.
- After a **snapshot** the frame before says nothing: that step adds nothing to order flow and
  volatility. Returns compare two mids, and go on.
- **Bars** (bar_…) lie at multiples of their length since midnight UTC. O, H, L, C, V are those of
  the newest one that has closed, primes those of the one before. One without a trade repeats the
  last close; after 60 silent seconds (1s) or an hour (1min, 5min) the history begins anew. Bars
  that a source brings are used where they divide the bar.
- Units: bps = 1/100 %; lots and ticks are the instrument's; **depths** are multiples of an average
  depth, and so comparable between instruments; ratios have none.
`;

const GROUP_TEXTS: Readonly<Record<FeatureGroup, string>> = {
  core: "The state of the book, its order flow, trades, returns and activity.",
  micro: "How queues, spreads, trades and volume behave, and what moves the price.",
  bars: "What traders compute from bars of time.",
  cross: "The instrument beside a chosen reference, which \`--reference SYMBOL\` names.",
};

/** The page. */
export function featureDocs(): string {
  const groups = FEATURE_GROUPS.filter((group) => FEATURES.some((f) => f.group === group));
  return [INTRODUCTION, contents(), ...groups.map(groupSection)].join("\n");
}

function contents(): string {
  const rows = [...Map.groupBy(FEATURES, ({ family }) => family)].map(([family, features]) => [
    features[0].group,
    `[${titleOf(family)}](#${titleOf(family).replaceAll(" ", "-")})`,
    String(features.length),
  ]);
  return `## Contents\n\n${table([["group", "family", "features"], ...rows])}`;
}

function groupSection(group: FeatureGroup): string {
  const features = FEATURES.filter((feature) => feature.group === group);
  const families = [...Map.groupBy(features, ({ family }) => family)];
  return [
    `## Group ${group}\n\n${wrapped(GROUP_TEXTS[group], "")}\n`,
    ...families.map(([family, members]) => familySection(family, members)),
  ].join("\n");
}

function familySection(family: string, features: readonly Feature[]): string {
  const header = ["#", "name", "unit", "window", "warm-up", "memory", "mirrored", "formula"];
  const rows = features.map((feature) => [
    String(FEATURES.indexOf(feature)),
    `\`${feature.name}\``,
    unitText(feature.unit),
    spanText(feature.window),
    spanText(feature.warmUp),
    spanText(feature.memory),
    mirrorCell(feature),
    // A bar would end the cell.
    feature.formula.replaceAll("|", "\\|"),
  ]);
  const needs = features.some((feature) => feature.needs === "calibration")
    ? `\n\n${wrapped("Never valid without \`--calibration\`, see \`features calibrate\`.", "")}`
    : "";
  return `### ${titleOf(family)}\n\n${sourcesOf(features)}${needs}\n\n${table([header, ...rows])}`;
}

function titleOf(family: string): string {
  return family.replaceAll("_", " ");
}

function mirrorCell(feature: Feature): string {
  const text = mirrorText(feature);
  if (featureIndex(text) >= 0) return "other side";
  return text === "x" ? "" : text;
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

if (import.meta.main) Deno.writeTextFileSync("docs/FEATURES.md", featureDocs());
