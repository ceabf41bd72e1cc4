/**
 * A book of price levels: bids and asks, without the orders behind them.
 *
 * Hot path: no allocation.
 */
import { SIDE_ASK, SIDE_BID } from "../base/units.ts";
import { Ladder } from "./ladder.ts";

export class L2Book {
  readonly bids = new Ladder(SIDE_BID);
  readonly asks = new Ladder(SIDE_ASK);

  /** Indexed, not chosen: which side comes next is hard to predict, and a wrong guess costs more. */
  readonly #sides: readonly Ladder[] = [this.bids, this.asks];

  /** @param side SIDE_BID or SIDE_ASK */
  side(side: number): Ladder {
    return this.#sides[side];
  }

  /** Sets the quantity at a price; 0 removes the level. */
  set(side: number, priceTicks: number, qtyLots: number): void {
    this.side(side).set(priceTicks, qtyLots);
  }

  /** True when both sides have a level. */
  get isTwoSided(): boolean {
    return !this.bids.isEmpty && !this.asks.isEmpty;
  }

  /** True when the best bid is at or above the best ask: a market that cannot stand. */
  get isCrossed(): boolean {
    return this.isTwoSided && this.bids.bestTicks >= this.asks.bestTicks;
  }

  clear(): void {
    this.bids.clear();
    this.asks.clear();
  }
}
