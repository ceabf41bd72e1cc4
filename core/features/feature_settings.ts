/** What the features stage is asked to compute, as plain data that can be posted to a worker. */
import type { Calibration } from "./calibration.ts";

/** Groups of families that can be left out; their features are then never valid. */
export const FEATURE_GROUPS = ["core", "micro", "bars", "cross"] as const;
export type FeatureGroup = typeof FEATURE_GROUPS[number];

export interface FeatureSettings {
  readonly groups: readonly FeatureGroup[];
  /** What was measured on earlier data, by symbol; undefined = features that need it stay invalid. */
  readonly calibration: Calibration | undefined;
  /** Symbol that others are compared with; undefined = the cross group stays invalid. */
  readonly referenceSymbol: string | undefined;
}

/** Everything, uncalibrated. */
export const DEFAULT_FEATURE_SETTINGS: FeatureSettings = {
  groups: FEATURE_GROUPS,
  calibration: undefined,
  referenceSymbol: undefined,
};
