/** How much was traded, and in which way. */
import type { BacktestResult } from "../result.ts";

export interface Activity {
  /** Bought and sold, over the capital. */
  readonly turnover: number;
  readonly tradedQuote: number;
  /** Lots filled of lots ordered, over all orders that were not rejected. */
  readonly fillRatio: number | undefined;
  /** Orders with a fill, of all orders. */
  readonly hitRatio: number | undefined;
  /** By value. */
  readonly makerShare: number | undefined;
  /** Lots traded of the market's. */
  readonly participation: number | undefined;
  /** Time with a position, of all time. */
  readonly exposedShare: number;
  readonly feeBps: number | undefined;
}

export function activity(result: BacktestResult): Activity {
  const { totals, capitalQuote, orders, fills, instruments } = result;
  const tradedQuote = totals.boughtQuote + totals.soldQuote;
  let ordered = 0;
  let filled = 0;
  let hit = 0;
  for (let i = 0; i < orders.count; i++) {
    ordered += Math.max(orders.qtyLots[i], orders.filledLots[i]);
    filled += orders.filledLots[i];
    if (orders.filledLots[i] > 0) hit++;
  }
  let lots = 0;
  for (let i = 0; i < fills.count; i++) lots += fills.qtyLots[i];
  const marketLots = instruments.reduce((sum, { marketLots }) => sum + marketLots, 0);
  return {
    tradedQuote,
    turnover: capitalQuote > 0 ? tradedQuote / capitalQuote : 0,
    fillRatio: share(filled, ordered),
    hitRatio: share(hit, orders.count),
    makerShare: share(totals.makerQuote, tradedQuote),
    participation: share(lots, marketLots),
    exposedShare: share(totals.exposedNanos, result.endNanos - result.startNanos) ?? 0,
    feeBps: tradedQuote > 0 ? totals.feesQuote / tradedQuote * 1e4 : undefined,
  };
}

function share(part: number, whole: number): number | undefined {
  return whole > 0 ? part / whole : undefined;
}
