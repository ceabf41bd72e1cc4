/** RSI: buys what is oversold and sells what is overbought, until the index is back in the middle. */
import { choiceOf, numberOf } from "../core/trading/parameters.ts";
import { defineStrategy } from "../core/trading/strategy.ts";
import { DIRECTION_PARAMETERS, followDirection } from "./direction_trader.ts";
import { FeatureDirection } from "./feature_direction.ts";

const FEATURES = ["bar_1min_rsi_14_points", "bar_1s_rsi_14_points"] as const;
const MIDDLE_POINTS = 50;

export const strategy = defineStrategy({
  name: "rsi",
  summary: "Trades against the relative strength index.",
  source: "Wilder (1978), New Concepts in Technical Trading Systems",
  parameters: {
    ...DIRECTION_PARAMETERS,
    feature: choiceOf(FEATURES, "the index"),
    oversold_points: numberOf(30, 0, 50, "buys at or below; sells at or above 100 less it"),
    exit_points: numberOf(
      50,
      0,
      100,
      "gives a long position up above; a short one below 100 less it",
    ),
  },
  features: FEATURES,
  create: (setup) => {
    const { feature, oversold_points, exit_points } = setup.parameters;
    const enter = MIDDLE_POINTS - oversold_points;
    const exit = MIDDLE_POINTS - exit_points;
    return followDirection(
      setup,
      () => new FeatureDirection({ feature, middle: MIDDLE_POINTS, sign: -1, enter, exit }),
    );
  },
});
