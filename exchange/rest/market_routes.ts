/** What anybody may ask about the markets. Both venues have these, at paths and weights of their own. */
import type { Candle } from "../market/candles.ts";
import { INTERVALS } from "../market/candles.ts";
import { dayFigures } from "../market/day_figures.ts";
import type { Market } from "../market/market.ts";
import type { TapedTrade } from "../market/trade_tape.ts";
import { e8Text } from "../listing/fixed.ts";
import { topText } from "../streams/depth_topics.ts";
import * as errors from "./api_error.ts";
import { ApiError, malformed } from "./api_error.ts";
import type { Parameters } from "./parameters.ts";
import { JsonText, marketOf, marketsOf, type RouteContext } from "./route.ts";

const MAX_TIME = Number.MAX_SAFE_INTEGER;
const FUTURES_DEPTHS = [5, 10, 20, 50, 100, 500, 1_000];

export function ping(): unknown {
  return {};
}

export function time({ nowMillis }: RouteContext): unknown {
  return { serverTime: nowMillis };
}

export function depth(context: RouteContext): unknown {
  const market = marketOf(context);
  const { venue, parameters, nowMillis } = context;
  const limit = venue.isSpot
    ? parameters.integer("limit", 1, 5_000, 100)
    : parameters.integer("limit", 5, 1_000, 500);
  if (!venue.isSpot && !FUTURES_DEPTHS.includes(limit)) throw malformed("limit");
  const times = venue.isSpot ? "" : `"E":${nowMillis},"T":${market.nowMillis},`;
  return new JsonText(
    `{"lastUpdateId":${market.updateId},${times}"bids":[${topText(market, 0, limit)}],` +
      `"asks":[${topText(market, 1, limit)}]}`,
  );
}

export function spotDepthWeight(parameters: Parameters): number {
  const limit = Number(parameters.text("limit") ?? 100);
  return limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1_000 ? 50 : 250;
}

export function futuresDepthWeight(parameters: Parameters): number {
  const limit = Number(parameters.text("limit") ?? 500);
  return limit <= 50 ? 2 : limit <= 100 ? 5 : limit <= 500 ? 10 : 20;
}

export function trades(context: RouteContext): unknown {
  const market = marketOf(context);
  const { parameters } = context;
  const limit = parameters.integer("limit", 1, 1_000, 500);
  const fromId = parameters.integer("fromId", 0, MAX_TIME, 0);
  return market.tape.latest(limit, fromId || undefined).map((trade) => tradeJson(market, trade));
}

export function aggTrades(context: RouteContext): unknown {
  const market = marketOf(context);
  const { parameters } = context;
  const limit = parameters.integer("limit", 1, 1_000, 500);
  const fromId = parameters.integer("fromId", 0, MAX_TIME, 0);
  const start = parameters.integer("startTime", 0, MAX_TIME, -1);
  const end = parameters.integer("endTime", 0, MAX_TIME, -1);
  const found = start < 0 && end < 0
    ? market.tape.latestAggregates(limit, fromId || undefined)
    : market.tape.aggregatesWithin(start, end < 0 ? MAX_TIME : end, limit);
  return found.map((trade) => aggregateJson(market, trade));
}

export function klines(context: RouteContext): unknown {
  const market = marketOf(context);
  const { parameters, venue } = context;
  const interval = parameters.required("interval");
  const series = market.candles.series(interval);
  if (series === undefined || !INTERVALS.has(interval) || (!venue.isSpot && interval === "1s")) {
    throw new ApiError(...errors.BAD_INTERVAL);
  }
  const limit = parameters.integer("limit", 1, venue.isSpot ? 1_000 : 1_500, 500);
  const start = parameters.integer("startTime", 0, MAX_TIME, -1);
  const end = parameters.integer("endTime", 0, MAX_TIME, MAX_TIME);
  const within = series.candles.filter(({ openMillis }) =>
    openMillis >= start && openMillis <= end
  );
  const chosen = start >= 0 ? within.slice(0, limit) : within.slice(-limit);
  return chosen.map((candle) => candleJson(market, candle));
}

export function bookTicker(context: RouteContext): unknown {
  return oneOrAll(context, (market) => {
    const { listing, book: { bids, asks } } = market;
    return {
      symbol: listing.symbol,
      bidPrice: listing.priceText(Math.max(0, bids.bestTicks)),
      bidQty: listing.lotsText(bids.bestLots),
      askPrice: listing.priceText(Math.max(0, asks.bestTicks)),
      askQty: listing.lotsText(asks.bestLots),
      ...!context.venue.isSpot && { time: market.nowMillis, lastUpdateId: market.updateId },
    };
  });
}

export function priceTicker(context: RouteContext): unknown {
  return oneOrAll(context, (market) => ({
    symbol: market.listing.symbol,
    price: market.listing.priceText(market.lastTicks),
    ...!context.venue.isSpot && { time: market.nowMillis },
  }));
}

export function averagePrice(context: RouteContext): unknown {
  const market = marketOf(context);
  const candles = (market.candles.series("1m")?.candles ?? []).slice(-5);
  const lots = candles.reduce((sum, candle) => sum + candle.lots, 0);
  const quoteE8 = candles.reduce((sum, candle) => sum + candle.quoteE8, 0n);
  const { listing } = market;
  const priceE8 = lots === 0
    ? market.lastTicks * listing.tickE8
    : Number(quoteE8 * 100_000_000n / listing.baseE8(lots));
  return { mins: 5, price: e8Text(priceE8), closeTime: market.nowMillis };
}

export function dayTicker(context: RouteContext): unknown {
  return oneOrAll(context, (market) => dayJson(market, context));
}

function dayJson(market: Market, { nowMillis, venue }: RouteContext): unknown {
  const { listing, book: { bids, asks } } = market;
  const day = dayFigures(market, nowMillis);
  return {
    symbol: listing.symbol,
    priceChange: e8Text(day.changeE8, listing.priceDecimals),
    priceChangePercent: day.changePercent,
    weightedAvgPrice: e8Text(day.averageE8, listing.priceDecimals),
    ...venue.isSpot && { prevClosePrice: listing.priceText(day.openTicks) },
    lastPrice: listing.priceText(day.lastTicks),
    lastQty: listing.lotsText(day.lastLots),
    ...venue.isSpot && {
      bidPrice: listing.priceText(Math.max(0, bids.bestTicks)),
      bidQty: listing.lotsText(bids.bestLots),
      askPrice: listing.priceText(Math.max(0, asks.bestTicks)),
      askQty: listing.lotsText(asks.bestLots),
    },
    openPrice: listing.priceText(day.openTicks),
    highPrice: listing.priceText(day.highTicks),
    lowPrice: listing.priceText(day.lowTicks),
    volume: listing.lotsText(day.lots),
    quoteVolume: e8Text(Number(day.quoteE8)),
    openTime: day.openMillis,
    closeTime: nowMillis,
    firstId: day.firstId,
    lastId: day.lastId,
    count: day.trades,
  };
}

export function premiumIndex(context: RouteContext): unknown {
  const { venue, nowMillis } = context;
  return oneOrAll(context, (market) => {
    const { symbol } = market.listing;
    const mark = venue.marks.get(symbol)!.read(nowMillis);
    return {
      symbol,
      markPrice: e8Text(mark.markE8),
      indexPrice: e8Text(mark.indexE8),
      estimatedSettlePrice: e8Text(mark.indexE8),
      lastFundingRate: e8Text(mark.rateE8),
      interestRate: "0.00010000",
      nextFundingTime: mark.nextFundingMillis,
      time: nowMillis,
    };
  });
}

/** Payments so far are not kept: the rate that stands, at the last time it could have been paid. */
export function fundingRates(context: RouteContext): unknown {
  const { venue, nowMillis } = context;
  return marketsOf(context).list.map((market) => {
    const { symbol } = market.listing;
    const mark = venue.marks.get(symbol)!.read(nowMillis);
    return {
      symbol,
      fundingRate: e8Text(mark.rateE8),
      fundingTime: mark.nextFundingMillis,
      markPrice: e8Text(mark.markE8),
    };
  });
}

function oneOrAll(context: RouteContext, json: (market: Market) => unknown): unknown {
  const { list, isOne } = marketsOf(context);
  return isOne ? json(list[0]) : list.map(json);
}

function tradeJson({ listing }: Market, trade: TapedTrade): unknown {
  const isSpot = listing.venue === "spot";
  return {
    id: trade.id,
    price: listing.priceText(trade.priceTicks),
    qty: listing.lotsText(trade.qtyLots),
    quoteQty: e8Text(Number(listing.valueE8(trade.priceTicks, trade.qtyLots))),
    time: trade.timeMillis,
    isBuyerMaker: trade.buyerIsMaker,
    ...isSpot && { isBestMatch: true },
  };
}

function aggregateJson({ listing }: Market, trade: TapedTrade): unknown {
  return {
    a: trade.id,
    p: listing.priceText(trade.priceTicks),
    q: listing.lotsText(trade.qtyLots),
    f: trade.firstId,
    l: trade.lastId,
    T: trade.timeMillis,
    m: trade.buyerIsMaker,
    ...listing.venue === "spot" && { M: true },
  };
}

function candleJson({ listing }: Market, candle: Candle): unknown[] {
  return [
    candle.openMillis,
    listing.priceText(candle.openTicks),
    listing.priceText(candle.highTicks),
    listing.priceText(candle.lowTicks),
    listing.priceText(candle.closeTicks),
    listing.lotsText(candle.lots),
    candle.closeMillis,
    e8Text(Number(candle.quoteE8)),
    candle.trades,
    listing.lotsText(candle.takerBuyLots),
    e8Text(Number(candle.takerBuyQuoteE8)),
    "0",
  ];
}
