/** Baseline: buys once and keeps it. What does not beat this was not worth the trouble. */
import { defineStrategy } from "../core/trading/strategy.ts";
import {
  DIRECTION_PARAMETERS,
  type DirectionModel,
  followDirection,
  LONG,
} from "./direction_trader.ts";

class AlwaysLong implements DirectionModel {
  directionOf(): number {
    return LONG;
  }
}

export const strategy = defineStrategy({
  name: "buy_and_hold",
  summary: "Baseline: buys at the start and holds.",
  source: "Fama and Blume (1966), Filter Rules and Stock-market Trading",
  parameters: DIRECTION_PARAMETERS,
  create: (setup) => followDirection(setup, () => new AlwaysLong()),
});
