/** Mean reversion: what is far from its average comes back to it. */
import { choiceOf, numberOf } from "../core/trading/parameters.ts";
import { defineStrategy } from "../core/trading/strategy.ts";
import { DIRECTION_PARAMETERS, followDirection } from "./direction_trader.ts";
import { FeatureDirection } from "./feature_direction.ts";

const FEATURES = [
  "bar_1min_vwap_20_offset_bps",
  "bar_1min_ema_26_offset_bps",
  "bar_1s_vwap_20_offset_bps",
  "bar_1s_ema_26_offset_bps",
] as const;

export const strategy = defineStrategy({
  name: "mean_reversion",
  summary: "Trades against the distance of the price from its average.",
  source: "Poterba and Summers (1988), Mean Reversion in Stock Prices",
  parameters: {
    ...DIRECTION_PARAMETERS,
    feature: choiceOf(FEATURES, "the distance from an average that is traded against"),
    enter_bps: numberOf(10, 0, 1e4, "distance from which on it is traded against"),
    exit_bps: numberOf(0, -1e4, 1e4, "distance at which the position is given up"),
  },
  features: FEATURES,
  create: (setup) => {
    const { feature, enter_bps, exit_bps } = setup.parameters;
    return followDirection(
      setup,
      () =>
        new FeatureDirection({ feature, middle: 0, sign: -1, enter: enter_bps, exit: exit_bps }),
    );
  },
});
