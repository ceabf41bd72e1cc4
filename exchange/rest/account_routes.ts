/** What an account's owner may ask and set, at both venues. */
import { FUTURES_FEES, FuturesLedger } from "../accounts/futures_ledger.ts";
import { SPOT_FEES } from "../accounts/spot_ledger.ts";
import { amountText } from "../listing/fixed.ts";
import * as errors from "./api_error.ts";
import { ApiError, malformed, missing } from "./api_error.ts";
import { positionJson } from "./futures_order_json.ts";
import { marketOf, optionalMarket, type RouteContext } from "./route.ts";

const MAX_LEVERAGE = 125;

export function spotAccount({ account, venue, parameters }: RouteContext): unknown {
  const omitZero = parameters.flag("omitZeroBalances");
  const { makerBps, takerBps } = SPOT_FEES;
  const rate = (bps: number) => (bps / 10_000).toFixed(8);
  const assets = new Set([...venue.assets, ...account.balances.keys()]);
  return {
    makerCommission: makerBps,
    takerCommission: takerBps,
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: {
      maker: rate(makerBps),
      taker: rate(takerBps),
      buyer: rate(0),
      seller: rate(0),
    },
    canTrade: true,
    canWithdraw: false,
    canDeposit: false,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: account.updatedMillis,
    accountType: "SPOT",
    balances: [...assets].map((asset) => ({ asset, ...account.balance(asset) }))
      .filter(({ free, locked }) => !omitZero || free !== 0n || locked !== 0n)
      .map(({ asset, free, locked }) => ({
        asset,
        free: amountText(free),
        locked: amountText(locked),
      })),
    permissions: ["SPOT"],
    uid: account.number,
  };
}

export function futuresBalance(context: RouteContext): unknown {
  const { account, venue } = context;
  const ledger = ledgerOf(context);
  return venue.assets.map((asset) => ({
    accountAlias: `practice${account.number}`,
    asset,
    balance: amountText(account.balance(asset).free),
    crossWalletBalance: amountText(account.balance(asset).free),
    crossUnPnl: amountText(unrealizedE8(context, asset)),
    availableBalance: amountText(ledger.availableE8(account, asset)),
    maxWithdrawAmount: amountText(ledger.availableE8(account, asset)),
    marginAvailable: true,
    updateTime: account.updatedMillis,
  }));
}

export function futuresAccount(context: RouteContext): unknown {
  const { account, venue } = context;
  const ledger = ledgerOf(context);
  const assets = venue.assets.map((asset) => {
    const walletE8 = account.balance(asset).free;
    const profitE8 = unrealizedE8(context, asset);
    const availableE8 = ledger.availableE8(account, asset);
    const marginE8 = initialMarginE8(context, asset);
    return {
      asset,
      walletBalance: amountText(walletE8),
      unrealizedProfit: amountText(profitE8),
      marginBalance: amountText(walletE8 + profitE8),
      maintMargin: "0.00000000",
      initialMargin: amountText(marginE8),
      positionInitialMargin: amountText(marginE8),
      openOrderInitialMargin: "0.00000000",
      crossWalletBalance: amountText(walletE8),
      crossUnPnl: amountText(profitE8),
      availableBalance: amountText(availableE8),
      maxWithdrawAmount: amountText(availableE8),
      marginAvailable: true,
      updateTime: account.updatedMillis,
    };
  });
  const [first] = assets;
  return {
    feeTier: 0,
    canTrade: true,
    canDeposit: false,
    canWithdraw: false,
    updateTime: account.updatedMillis,
    multiAssetsMargin: false,
    totalInitialMargin: first.initialMargin,
    totalMaintMargin: "0.00000000",
    totalWalletBalance: first.walletBalance,
    totalUnrealizedProfit: first.unrealizedProfit,
    totalMarginBalance: first.marginBalance,
    totalPositionInitialMargin: first.positionInitialMargin,
    totalOpenOrderInitialMargin: "0.00000000",
    totalCrossWalletBalance: first.crossWalletBalance,
    totalCrossUnPnl: first.crossUnPnl,
    availableBalance: first.availableBalance,
    maxWithdrawAmount: first.maxWithdrawAmount,
    assets,
    positions: positionsJson(context),
  };
}

export function positionRisk(context: RouteContext): unknown {
  return positionsJson(context);
}

export function setLeverage(context: RouteContext): unknown {
  const { account, parameters } = context;
  const { listing } = marketOf(context);
  parameters.required("leverage");
  const leverage = parameters.integer("leverage", 1, MAX_LEVERAGE, 1);
  account.position(listing).leverage = leverage;
  return { symbol: listing.symbol, leverage, maxNotionalValue: "100000000" };
}

export function setMarginType(context: RouteContext): unknown {
  const { account, parameters } = context;
  const position = account.position(marketOf(context).listing);
  const type = parameters.required("marginType");
  if (type !== "ISOLATED" && type !== "CROSSED") throw malformed("marginType");
  const wanted = type === "ISOLATED" ? "isolated" : "cross";
  if (position.marginType === wanted) {
    throw new ApiError(-4046, "No need to change margin type.");
  }
  if (position.lots !== 0) {
    throw new ApiError(-4048, "Margin type cannot be changed if there exists position.");
  }
  position.marginType = wanted;
  return { code: 200, msg: "success" };
}

export function positionMode(): unknown {
  return { dualSidePosition: false };
}

export function setPositionMode({ parameters }: RouteContext): unknown {
  const mode = parameters.required("dualSidePosition").toLowerCase();
  if (mode !== "true" && mode !== "false") throw malformed("dualSidePosition");
  if (mode === "false") throw new ApiError(-4059, "No need to change position side.");
  throw new ApiError(-4060, "Hedge mode is not simulated: positions are in one-way mode.");
}

/** One bracket, as wide as there is. */
export function leverageBrackets(context: RouteContext): unknown {
  const one = optionalMarket(context);
  const markets = one === undefined ? [...context.venue.markets.values()] : [one];
  return markets.map(({ listing: { symbol } }) => ({
    symbol,
    brackets: [{
      bracket: 1,
      initialLeverage: MAX_LEVERAGE,
      notionalCap: 100_000_000,
      notionalFloor: 0,
      maintMarginRatio: 0.025,
      cum: 0,
    }],
  }));
}

export function commissionRate(context: RouteContext): unknown {
  const { symbol } = marketOf(context).listing;
  const rate = (bps: number) => (bps / 10_000).toFixed(6);
  return {
    symbol,
    makerCommissionRate: rate(FUTURES_FEES.makerBps),
    takerCommissionRate: rate(FUTURES_FEES.takerBps),
  };
}

export function multiAssetsMargin(): unknown {
  return { multiAssetsMargin: false };
}

export function openListenKey({ venue, account }: RouteContext): unknown {
  return { listenKey: venue.users.open(account) };
}

export function keepListenKey(context: RouteContext): unknown {
  const { venue, account } = context;
  const name = listenKeyOf(context);
  if (!venue.users.keepAlive(account, name)) throw new ApiError(...errors.BAD_LISTEN_KEY);
  return venue.isSpot ? {} : { listenKey: name };
}

export function closeListenKey(context: RouteContext): unknown {
  const { venue, account } = context;
  if (!venue.users.close(account, listenKeyOf(context))) {
    throw new ApiError(...errors.BAD_LISTEN_KEY);
  }
  return {};
}

/** The futures venue knows it by the account; spot wants it named. */
function listenKeyOf({ venue, account, parameters }: RouteContext): string {
  const named = parameters.text("listenKey");
  if (named !== undefined) return named;
  if (venue.isSpot) throw missing("listenKey");
  const key = venue.users.keyOf(account);
  if (key === undefined) throw new ApiError(...errors.BAD_LISTEN_KEY);
  return key;
}

function positionsJson(context: RouteContext): unknown[] {
  const { account, venue, nowMillis } = context;
  const one = optionalMarket(context);
  const markets = one === undefined ? [...venue.markets.values()] : [one];
  return markets.map(({ listing }) => {
    const mark = venue.marks.get(listing.symbol)!;
    const position = account.position(listing);
    return positionJson(account, position, ledgerOf(context), mark, nowMillis);
  });
}

function ledgerOf({ venue: { ledger } }: RouteContext): FuturesLedger {
  if (ledger instanceof FuturesLedger) return ledger;
  throw new ApiError(...errors.UNKNOWN_ROUTE);
}

function unrealizedE8(context: RouteContext, asset: string): bigint {
  return sumOver(context, asset, (position) => ledgerOf(context).unrealizedE8(position));
}

function initialMarginE8(context: RouteContext, asset: string): bigint {
  const { account } = context;
  return sumOver(
    context,
    asset,
    (position) => ledgerOf(context).initialMarginE8(account, position),
  );
}

function sumOver(
  { account }: RouteContext,
  asset: string,
  amount: (position: Parameters<FuturesLedger["unrealizedE8"]>[0]) => bigint,
): bigint {
  return [...account.positions.values()].filter(({ listing }) => listing.quote === asset)
    .reduce((sum, position) => sum + amount(position), 0n);
}
