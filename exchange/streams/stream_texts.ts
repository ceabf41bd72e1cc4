/** Messages of market streams, as text. Fields and their order are the venue's. */
import type { Candle } from "../market/candles.ts";
import type { Market } from "../market/market.ts";
import type { TapedTrade } from "../market/trade_tape.ts";
import { e8Text } from "../listing/fixed.ts";
import type { MarkFigures } from "../market/mark_price.ts";
import type { DayFigures } from "../market/day_figures.ts";

export function tradeText({ listing }: Market, trade: TapedTrade): string {
  const { id, timeMillis, buyerIsMaker } = trade;
  const tail = listing.venue === "spot"
    ? `,"m":${buyerIsMaker},"M":true}`
    : `,"X":"MARKET","m":${buyerIsMaker}}`;
  const price = listing.priceText(trade.priceTicks);
  const lots = listing.lotsText(trade.qtyLots);
  if (listing.venue === "spot") {
    return `{"e":"trade","E":${timeMillis},"s":"${listing.symbol}","t":${id},"p":"${price}",` +
      `"q":"${lots}","T":${timeMillis}${tail}`;
  }
  return `{"e":"trade","E":${timeMillis},"T":${timeMillis},"s":"${listing.symbol}","t":${id},` +
    `"p":"${price}","q":"${lots}"${tail}`;
}

export function aggregateText({ listing }: Market, trade: TapedTrade): string {
  const { id, timeMillis, buyerIsMaker, firstId, lastId } = trade;
  const price = listing.priceText(trade.priceTicks);
  const lots = listing.lotsText(trade.qtyLots);
  const tail = listing.venue === "spot" ? ',"M":true}' : "}";
  return `{"e":"aggTrade","E":${timeMillis},"s":"${listing.symbol}","a":${id},"p":"${price}",` +
    `"q":"${lots}","f":${firstId},"l":${lastId},"T":${timeMillis},"m":${buyerIsMaker}${tail}`;
}

export function quoteText(market: Market): string {
  const { listing, updateId, nowMillis, book: { bids, asks } } = market;
  const sides =
    `"b":"${priceOf(market, bids.bestTicks)}","B":"${listing.lotsText(bids.bestLots)}",` +
    `"a":"${priceOf(market, asks.bestTicks)}","A":"${listing.lotsText(asks.bestLots)}"`;
  return listing.venue === "spot"
    ? `{"u":${updateId},"s":"${listing.symbol}",${sides}}`
    : `{"e":"bookTicker","u":${updateId},"s":"${listing.symbol}",${sides},` +
      `"T":${nowMillis},"E":${nowMillis}}`;
}

/** A side without orders has no price. */
function priceOf({ listing }: Market, ticks: number): string {
  return listing.priceText(ticks > 0 ? ticks : 0);
}

/** Changed levels with the update ids that they cover. */
export function depthText(
  market: Market,
  ids: { readonly first: number; readonly last: number; readonly before: number },
  bids: string,
  asks: string,
): string {
  const { listing, nowMillis } = market;
  return listing.venue === "spot"
    ? `{"e":"depthUpdate","E":${nowMillis},"s":"${listing.symbol}","U":${ids.first},` +
      `"u":${ids.last},"b":[${bids}],"a":[${asks}]}`
    : `{"e":"depthUpdate","E":${nowMillis},"T":${nowMillis},"s":"${listing.symbol}",` +
      `"U":${ids.first},"u":${ids.last},"pu":${ids.before},"b":[${bids}],"a":[${asks}]}`;
}

/** One level of a book, as an element of its list. */
export function levelText({ listing }: Market, ticks: number, lots: number): string {
  return `["${listing.priceText(ticks)}","${listing.lotsText(lots)}"]`;
}

export function candleText(market: Market, interval: string, candle: Candle, closed: boolean) {
  const { listing, nowMillis } = market;
  const { symbol } = listing;
  const at = Math.max(nowMillis, closed ? candle.closeMillis + 1 : 0);
  return JSON.stringify({
    e: "kline",
    E: at,
    s: symbol,
    k: {
      t: candle.openMillis,
      T: candle.closeMillis,
      s: symbol,
      i: interval,
      f: candle.firstId,
      L: candle.lastId,
      o: listing.priceText(candle.openTicks),
      c: listing.priceText(candle.closeTicks),
      h: listing.priceText(candle.highTicks),
      l: listing.priceText(candle.lowTicks),
      v: listing.lotsText(candle.lots),
      n: candle.trades,
      x: closed,
      q: e8Text(Number(candle.quoteE8)),
      V: listing.lotsText(candle.takerBuyLots),
      Q: e8Text(Number(candle.takerBuyQuoteE8)),
      B: "0",
    },
  });
}

export function markText(market: Market, mark: MarkFigures, nowMillis: number): string {
  return JSON.stringify({
    e: "markPriceUpdate",
    E: nowMillis,
    s: market.listing.symbol,
    p: e8Text(mark.markE8),
    i: e8Text(mark.indexE8),
    P: e8Text(mark.markE8),
    r: e8Text(mark.rateE8),
    T: mark.nextFundingMillis,
  });
}

export function miniTickerText({ listing }: Market, day: DayFigures, nowMillis: number): string {
  return JSON.stringify({
    e: "24hrMiniTicker",
    E: nowMillis,
    s: listing.symbol,
    c: listing.priceText(day.lastTicks),
    o: listing.priceText(day.openTicks),
    h: listing.priceText(day.highTicks),
    l: listing.priceText(day.lowTicks),
    v: listing.lotsText(day.lots),
    q: e8Text(Number(day.quoteE8)),
  });
}

export function tickerText(market: Market, day: DayFigures, nowMillis: number): string {
  const { listing, book: { bids, asks } } = market;
  const isSpot = listing.venue === "spot";
  return JSON.stringify({
    e: "24hrTicker",
    E: nowMillis,
    s: listing.symbol,
    p: e8Text(day.changeE8, listing.priceDecimals),
    P: day.changePercent,
    w: e8Text(day.averageE8, listing.priceDecimals),
    ...isSpot && { x: listing.priceText(day.openTicks) },
    c: listing.priceText(day.lastTicks),
    Q: listing.lotsText(day.lastLots),
    ...isSpot && {
      b: priceOf(market, bids.bestTicks),
      B: listing.lotsText(bids.bestLots),
      a: priceOf(market, asks.bestTicks),
      A: listing.lotsText(asks.bestLots),
    },
    o: listing.priceText(day.openTicks),
    h: listing.priceText(day.highTicks),
    l: listing.priceText(day.lowTicks),
    v: listing.lotsText(day.lots),
    q: e8Text(Number(day.quoteE8)),
    O: day.openMillis,
    C: nowMillis,
    F: day.firstId,
    L: day.lastId,
    n: day.trades,
  });
}
