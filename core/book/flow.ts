/**
 * What aggressors did to one instrument since its previous frame.
 *
 * Hot path: no allocation.
 */
import * as units from "../base/units.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } = units;

export class Flow {
  buyLots = 0;
  sellLots = 0;
  buyTrades = 0;
  sellTrades = 0;
  /** Lots of trades without an aggressor, such as an auction's. */
  unsignedLots = 0;
  /** NO_PRICE_TICKS where there was no trade. */
  firstTradeTicks: number = NO_PRICE_TICKS;
  highTradeTicks: number = NO_PRICE_TICKS;
  lowTradeTicks: number = NO_PRICE_TICKS;
  /** Σ price × quantity of the trades counted above. */
  tradedTickLots = 0;
  /** Market messages of any kind. */
  messages = 0;
  /** Survives {@link startFrame}. */
  lastTradeTicks: number = NO_PRICE_TICKS;

  /** @param aggressor who took; SIDE_NONE where that cannot be said, as in an auction */
  trade(aggressor: number, priceTicks: number, qtyLots: number): void {
    this.lastTradeTicks = priceTicks;
    if (this.firstTradeTicks === NO_PRICE_TICKS) {
      this.firstTradeTicks = priceTicks;
      this.highTradeTicks = priceTicks;
      this.lowTradeTicks = priceTicks;
    } else {
      this.highTradeTicks = Math.max(this.highTradeTicks, priceTicks);
      this.lowTradeTicks = Math.min(this.lowTradeTicks, priceTicks);
    }
    if (aggressor === SIDE_BID) {
      this.buyLots += qtyLots;
      this.buyTrades++;
    } else if (aggressor === SIDE_ASK) {
      this.sellLots += qtyLots;
      this.sellTrades++;
    } else {
      this.unsignedLots += qtyLots;
    }
    this.tradedTickLots += priceTicks * qtyLots;
  }

  /**
   * Takes a bar for all that was traded since the previous frame. Nobody knows at which prices its
   * lots changed hands: they count at its typical price, (high + low + close) / 3, and their sum is
   * rounded to an integer, so that sums of sums stay exact.
   */
  bar(
    openTicks: number,
    highTicks: number,
    lowTicks: number,
    closeTicks: number,
    volumeLots: number,
  ): void {
    this.firstTradeTicks = openTicks;
    this.highTradeTicks = highTicks;
    this.lowTradeTicks = lowTicks;
    this.lastTradeTicks = closeTicks;
    this.unsignedLots = volumeLots;
    this.tradedTickLots = Math.round((highTicks + lowTicks + closeTicks) * volumeLots / 3);
  }

  /** Begins to count for the next frame. */
  startFrame(): void {
    this.buyLots = 0;
    this.sellLots = 0;
    this.buyTrades = 0;
    this.sellTrades = 0;
    this.unsignedLots = 0;
    this.firstTradeTicks = NO_PRICE_TICKS;
    this.highTradeTicks = NO_PRICE_TICKS;
    this.lowTradeTicks = NO_PRICE_TICKS;
    this.tradedTickLots = 0;
    this.messages = 0;
  }

  /** Forgets everything: prices are about to mean something else. */
  reset(): void {
    this.startFrame();
    this.lastTradeTicks = NO_PRICE_TICKS;
  }
}
