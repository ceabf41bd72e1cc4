/** The last 24 hours of a market, read off its one-minute candles. */
import type { Market } from "./market.ts";

const DAY_MILLIS = 86_400_000;

export interface DayFigures {
  readonly openTicks: number;
  readonly highTicks: number;
  readonly lowTicks: number;
  readonly lastTicks: number;
  readonly lastLots: number;
  readonly lots: number;
  readonly quoteE8: bigint;
  readonly openMillis: number;
  readonly firstId: number;
  readonly lastId: number;
  readonly trades: number;
  /** Last minus open price. */
  readonly changeE8: number;
  /** Three digits after the point. */
  readonly changePercent: string;
  /** By volume. */
  readonly averageE8: number;
}

export function dayFigures(market: Market, nowMillis: number): DayFigures {
  const { listing, tape } = market;
  const candles = (market.candles.series("1m")?.candles ?? [])
    .filter(({ closeMillis }) => closeMillis > nowMillis - DAY_MILLIS);
  const openTicks = candles[0]?.openTicks ?? market.lastTicks;
  const lots = candles.reduce((sum, candle) => sum + candle.lots, 0);
  const quoteE8 = candles.reduce((sum, candle) => sum + candle.quoteE8, 0n);
  const changeTicks = market.lastTicks - openTicks;
  return {
    openTicks,
    highTicks: candles.reduce((high, { highTicks }) => Math.max(high, highTicks), openTicks),
    lowTicks: candles.reduce((low, { lowTicks }) => Math.min(low, lowTicks), openTicks),
    lastTicks: market.lastTicks,
    lastLots: tape.lastTrade?.qtyLots ?? 0,
    lots,
    quoteE8,
    openMillis: Math.max(nowMillis - DAY_MILLIS, candles[0]?.openMillis ?? 0),
    firstId: candles.find(({ firstId }) => firstId >= 0)?.firstId ?? -1,
    lastId: candles.findLast(({ lastId }) => lastId >= 0)?.lastId ?? -1,
    trades: candles.reduce((sum, { trades }) => sum + trades, 0),
    changeE8: changeTicks * listing.tickE8,
    changePercent: (changeTicks / openTicks * 100).toFixed(3),
    averageE8: lots === 0
      ? market.lastTicks * listing.tickE8
      : Number(quoteE8 * 100_000_000n / listing.baseE8(lots)),
  };
}
