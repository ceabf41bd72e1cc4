/** Positions and open orders as the API shows them, from the account board. */
import { isOpen, ORDER_STATE_NAMES } from "../../trading/orders/order_states.ts";
import { NO_PRICE_TICKS } from "../../base/units.ts";
import type { ShownAccount, ShownOrder } from "../../trading/account_board.ts";
import type { Order, Position } from "../contract/trading.ts";
import { sideName } from "../tap/order_bookkeeping.ts";
import type { SessionTap } from "../tap/session_tap.ts";

export function positionsView(tap: SessionTap): Position[] {
  return tap.trading().accounts.map((account) => positionView(tap, account));
}

function positionView(tap: SessionTap, account: ShownAccount): Position {
  const { instruments } = tap;
  const { instrumentId: id, positionLots, markTicks } = account;
  const qty = instruments.qty(id, positionLots);
  const hasMark = markTicks !== NO_PRICE_TICKS && markTicks !== 0;
  const mark = hasMark ? instruments.price(id, markTicks) : null;
  return {
    strategyId: account.strategyId,
    strategy: tap.strategy(account.strategyId),
    instrumentId: id,
    symbol: instruments.symbol(id),
    qty,
    qtyLots: positionLots,
    averagePrice: positionLots === 0 ? null : instruments.price(id, account.averagePriceTicks),
    markPrice: mark,
    notional: mark === null ? 0 : qty * mark,
    realized: account.realizedQuote,
    unrealized: account.unrealizedQuote,
    fees: account.feesQuote,
    pnl: account.pnlQuote,
    openBuyQty: instruments.qty(id, account.openBidLots),
    openSellQty: instruments.qty(id, account.openAskLots),
    fills: account.fills,
  };
}

/** Newest first. What the journal did not show has no type and no times. */
export function openOrdersView(tap: SessionTap): Order[] {
  return tap.trading().orders.map((order) => openOrderView(tap, order)).reverse();
}

function openOrderView(tap: SessionTap, order: ShownOrder): Order {
  const { instruments } = tap;
  const { instrumentId: id } = order;
  const known = tap.orders.orders.get(order.orderId);
  const price = instruments.priceOrNull(id, order.priceTicks);
  return {
    orderId: order.orderId,
    strategyId: order.strategyId,
    strategy: tap.strategy(order.strategyId),
    instrumentId: id,
    symbol: instruments.symbol(id),
    side: sideName(order.side),
    type: known?.type ?? null,
    timeInForce: known?.timeInForce ?? null,
    postOnly: known?.postOnly ?? false,
    reduceOnly: known?.reduceOnly ?? false,
    state: ORDER_STATE_NAMES[order.state],
    open: isOpen(order.state),
    reason: known?.reason ?? null,
    price,
    priceTicks: price === null ? null : order.priceTicks,
    qty: instruments.qty(id, order.qtyLots),
    qtyLots: order.qtyLots,
    filledQty: instruments.qty(id, order.filledLots),
    filledLots: order.filledLots,
    averagePrice: known?.averagePrice ?? null,
    sentTime: known?.sentTime ?? null,
    changedTime: known?.changedTime ?? null,
  };
}
