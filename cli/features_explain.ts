/** `millrace features explain`: one feature, with what its family costs on this machine. */
import type { Command } from "commander";
import { EXIT_OK } from "../core/base/errors.ts";
import { type Feature, FEATURE_COUNT, FEATURES } from "../core/features/table.ts";
import { type FeatureCost, measureCost } from "../models/feature_cost.ts";
import { machineText } from "../models/machine.ts";
import type { ExitCodeSink } from "./exit_code.ts";
import { featureOf } from "./feature_names.ts";
import { mirrorText, spanText, unitText } from "./feature_text.ts";
import { rowOf } from "./features_list.ts";
import { countText } from "./format.ts";

const LABEL_WIDTH = 10;
const LINE_WIDTH = 100;

const EXAMPLES = `
Examples:
  deno task features explain ofi_50_events_depths
  deno task features explain spread_bps --json

window     how far back the value looks; nothing = the newest frame alone
warm-up    events (frames of the instrument) and time after which it is valid first
memory     what came before that makes no difference, to the last bit
mirrored   what becomes of a value x when bids and asks, buyers and sellers change places
cost       of its family for each frame, measured while you wait, on frames of the simulated market`;

export function addFeaturesExplain(features: Command, exit: ExitCodeSink): void {
  features.command("explain")
    .description("Explain one feature: formula, source, what it needs, what it costs here.")
    .argument("<name>", "as `features list` has it")
    .option("--json", "print it as JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (name: string, flags: { readonly json?: boolean }) =>
      exit(await explain(name, flags.json === true))
    );
}

/** @returns the exit code */
async function explain(name: string, json: boolean): Promise<number> {
  const feature = featureOf(name);
  const cost = await measureCost(feature);
  const machine = machineText();
  if (json) {
    console.log(JSON.stringify({ ...rowOf(feature), cost: { ...cost, machine } }, undefined, 2));
  } else {
    console.log(explanation(feature, cost, machine));
  }
  return EXIT_OK;
}

function explanation(feature: Feature, cost: FeatureCost, machine: string): string {
  const { name, group, family, formula, source, unit, window, warmUp, memory, needs } = feature;
  return [
    `${name}  (${group}, ${family}, number ${FEATURES.indexOf(feature)})`,
    "",
    ...field("formula", formula),
    ...field("source", source),
    ...field("unit", unitText(unit) || "none"),
    ...field("window", spanText(window) || "the newest frame"),
    ...field("warm-up", spanText(warmUp) || "none: valid from the first frame on"),
    ...field("memory", spanText(memory) || "none"),
    ...field("mirrored", mirrorText(feature)),
    ...field("needs", needs === undefined ? "nothing but frames" : `--${needs}`),
    ...field("cost", costText(cost)),
    ...field("", `${machine}; ${countText(cost.frames)} frames of the ${cost.market}, best run`),
  ].join("\n");
}

function costText({ part, isGroup, features, nanos, sharedNanos, vectorNanos }: FeatureCost) {
  const what = `${isGroup ? "group" : "family"} ${part}`;
  return `${nanosText(nanos)} a frame for the ${features} features of ${what}; ` +
    `all ${FEATURE_COUNT} take ${nanosText(vectorNanos)}, ` +
    `of which ${nanosText(sharedNanos)} for what they share`;
}

function nanosText(nanos: number): string {
  return `${nanos < 9.95 ? nanos.toFixed(1) : nanos.toFixed(0)} ns`;
}

/** Lines of at most {@link LINE_WIDTH}, the label before the first. */
function field(label: string, text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && 2 + LABEL_WIDTH + line.length + 1 + word.length > LINE_WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map((part, i) => `  ${(i === 0 ? label : "").padEnd(LABEL_WIDTH)} ${part}`);
}
