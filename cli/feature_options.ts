/** Which features a command computes, and what they are told beforehand. */
import type { Command } from "commander";
import { messageOf, UserError } from "../core/base/errors.ts";
import { type Calibration, parseCalibration } from "../core/features/calibration.ts";
import {
  FEATURE_GROUPS,
  type FeatureGroup,
  type FeatureSettings,
} from "../core/features/feature_settings.ts";
import type { MarketInput } from "../core/supervisor/job.ts";
import { shippedCalibrationFor } from "../models/shipped_calibration.ts";
import { oneOf } from "./arguments.ts";

export interface FeatureFlags {
  readonly featureGroups?: string;
  readonly calibration?: string;
  readonly reference?: string;
}

/** Adds the options that say what is computed. */
export function addFeatureOptions(command: Command): Command {
  return addFeatureKnowledge(command.option(
    "--feature-groups <list>",
    `groups of features to compute: all, or some of ${FEATURE_GROUPS.join(",")}`,
    "all",
  ));
}

/** Adds only what features are told, where the groups follow from what is asked for. */
export function addFeatureKnowledge(command: Command): Command {
  return command
    .option("--calibration <file>", "what `features calibrate` wrote, for features that need it")
    .option("--reference <symbol>", "instrument that the cross group compares the others with");
}

/**
 * @param input what is read: a simulated market comes with its calibration
 * @throws UserError naming the option or the field that is wrong
 */
export async function featureSettingsOf(
  flags: FeatureFlags,
  input: MarketInput,
): Promise<FeatureSettings> {
  return {
    groups: groupsOf(flags.featureGroups ?? "all"),
    calibration: flags.calibration === undefined
      ? shippedCalibrationFor(input)
      : await readCalibration(flags.calibration),
    referenceSymbol: flags.reference?.trim().toUpperCase(),
  };
}

function groupsOf(text: string): readonly FeatureGroup[] {
  if (text === "all") return FEATURE_GROUPS;
  const names = text.split(",").map((name) => name.trim());
  const chosen = new Set(names.map((name) => oneOf("--feature-groups", name, FEATURE_GROUPS)));
  return FEATURE_GROUPS.filter((group) => chosen.has(group));
}

async function readCalibration(path: string): Promise<Calibration> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (thrown) {
    throw new UserError(`--calibration ${path}: cannot read it (${messageOf(thrown)})`);
  }
  return parseCalibration(text, path);
}
