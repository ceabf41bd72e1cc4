/** Imbalance taker: the price moves towards the side whose queue is shorter. */
import { choiceOf, numberOf } from "../core/trading/parameters.ts";
import { defineStrategy } from "../core/trading/strategy.ts";
import { DIRECTION_PARAMETERS, followDirection } from "./direction_trader.ts";
import { FeatureDirection } from "./feature_direction.ts";

const FEATURES = [
  "queue_imbalance_1_level",
  "queue_imbalance_3_levels",
  "queue_imbalance_5_levels",
  "queue_imbalance_10_levels",
] as const;

export const strategy = defineStrategy({
  name: "imbalance_taker",
  summary: "Takes in the direction of the queues' imbalance.",
  source:
    "Gould and Bonart (2016), Queue Imbalance as a One-tick-ahead Price Predictor, 1512.03492",
  parameters: {
    ...DIRECTION_PARAMETERS,
    feature: choiceOf(FEATURES, "the imbalance"),
    enter: numberOf(0.7, 0, 1, "imbalance from which on it is followed"),
    exit: numberOf(0, -1, 1, "imbalance below which the position is given up"),
  },
  features: FEATURES,
  create: (setup) => {
    const { feature, enter, exit } = setup.parameters;
    return followDirection(
      setup,
      () => new FeatureDirection({ feature, middle: 0, sign: 1, enter, exit }),
    );
  },
});
