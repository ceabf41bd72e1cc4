/** Orders, fills and positions as the futures venue answers them. */
import type { Account, Position } from "../accounts/account.ts";
import type { ClientOrder, OrderFill } from "../accounts/client_order.ts";
import { entryE8 } from "../accounts/entry_price.ts";
import type { FuturesLedger } from "../accounts/futures_ledger.ts";
import { amountText, e8Text } from "../listing/fixed.ts";
import type { MarkPrice } from "../market/mark_price.ts";
import { signedLotsText } from "../streams/futures_user_texts.ts";

export function orderJson(order: ClientOrder): Record<string, unknown> {
  const { ticket } = order;
  const { listing } = ticket.market;
  const isTriggered = order.isWorking && ticket.stopTicks !== 0;
  return {
    orderId: order.id,
    symbol: listing.symbol,
    status: order.status,
    clientOrderId: ticket.clientOrderId,
    price: listing.priceText(ticket.priceTicks),
    avgPrice: e8Text(order.averageE8, listing.priceDecimals),
    origQty: listing.lotsText(ticket.lots),
    executedQty: listing.lotsText(order.filledLots),
    cumQuote: amountText(order.filledE8),
    timeInForce: ticket.timeInForce,
    type: isTriggered ? (ticket.type === "STOP" ? "LIMIT" : "MARKET") : ticket.type,
    reduceOnly: ticket.reduceOnly,
    closePosition: false,
    side: ticket.side,
    positionSide: "BOTH",
    stopPrice: listing.priceText(ticket.stopTicks),
    workingType: "CONTRACT_PRICE",
    priceProtect: false,
    origType: ticket.type,
    priceMatch: "NONE",
    selfTradePreventionMode: ticket.selfTrade,
    goodTillDate: ticket.goodTillMillis,
    time: order.createdMillis,
    updateTime: order.updatedMillis,
  };
}

/** As answered to whoever placed or cancelled it. */
export function changedJson(order: ClientOrder): Record<string, unknown> {
  const { time: _, ...fields } = orderJson(order);
  return { ...fields, cumQty: fields.executedQty };
}

export function tradeJson(
  { trade, order, isMaker, feeE8, feeAsset, profitE8 }: OrderFill,
): unknown {
  const { listing } = order.ticket.market;
  return {
    symbol: listing.symbol,
    id: trade.id,
    orderId: order.id,
    side: order.ticket.side,
    price: listing.priceText(trade.priceTicks),
    qty: listing.lotsText(trade.qtyLots),
    realizedPnl: amountText(profitE8),
    marginAsset: listing.quote,
    quoteQty: amountText(listing.valueE8(trade.priceTicks, trade.qtyLots)),
    commission: amountText(feeE8),
    commissionAsset: feeAsset,
    time: trade.timeMillis,
    positionSide: "BOTH",
    buyer: order.isBuy,
    maker: isMaker,
  };
}

export function positionJson(
  account: Account,
  position: Position,
  ledger: FuturesLedger,
  mark: MarkPrice,
  nowMillis: number,
): Record<string, unknown> {
  const { listing, leverage, lots } = position;
  const { markE8 } = mark.read(nowMillis);
  const notional = Number(listing.baseE8(Math.abs(lots))) * markE8 / 1e8;
  const signed = lots < 0 ? -notional : notional;
  const margin = amountText(ledger.initialMarginE8(account, position));
  return {
    symbol: listing.symbol,
    positionAmt: signedLotsText(position),
    entryPrice: e8Text(entryE8(position)),
    breakEvenPrice: e8Text(entryE8(position)),
    markPrice: e8Text(markE8),
    unRealizedProfit: amountText(ledger.unrealizedE8(position)),
    liquidationPrice: "0",
    leverage: String(leverage),
    maxNotionalValue: "100000000",
    marginType: position.marginType,
    isolatedMargin: "0.00000000",
    isAutoAddMargin: "false",
    positionSide: "BOTH",
    notional: e8Text(Math.round(signed)),
    isolatedWallet: "0",
    isolated: position.marginType === "isolated",
    marginAsset: listing.quote,
    initialMargin: margin,
    maintMargin: e8Text(Math.round(notional * 0.025)),
    positionInitialMargin: margin,
    openOrderInitialMargin: "0.00000000",
    adl: 1,
    bidNotional: "0",
    askNotional: "0",
    updateTime: position.updatedMillis,
  };
}
