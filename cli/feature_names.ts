/** Names of features on the command line. */
import { UserError } from "../core/base/errors.ts";
import { type Feature, featureIndex, FEATURES } from "../core/features/table.ts";
import { didYouMean } from "./near_names.ts";

const NAMES = FEATURES.map(({ name }) => name);

/** @throws UserError with the names that look alike */
export function featureOf(typed: string): Feature {
  const index = featureIndex(typed);
  if (index >= 0) return FEATURES[index];
  throw new UserError(
    `there is no feature ${typed}${didYouMean(typed, NAMES) || "; `features list` has all"}`,
  );
}
