/**
 * What aggressors did to one instrument since its previous frame.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../base/units.ts";

export class Flow {
  buyLots = 0;
  sellLots = 0;
  buyTrades = 0;
  sellTrades = 0;
  /** Σ price × quantity of the trades counted above. */
  tradedTickLots = 0;
  /** Market messages of any kind. */
  messages = 0;
  /** Survives {@link startFrame}. */
  lastTradeTicks: number = NO_PRICE_TICKS;

  /** @param aggressor who took; a trade of unknown side (an auction's) only sets the last price */
  trade(aggressor: number, priceTicks: number, qtyLots: number): void {
    this.lastTradeTicks = priceTicks;
    if (aggressor === SIDE_BID) {
      this.buyLots += qtyLots;
      this.buyTrades++;
    } else if (aggressor === SIDE_ASK) {
      this.sellLots += qtyLots;
      this.sellTrades++;
    } else {
      return;
    }
    this.tradedTickLots += priceTicks * qtyLots;
  }

  /** Begins to count for the next frame. */
  startFrame(): void {
    this.buyLots = 0;
    this.sellLots = 0;
    this.buyTrades = 0;
    this.sellTrades = 0;
    this.tradedTickLots = 0;
    this.messages = 0;
  }

  /** Forgets everything: prices are about to mean something else. */
  reset(): void {
    this.startFrame();
    this.lastTradeTicks = NO_PRICE_TICKS;
  }
}
