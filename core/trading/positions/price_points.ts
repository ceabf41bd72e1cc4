/**
 * What a price makes of one lot, so that P&L is the difference of two such numbers times the lots.
 *
 * ```text
 *   linear    ticks        paid in the quote currency: a coin, a share, a contract of a USD-M future
 *   inverse   −1 / ticks   paid in the base currency: a contract is worth so much quote, whatever the
 *                          price, so n of them gain n · V · (1 / entry − 1 / exit)
 * ```
 *
 * Source of the second: Binance, "How to calculate profit and loss in COIN-M futures". An average of
 * points is the price at which a position was entered: the arithmetic mean, or the harmonic one.
 *
 * Hot path: no allocation.
 */

/** 0 where there is no price. */
export function pointsOf(isInverse: boolean, priceTicks: number): number {
  if (!isInverse) return priceTicks;
  return priceTicks === 0 ? 0 : -1 / priceTicks;
}

/** The price that makes these points, not rounded; 0 where there is none. */
export function ticksOf(isInverse: boolean, points: number): number {
  if (!isInverse) return points;
  return points === 0 ? 0 : -1 / points;
}
