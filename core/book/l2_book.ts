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

  side(side: number): Ladder {
    return side === SIDE_BID ? this.bids : this.asks;
  }

  /** Sets the quantity at a price; 0 removes the level. */
  set(side: number, priceTicks: number, qtyLots: number): void {
    this.side(side).set(priceTicks, qtyLots);
  }

  /** True when both sides have a level. */
  get isTwoSided(): boolean {
    return this.bids.size > 0 && this.asks.size > 0;
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
