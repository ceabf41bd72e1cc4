/** Momentum: what rose over the last bars goes on rising. */
import { choiceOf, numberOf } from "../core/trading/parameters.ts";
import { defineStrategy } from "../core/trading/strategy.ts";
import { DIRECTION_PARAMETERS, followDirection } from "./direction_trader.ts";
import { FeatureDirection } from "./feature_direction.ts";

const FEATURES = [
  "bar_1min_return_5_bps",
  "bar_1min_return_20_bps",
  "bar_1s_return_5_bps",
  "bar_1s_return_20_bps",
] as const;

export const strategy = defineStrategy({
  name: "momentum",
  summary: "Follows the return of the last bars.",
  source: "Moskowitz, Ooi and Pedersen (2012), Time Series Momentum",
  parameters: {
    ...DIRECTION_PARAMETERS,
    feature: choiceOf(FEATURES, "the return that is followed"),
    enter_bps: numberOf(10, 0, 1e4, "return from which on it is followed"),
    exit_bps: numberOf(0, -1e4, 1e4, "return below which the position is given up"),
  },
  features: FEATURES,
  create: (setup) => {
    const { feature, enter_bps, exit_bps } = setup.parameters;
    return followDirection(
      setup,
      () => new FeatureDirection({ feature, middle: 0, sign: 1, enter: enter_bps, exit: exit_bps }),
    );
  },
});
