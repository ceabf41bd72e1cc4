/**
 * How Binance's depth updates join a snapshot and each other, as documented by the venue under "How
 * to manage a local order book correctly". An update covers the ids U..u; futures also name the last
 * id of the update before, pu.
 *
 * ```text
 *                     drop while          first kept           then
 *   spot              u ≤ lastUpdateId    U ≤ last+1 ≤ u       U = previous u + 1
 *   USD-M, COIN-M     u < lastUpdateId    U ≤ last   ≤ u       pu = previous u
 * ```
 *
 * Hot path: no allocation.
 */
import type { BinanceMarket } from "./market.ts";

export interface SequenceRule {
  /** True when the snapshot already contains the update. */
  isOld(u: number, lastUpdateId: number): boolean;
  /** True when the update is the one that follows the snapshot. */
  joins(U: number, u: number, lastUpdateId: number): boolean;
  /** True when the update follows the update that ended at `previousU`. */
  follows(U: number, pu: number, previousU: number): boolean;
}

const SPOT_RULE: SequenceRule = {
  isOld: (u, lastUpdateId) => u <= lastUpdateId,
  joins: (U, u, lastUpdateId) => U <= lastUpdateId + 1 && lastUpdateId + 1 <= u,
  follows: (U, _pu, previousU) => U === previousU + 1,
};

const FUTURES_RULE: SequenceRule = {
  isOld: (u, lastUpdateId) => u < lastUpdateId,
  joins: (U, u, lastUpdateId) => U <= lastUpdateId && lastUpdateId <= u,
  follows: (_U, pu, previousU) => pu === previousU,
};

export function sequenceRuleOf(market: BinanceMarket): SequenceRule {
  return market === "spot" ? SPOT_RULE : FUTURES_RULE;
}
