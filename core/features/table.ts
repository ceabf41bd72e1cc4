/**
 * The table of features: what a vector holds, in its order. Everything that names a feature reads
 * it here: the vector itself, docs/FEATURES.md, the manifests of models, the columns of datasets.
 *
 * New features are appended to their family, new families to their group (groups/); models find
 * their inputs by name, so positions may move, names may not.
 */
import { assert } from "../base/assert.ts";
import { FRAME_FEATURES } from "../base/limits.ts";
import type { FeatureDefinition } from "./feature_definition.ts";
import type { FeatureGroup } from "./feature_settings.ts";
import { BarFeatures } from "./groups/bar_features.ts";
import { CoreFeatures } from "./groups/core_features.ts";
import { CrossFeatures } from "./groups/cross_features.ts";
import { MicroFeatures } from "./groups/micro_features.ts";

/** A definition and the group whose choice decides whether it is computed. */
export interface Feature extends FeatureDefinition {
  readonly group: FeatureGroup;
}

/** Where each group's features begin in the vector. */
export const AT_CORE = 0;
export const AT_MICRO = AT_CORE + CoreFeatures.definitions.length;
export const AT_BARS = AT_MICRO + MicroFeatures.definitions.length;
export const AT_CROSS = AT_BARS + BarFeatures.definitions.length;
export const FEATURE_COUNT = AT_CROSS + CrossFeatures.definitions.length;

/** All features; feature i of a frame is row i. InstrumentFeatures runs the same groups. */
export const FEATURES: readonly Feature[] = [
  ...inGroup("core", CoreFeatures.definitions),
  ...inGroup("micro", MicroFeatures.definitions),
  ...inGroup("bars", BarFeatures.definitions),
  ...inGroup("cross", CrossFeatures.definitions),
];

const INDEX_BY_NAME: ReadonlyMap<string, number> = new Map(
  FEATURES.map((feature, index) => [feature.name, index]),
);

/** Position of a feature in the vector, or −1 when there is none of that name. */
export function featureIndex(name: string): number {
  return INDEX_BY_NAME.get(name) ?? -1;
}

/** One past the last feature that these groups compute. */
export function featuresEnd(groups: readonly FeatureGroup[]): number {
  return FEATURES.findLastIndex(({ group }) => groups.includes(group)) + 1;
}

function inGroup(group: FeatureGroup, definitions: readonly FeatureDefinition[]): Feature[] {
  return definitions.map((definition) => ({ ...definition, group }));
}

assert(FEATURE_COUNT <= FRAME_FEATURES, "the features fit a frame");
assert(INDEX_BY_NAME.size === FEATURE_COUNT, "feature names are unique");
