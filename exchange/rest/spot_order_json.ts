/** Orders and fills as the spot venue answers them. */
import type { ClientOrder, OrderFill } from "../accounts/client_order.ts";
import { amountText } from "../listing/fixed.ts";

/** As looked up. */
export function orderJson(order: ClientOrder): Record<string, unknown> {
  const { ticket } = order;
  const { listing } = ticket.market;
  return {
    symbol: listing.symbol,
    orderId: order.id,
    orderListId: -1,
    clientOrderId: ticket.clientOrderId,
    price: listing.priceText(ticket.priceTicks),
    origQty: listing.lotsText(ticket.lots),
    executedQty: listing.lotsText(order.filledLots),
    cummulativeQuoteQty: amountText(order.filledE8),
    status: order.status,
    timeInForce: ticket.timeInForce,
    type: ticket.type,
    side: ticket.side,
    stopPrice: listing.priceText(ticket.stopTicks),
    icebergQty: listing.lotsText(ticket.icebergLots),
    time: order.createdMillis,
    updateTime: order.updatedMillis,
    isWorking: order.isWorking,
    workingTime: order.isWorking ? order.workingMillis : -1,
    origQuoteOrderQty: amountText(ticket.quoteE8),
    selfTradePreventionMode: ticket.selfTrade,
  };
}

/** As answered to whoever placed it. @param detail ACK, RESULT or FULL */
export function placedJson(order: ClientOrder, detail: string): Record<string, unknown> {
  const { ticket } = order;
  const { listing } = ticket.market;
  const ack = {
    symbol: listing.symbol,
    orderId: order.id,
    orderListId: -1,
    clientOrderId: ticket.clientOrderId,
    transactTime: order.updatedMillis,
  };
  if (detail === "ACK") return ack;
  return {
    ...ack,
    ...resultFields(order),
    workingTime: order.isWorking ? order.workingMillis : -1,
    ...detail === "FULL" && { fills: order.fills.map(fillOf) },
    selfTradePreventionMode: ticket.selfTrade,
  };
}

/** As answered to whoever cancelled it. */
export function cancelledJson(order: ClientOrder): Record<string, unknown> {
  const { ticket } = order;
  return {
    symbol: ticket.market.listing.symbol,
    origClientOrderId: ticket.clientOrderId,
    orderId: order.id,
    orderListId: -1,
    clientOrderId: order.cancelId,
    transactTime: order.updatedMillis,
    ...resultFields(order),
    selfTradePreventionMode: ticket.selfTrade,
  };
}

export function tradeJson({ trade, order, isMaker, feeE8, feeAsset }: OrderFill): unknown {
  const { listing } = order.ticket.market;
  return {
    symbol: listing.symbol,
    id: trade.id,
    orderId: order.id,
    orderListId: -1,
    price: listing.priceText(trade.priceTicks),
    qty: listing.lotsText(trade.qtyLots),
    quoteQty: amountText(listing.valueE8(trade.priceTicks, trade.qtyLots)),
    commission: amountText(feeE8),
    commissionAsset: feeAsset,
    time: trade.timeMillis,
    isBuyer: order.isBuy,
    isMaker,
    isBestMatch: true,
  };
}

function resultFields(order: ClientOrder): Record<string, unknown> {
  const { ticket } = order;
  const { listing } = ticket.market;
  return {
    price: listing.priceText(ticket.priceTicks),
    origQty: listing.lotsText(ticket.lots),
    executedQty: listing.lotsText(order.filledLots),
    origQuoteOrderQty: amountText(ticket.quoteE8),
    cummulativeQuoteQty: amountText(order.filledE8),
    status: order.status,
    timeInForce: ticket.timeInForce,
    type: ticket.type,
    side: ticket.side,
    ...ticket.stopTicks !== 0 && { stopPrice: listing.priceText(ticket.stopTicks) },
    ...ticket.icebergLots !== 0 && { icebergQty: listing.lotsText(ticket.icebergLots) },
  };
}

function fillOf({ trade, order, feeE8, feeAsset }: OrderFill): unknown {
  const { listing } = order.ticket.market;
  return {
    price: listing.priceText(trade.priceTicks),
    qty: listing.lotsText(trade.qtyLots),
    commission: amountText(feeE8),
    commissionAsset: feeAsset,
    tradeId: trade.id,
  };
}
