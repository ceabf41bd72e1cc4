/**
 * What fills that closed a position earned, at average cost: fees are part of the cost when a position
 * grows and of the proceeds when it shrinks. A fill that turns the position closes the old one.
 */
import { SIDE_BID } from "../../core/base/units.ts";
import type { BacktestResult } from "../result.ts";

export interface ClosedTrades {
  readonly count: number;
  readonly won: number;
  readonly gainedQuote: number;
  /** Above 0. */
  readonly lostQuote: number;
  /** Won of all that closed. */
  readonly winRate: number | undefined;
  /** Gained over lost; undefined when nothing was lost. */
  readonly profitFactor: number | undefined;
}

export function closedTrades({ fills, instruments }: BacktestResult): ClosedTrades {
  const held = new Float64Array(instruments.length);
  const costQuote = new Float64Array(instruments.length);
  let count = 0;
  let won = 0;
  let gainedQuote = 0;
  let lostQuote = 0;
  for (let i = 0; i < fills.count; i++) {
    const row = fills.instruments[i];
    const { priceUnit, qtyUnit } = instruments[row];
    const lots = fills.qtyLots[i];
    const signed = fills.sides[i] === SIDE_BID ? lots : -lots;
    const paidQuote = signed * fills.priceTicks[i] * priceUnit * qtyUnit + fills.feeQuote[i];
    const closing = signed * held[row] < 0 ? Math.min(lots, Math.abs(held[row])) : 0;
    if (closing > 0) {
      const closedCost = costQuote[row] * closing / Math.abs(held[row]);
      const earnedQuote = -paidQuote * closing / lots - closedCost;
      count++;
      if (earnedQuote > 0) won++;
      gainedQuote += Math.max(0, earnedQuote);
      lostQuote += Math.max(0, -earnedQuote);
      costQuote[row] -= closedCost;
    }
    costQuote[row] += paidQuote * (lots - closing) / lots;
    held[row] += signed;
    if (held[row] === 0) costQuote[row] = 0;
  }
  return {
    count,
    won,
    gainedQuote,
    lostQuote,
    winRate: count > 0 ? won / count : undefined,
    profitFactor: lostQuote > 0 ? gainedQuote / lostQuote : undefined,
  };
}
