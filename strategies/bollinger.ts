/** Bollinger bands: buys at the lower band and sells at the upper, until the price is back between. */
import { choiceOf, numberOf } from "../core/trading/parameters.ts";
import { defineStrategy } from "../core/trading/strategy.ts";
import { DIRECTION_PARAMETERS, followDirection } from "./direction_trader.ts";
import { FeatureDirection } from "./feature_direction.ts";

const FEATURES = ["bar_1min_bollinger_20_percent_b", "bar_1s_bollinger_20_percent_b"] as const;
/** %b is 0 at the lower and 1 at the upper band. */
const MIDDLE = 0.5;

export const strategy = defineStrategy({
  name: "bollinger",
  summary: "Trades against moves beyond the Bollinger bands.",
  source: "Bollinger (2001), Bollinger on Bollinger Bands",
  parameters: {
    ...DIRECTION_PARAMETERS,
    feature: choiceOf(FEATURES, "%b: where the price is between the bands"),
    enter_b: numberOf(0, -2, 0.5, "buys at or below; sells at or above 1 less it"),
    exit_b: numberOf(0.5, -2, 3, "gives a long position up above; a short one below 1 less it"),
  },
  features: FEATURES,
  create: (setup) => {
    const { feature, enter_b, exit_b } = setup.parameters;
    const enter = MIDDLE - enter_b;
    const exit = MIDDLE - exit_b;
    return followDirection(
      setup,
      () => new FeatureDirection({ feature, middle: MIDDLE, sign: -1, enter, exit }),
    );
  },
});
