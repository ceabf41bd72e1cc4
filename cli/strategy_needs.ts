/** Whether a run computes what its strategies read. */
import { UserError } from "../core/base/errors.ts";
import type { FeatureSettings } from "../core/features/feature_settings.ts";
import { featureIndex, FEATURES } from "../core/features/table.ts";
import type { StrategyDefinition } from "../core/trading/strategy.ts";

/** @throws UserError naming a feature that is not there, or whose group is left out */
export function requireFeatures(
  { name, features = [] }: StrategyDefinition,
  { groups }: FeatureSettings,
): void {
  for (const feature of features) {
    const index = featureIndex(feature);
    if (index < 0) throw new UserError(`--strategy ${name}: there is no feature ${feature}`);
    const { group } = FEATURES[index];
    if (groups.includes(group)) continue;
    throw new UserError(
      `--strategy ${name}: reads ${feature}, which needs --feature-groups ${group}`,
    );
  }
}
