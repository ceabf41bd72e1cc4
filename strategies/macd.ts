/** MACD: follows the difference of two averages when it leads its own average. */
import { choiceOf, numberOf } from "../core/trading/parameters.ts";
import { defineStrategy } from "../core/trading/strategy.ts";
import { DIRECTION_PARAMETERS, followDirection } from "./direction_trader.ts";
import { FeatureDirection } from "./feature_direction.ts";

const FEATURES = ["bar_1min_macd_histogram_9_bps", "bar_1s_macd_histogram_9_bps"] as const;

export const strategy = defineStrategy({
  name: "macd",
  summary: "Follows the histogram of the moving averages' convergence and divergence.",
  source: "Appel (1979), The Moving Average Convergence-Divergence Trading Method",
  parameters: {
    ...DIRECTION_PARAMETERS,
    feature: choiceOf(FEATURES, "the histogram"),
    enter_bps: numberOf(0.5, 0, 1e4, "histogram from which on it is followed"),
    exit_bps: numberOf(0, -1e4, 1e4, "histogram below which the position is given up"),
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
