/** Which features go into a dataset: names, families and groups, in the order of the table. */
import { UserError } from "../core/base/errors.ts";
import type { FeatureSettings } from "../core/features/feature_settings.ts";
import { type Feature, FEATURES } from "../core/features/table.ts";

/**
 * @param text "all", or names, families and groups separated by commas
 * @param settings features that are not computed cannot be chosen
 * @returns positions in a frame's vector, ascending
 * @throws UserError naming what is not there, or not computed
 */
export function chooseFeatures(text: string, settings: FeatureSettings): Int32Array {
  const isComputed = ({ group }: Feature) =>
    settings.groups.includes(group) &&
    (group !== "cross" || settings.referenceSymbol !== undefined);
  if (text.trim() === "all") return positions(isComputed);
  const words = text.split(",").map((word) => word.trim());
  for (const word of words) {
    const meant = FEATURES.filter((feature) => isMeant(feature, word));
    if (meant.length === 0) {
      throw new UserError(
        `--features: there is no feature, family or group ${word}; \`deno task features\` lists all`,
      );
    }
    const left = meant.find((feature) => !isComputed(feature));
    if (left !== undefined) throw new UserError(`--features ${word}: ${reasonOf(left, settings)}`);
  }
  return positions((feature) => words.some((word) => isMeant(feature, word)));
}

function positions(isChosen: (feature: Feature) => boolean): Int32Array {
  return Int32Array.from(FEATURES.flatMap((feature, i) => isChosen(feature) ? [i] : []));
}

function isMeant({ name, family, group }: Feature, word: string): boolean {
  return word === name || word === family || word === group;
}

function reasonOf({ name, group }: Feature, settings: FeatureSettings): string {
  return settings.groups.includes(group)
    ? `${name} compares with another instrument; say which with --reference`
    : `${name} is in the group ${group}, which --feature-groups leaves out`;
}
