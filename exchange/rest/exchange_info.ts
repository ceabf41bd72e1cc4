/** What is listed, with the filters that orders are held to, as both venues say it. */
import { MAX_ICEBERG_PARTS } from "../../core/matching/codes.ts";
import { SELF_TRADE_MODES } from "../accounts/order_wishes.ts";
import { e8Text } from "../listing/fixed.ts";
import {
  decimalsOf,
  type Listing,
  MAX_OPEN_ORDERS,
  MAX_OPEN_STOPS,
  MIN_NOTIONAL,
  PRICE_BAND,
} from "../listing/listing.ts";
import type { LimitFigures } from "./request_limits.ts";
import { marketsOf, type RouteContext } from "./route.ts";

export const SPOT_ORDER_TYPES = ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS_LIMIT"];
export const FUTURES_ORDER_TYPES = ["LIMIT", "MARKET", "STOP", "STOP_MARKET"];
export const MAX_PRICE_TICKS = 100_000_000;

export function spotExchangeInfo(context: RouteContext): unknown {
  return {
    timezone: "UTC",
    serverTime: context.nowMillis,
    rateLimits: rateLimits(context.venue.limits, true),
    exchangeFilters: [],
    symbols: marketsOf(context).list.map(({ listing }) => spotSymbol(listing)),
  };
}

export function futuresExchangeInfo(context: RouteContext): unknown {
  const { venue, nowMillis } = context;
  return {
    timezone: "UTC",
    serverTime: nowMillis,
    futuresType: "U_MARGINED",
    rateLimits: rateLimits(venue.limits, false),
    exchangeFilters: [],
    assets: venue.assets.map((asset) => ({
      asset,
      marginAvailable: true,
      autoAssetExchange: "-10000",
    })),
    symbols: [...venue.markets.values()].map(({ listing }) => futuresSymbol(listing)),
  };
}

function rateLimits(limits: LimitFigures, isSpot: boolean): unknown[] {
  const rows = [
    ["REQUEST_WEIGHT", "MINUTE", 1, limits.weightPerMinute],
    ["ORDERS", "SECOND", 10, limits.ordersPerTenSeconds],
    ["ORDERS", "MINUTE", 1, limits.ordersPerMinute],
  ] as const;
  return rows.filter(([, , , limit]) => Number.isFinite(limit))
    .filter(([type, interval]) => !(isSpot && type === "ORDERS" && interval === "MINUTE"))
    .map(([rateLimitType, interval, intervalNum, limit]) => ({
      rateLimitType,
      interval,
      intervalNum,
      limit,
    }));
}

function spotSymbol(listing: Listing): unknown {
  return {
    symbol: listing.symbol,
    status: "TRADING",
    baseAsset: listing.base,
    baseAssetPrecision: 8,
    quoteAsset: listing.quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: SPOT_ORDER_TYPES,
    icebergAllowed: true,
    ocoAllowed: false,
    otoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: false,
    cancelReplaceAllowed: true,
    amendAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      ...gridFilters(listing),
      { filterType: "ICEBERG_PARTS", limit: MAX_ICEBERG_PARTS },
      {
        filterType: "PERCENT_PRICE_BY_SIDE",
        bidMultiplierUp: String(PRICE_BAND.up),
        bidMultiplierDown: String(PRICE_BAND.down),
        askMultiplierUp: String(PRICE_BAND.up),
        askMultiplierDown: String(PRICE_BAND.down),
        avgPriceMins: 5,
      },
      {
        filterType: "NOTIONAL",
        minNotional: e8Text(MIN_NOTIONAL * 1e8),
        applyMinToMarket: true,
        maxNotional: "9000000.00000000",
        applyMaxToMarket: false,
        avgPriceMins: 5,
      },
      { filterType: "MAX_NUM_ORDERS", maxNumOrders: MAX_OPEN_ORDERS },
      { filterType: "MAX_NUM_ALGO_ORDERS", maxNumAlgoOrders: MAX_OPEN_STOPS },
    ],
    permissions: [],
    permissionSets: [["SPOT"]],
    defaultSelfTradePreventionMode: "EXPIRE_MAKER",
    allowedSelfTradePreventionModes: SELF_TRADE_MODES,
  };
}

function futuresSymbol(listing: Listing): unknown {
  return {
    symbol: listing.symbol,
    pair: listing.symbol,
    contractType: "PERPETUAL",
    deliveryDate: 4_133_404_800_000,
    onboardDate: 1_569_398_400_000,
    status: "TRADING",
    maintMarginPercent: "2.5000",
    requiredMarginPercent: "5.0000",
    baseAsset: listing.base,
    quoteAsset: listing.quote,
    marginAsset: listing.quote,
    pricePrecision: decimalsOf(listing.tickE8),
    quantityPrecision: decimalsOf(listing.lotE8),
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: "COIN",
    underlyingSubType: ["PoW"],
    settlePlan: 0,
    triggerProtect: "0.0500",
    liquidationFee: "0.012500",
    marketTakeBound: "0.05",
    maxMoveOrderLimit: 10_000,
    filters: [
      ...gridFilters(listing),
      { filterType: "MAX_NUM_ORDERS", limit: MAX_OPEN_ORDERS },
      { filterType: "MAX_NUM_ALGO_ORDERS", limit: MAX_OPEN_STOPS },
      { filterType: "MIN_NOTIONAL", notional: String(MIN_NOTIONAL) },
      {
        filterType: "PERCENT_PRICE",
        multiplierUp: String(PRICE_BAND.up),
        multiplierDown: String(PRICE_BAND.down),
        multiplierDecimal: "4",
      },
    ],
    orderTypes: FUTURES_ORDER_TYPES,
    timeInForce: ["GTC", "IOC", "FOK", "GTX", "GTD"],
  };
}

function gridFilters(listing: Listing): unknown[] {
  const { tickE8, lotE8 } = listing;
  const price = (ticks: number) => e8Text(ticks * tickE8, listing.priceDecimals);
  const lots = (count: number) => e8Text(count * lotE8, listing.lotDecimals);
  return [
    {
      filterType: "PRICE_FILTER",
      minPrice: price(1),
      maxPrice: price(MAX_PRICE_TICKS),
      tickSize: price(1),
    },
    { filterType: "LOT_SIZE", minQty: lots(1), maxQty: lots(listing.maxLots), stepSize: lots(1) },
    {
      filterType: "MARKET_LOT_SIZE",
      minQty: lots(1),
      maxQty: lots(listing.maxLots / 10),
      stepSize: lots(1),
    },
  ];
}
