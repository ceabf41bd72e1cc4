/** Order flow imbalance taker: the price follows what arrives and leaves at the touch. */
import { choiceOf, numberOf } from "../core/trading/parameters.ts";
import { defineStrategy } from "../core/trading/strategy.ts";
import { DIRECTION_PARAMETERS, followDirection } from "./direction_trader.ts";
import { FeatureDirection } from "./feature_direction.ts";

const FEATURES = [
  "ofi_1s_depths",
  "ofi_10s_depths",
  "ofi_50_events_depths",
  "ofi_200_events_depths",
  "ofi_10_levels_50_events_depths",
] as const;

export const strategy = defineStrategy({
  name: "ofi_taker",
  summary: "Takes in the direction of the order flow imbalance.",
  source: "Cont, Kukanov and Stoikov (2014), The Price Impact of Order Book Events, 1011.6402",
  parameters: {
    ...DIRECTION_PARAMETERS,
    feature: choiceOf(FEATURES, "the order flow imbalance, in average depths"),
    enter_depths: numberOf(2, 0, 1e4, "imbalance from which on it is followed"),
    exit_depths: numberOf(0, -1e4, 1e4, "imbalance below which the position is given up"),
  },
  features: FEATURES,
  create: (setup) => {
    const { feature, enter_depths: enter, exit_depths: exit } = setup.parameters;
    return followDirection(
      setup,
      () => new FeatureDirection({ feature, middle: 0, sign: 1, enter, exit }),
    );
  },
});
