/** `millrace features list`: the table of features, or what of it one asks for. */
import type { Command } from "commander";
import { EXIT_OK, UserError } from "../core/base/errors.ts";
import { FEATURE_GROUPS } from "../core/features/feature_settings.ts";
import { type Feature, FEATURES } from "../core/features/table.ts";
import { oneOf } from "./arguments.ts";
import type { ExitCodeSink } from "./exit_code.ts";
import { spanText, unitText } from "./feature_text.ts";
import { didYouMean } from "./near_names.ts";

const FAMILIES = [...new Set(FEATURES.map(({ family }) => family))];
const UNITS = [...new Set(FEATURES.map(({ unit }) => unit))].sort();

const EXAMPLES = `
Examples:
  deno task features                            all of them, by group and family
  deno task features list imbalance             with this word in name, family, formula or source
  deno task features list kyle --json           as JSON, for a program to read
  deno task features list --group bars --unit bps
  deno task features list --family spread

A window says how far back a value looks, a warm-up when it is valid first: events are frames of the
instrument, this one included.`;

interface ListFlags {
  readonly group?: string;
  readonly family?: string;
  readonly unit?: string;
  readonly json?: boolean;
}

export function addFeaturesList(features: Command, exit: ExitCodeSink): void {
  features.command("list", { isDefault: true })
    .description("List the table of features.")
    .argument("[words...]", "only features in whose name, family, formula or source all occur")
    .option("--group <name>", `only this group: ${FEATURE_GROUPS.join(", ")}`)
    .option("--family <name>", "only this family")
    .option("--unit <name>", `only this unit: ${UNITS.join(", ")}`)
    .option("--json", "print them as JSON")
    .addHelpText("after", EXAMPLES)
    .action((words: string[], flags: ListFlags) => exit(list(words, flags)));
}

/** @returns the exit code */
function list(words: readonly string[], flags: ListFlags): number {
  const found = chosen(words, flags);
  if (flags.json) {
    console.log(JSON.stringify(found.map(rowOf), undefined, 2));
  } else if (found.length === 0) {
    console.log(`no feature has all of that; there are ${FEATURES.length}`);
  } else {
    console.log(tableText(found));
  }
  return EXIT_OK;
}

function chosen(words: readonly string[], { group, family, unit }: ListFlags): Feature[] {
  if (group !== undefined) oneOf("--group", group, FEATURE_GROUPS);
  if (unit !== undefined) oneOf("--unit", unit, UNITS);
  if (family !== undefined && !FAMILIES.includes(family)) {
    const hint = didYouMean(family, FAMILIES) || `; there are ${FAMILIES.join(", ")}`;
    throw new UserError(`--family ${family}: there is none of that name${hint}`);
  }
  return FEATURES.filter((feature) =>
    (group === undefined || feature.group === group) &&
    (family === undefined || feature.family === family) &&
    (unit === undefined || feature.unit === unit) &&
    hasAll(feature, words)
  );
}

function hasAll({ name, family, formula, source }: Feature, words: readonly string[]): boolean {
  const text = `${name} ${family} ${family.replaceAll("_", " ")} ${formula} ${source}`
    .toLowerCase();
  return words.every((word) => text.includes(word.toLowerCase()));
}

/** A feature as JSON shows it: the definition and its place in the vector. */
export function rowOf(feature: Feature) {
  return { index: FEATURES.indexOf(feature), ...feature };
}

function tableText(features: readonly Feature[]): string {
  const width = Math.max(...features.map(({ name }) => name.length));
  const lines: string[] = [];
  for (const [group, members] of Map.groupBy(features, (feature) => feature.group)) {
    lines.push(`${group.toUpperCase()}  ${countOf(members.length)}`, "");
    for (const [family, rows] of Map.groupBy(members, (feature) => feature.family)) {
      lines.push(`  ${family.replaceAll("_", " ")}`);
      lines.push(...rows.map((row) => rowText(row, width)), "");
    }
  }
  lines.push("`features explain NAME` tells more of one.");
  return lines.join("\n");
}

function rowText({ name, unit, window, formula }: Feature, width: number): string {
  const cells = [name.padEnd(width), unitText(unit).padEnd(13), spanText(window).padEnd(11)];
  return fitted(`    ${cells.join("  ")}  ${formula}`);
}

/** A line for each feature: on a terminal what does not fit is cut, elsewhere nothing is. */
function fitted(line: string): string {
  if (!Deno.stdout.isTerminal()) return line;
  const { columns } = Deno.consoleSize();
  const letters = [...line];
  return letters.length <= columns ? line : `${letters.slice(0, columns - 1).join("")}…`;
}

function countOf(features: number): string {
  return features === 1 ? "1 feature" : `${features} features`;
}
