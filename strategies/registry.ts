/** The strategies that ship, by name. */
import { assert } from "../core/base/assert.ts";
import type { StrategyDefinition } from "../core/trading/strategy.ts";
import { strategy as almgrenChriss } from "./almgren_chriss.ts";
import { strategy as avellanedaStoikov } from "./avellaneda_stoikov.ts";
import { strategy as bollinger } from "./bollinger.ts";
import { strategy as buyAndHold } from "./buy_and_hold.ts";
import { strategy as glft } from "./glft.ts";
import { strategy as imbalanceTaker } from "./imbalance_taker.ts";
import { strategy as macd } from "./macd.ts";
import { strategy as meanReversion } from "./mean_reversion.ts";
import { strategy as microPriceMaker } from "./micro_price_maker.ts";
import { strategy as momentum } from "./momentum.ts";
import { strategy as ofiTaker } from "./ofi_taker.ts";
import { strategy as pov } from "./pov.ts";
import { strategy as randomTrader } from "./random_trader.ts";
import { strategy as rsi } from "./rsi.ts";
import { strategy as shortfallTaker } from "./shortfall_taker.ts";
import { strategy as signalThreshold } from "./signal_threshold.ts";
import { strategy as twap } from "./twap.ts";
import { strategy as vwap } from "./vwap.ts";

/** Execution, takers, makers, rules of thumb, the model's, baselines. */
export const STRATEGIES: readonly StrategyDefinition[] = [
  twap,
  vwap,
  pov,
  almgrenChriss,
  shortfallTaker,
  imbalanceTaker,
  ofiTaker,
  microPriceMaker,
  avellanedaStoikov,
  glft,
  momentum,
  meanReversion,
  rsi,
  macd,
  bollinger,
  signalThreshold,
  buyAndHold,
  randomTrader,
];

const BY_NAME: ReadonlyMap<string, StrategyDefinition> = new Map(
  STRATEGIES.map((strategy) => [strategy.name, strategy]),
);

/** The strategy of that name, or undefined when there is none. */
export function findStrategy(name: string): StrategyDefinition | undefined {
  return BY_NAME.get(name);
}

assert(BY_NAME.size === STRATEGIES.length, "names of strategies are unique");
