/** `millrace train`: a model from the simulated market or from recordings, judged once. */
import type { Command } from "commander";
import { EXIT_BAD_INPUT, EXIT_OK, UserError } from "../core/base/errors.ts";
import { SCALINGS } from "../core/inference/manifest.ts";
import { featureIndex } from "../core/features/table.ts";
import { instrumentsOf, openSource } from "../core/supervisor/open_source.ts";
import { DEFAULT_FEATURES } from "../models/default_features.ts";
import {
  DEFAULT_EVENTS,
  DEFAULT_EVERY_FRAMES,
  DEFAULT_HORIZON_FRAMES,
} from "../models/defaults.ts";
import { groupsOf } from "../models/collect.ts";
import { trainModel } from "../models/train.ts";
import { recordedData, simulatedData, type TrainingData } from "../models/training_data.ts";
import { renderTraining } from "../models/training_text.ts";
import { oneOf, wholeNumber } from "./arguments.ts";
import { addFeatureKnowledge, type FeatureFlags, featureSettingsOf } from "./feature_options.ts";
import { addInputOptions, type InputFlags, inputOf } from "./input.ts";
import { isBadInput, printProblems } from "./problems_text.ts";
import type { ExitCodeSink } from "./exit_code.ts";

const EXAMPLES = `
Examples:
  deno task train --out out/models/mine                 the shipped model again, byte for byte
  deno task train GOOG_2012-06-21_10.zip --name goog    from a recording, split by time
  deno task replay GOOG_2012-06-21_10.zip --model out/models/goog

A multinomial logistic regression on where the mid will be: down, flat or up. Simulated markets are
split by seed; a recording is split by time, 60 % to learn from, 20 % to choose the penalty on, 20 %
to be judged on once, with every label that reaches over a border left out. The report puts the
model beside the class shares, the most frequent class and the sign of the queue imbalance.`;

interface TrainFlags extends InputFlags, FeatureFlags {
  readonly name: string;
  readonly horizon: string;
  readonly every: string;
  readonly features?: string;
  readonly scaling: string;
  readonly out?: string;
  readonly json?: boolean;
}

export function addTrain(program: Command, exit: ExitCodeSink): void {
  const command = program.command("train")
    .description("Train a model on the simulated market or on recordings, and judge it honestly.");
  addFeatureKnowledge(addInputOptions(command, DEFAULT_EVENTS))
    .option("--name <name>", "the model's name", "imbalance_logit")
    .option("--horizon <frames>", "how far ahead to look", String(DEFAULT_HORIZON_FRAMES))
    .option("--every <frames>", "one row every so many frames", String(DEFAULT_EVERY_FRAMES))
    .option(
      "--features <list>",
      "features to use, see docs/FEATURES.md (default: the shipped model's)",
    )
    .option("--scaling <kind>", `of the features: ${SCALINGS.join(", ")}`, "z-score")
    .option("--out <folder>", "where the model goes (default: out/models/NAME)")
    .option("--json", "print the report as one JSON object")
    .addHelpText("after", EXAMPLES)
    .action(async (files: string[], flags: TrainFlags) => exit(await train(files, flags)));
}

/** @returns the exit code */
async function train(files: readonly string[], flags: TrainFlags): Promise<number> {
  const name = nameOf(flags.name);
  const horizonFrames = wholeNumber("--horizon", flags.horizon, 1, 10_000);
  const data = await dataOf(files, flags, horizonFrames);
  const out = flags.out ?? `out/models/${name}`;
  const report = await trainModel({
    name,
    split: data.split,
    horizonFrames,
    scaling: oneOf("--scaling", flags.scaling, SCALINGS),
    source: data.source,
    seed: wholeNumber("--seed", flags.seed, 0, 0xffff_ffff),
    out,
  });
  console.log(flags.json ? JSON.stringify(report, undefined, 2) : renderTraining(report));
  if (!flags.json) console.log(`\nwritten to ${out}; serve it with --model ${out}`);
  printProblems(data.problems);
  return isBadInput(data.problems) ? EXIT_BAD_INPUT : EXIT_OK;
}

async function dataOf(
  files: readonly string[],
  flags: TrainFlags,
  horizonFrames: number,
): Promise<TrainingData> {
  const input = await inputOf(files, flags);
  const featureNames = featureNamesOf(flags.features);
  const settings = await featureSettingsOf(flags, input);
  const rowOptions = {
    featureNames,
    settings: { ...settings, groups: groupsOf(featureNames) },
    horizonFrames,
    everyFrames: wholeNumber("--every", flags.every, 1, 10_000),
  };
  if (input.kind === "simulated") {
    const { events, symbols } = input;
    const onRun = (run: string) => console.error(`collecting rows: ${run}`);
    return await simulatedData({ ...rowOptions, events, symbols, onRun });
  }
  const instruments = instrumentsOf(input);
  return await recordedData({ ...rowOptions, source: await openSource(input), instruments });
}

function nameOf(text: string): string {
  if (/^[A-Za-z0-9_.-]{1,64}$/.test(text)) return text;
  throw new UserError(`--name ${text}: must be letters, digits, "_", "-" or ".", 64 at most`);
}

function featureNamesOf(text: string | undefined): readonly string[] {
  if (text === undefined) return DEFAULT_FEATURES;
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => featureIndex(name) < 0);
  if (unknown.length === 0) return names;
  throw new UserError(`--features: there is no ${unknown.join(", ")}; docs/FEATURES.md lists all`);
}
