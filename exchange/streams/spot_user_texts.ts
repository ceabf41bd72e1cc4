/** Messages of the spot venue's user data stream. Fields and their order are the venue's. */
import type { Account } from "../accounts/account.ts";
import type { ClientOrder, OrderFill } from "../accounts/client_order.ts";
import type { Execution } from "../accounts/order_desk.ts";
import { amountText, e8Text } from "../listing/fixed.ts";

export function orderText(order: ClientOrder, execution: Execution, fill?: OrderFill): string {
  const { ticket, account } = order;
  const { listing } = ticket.market;
  const isCancel = execution === "CANCELED";
  return JSON.stringify({
    e: "executionReport",
    E: order.updatedMillis,
    s: listing.symbol,
    c: isCancel && order.cancelId !== "" ? order.cancelId : ticket.clientOrderId,
    S: ticket.side,
    o: ticket.type,
    f: ticket.timeInForce,
    q: listing.lotsText(ticket.lots),
    p: listing.priceText(ticket.priceTicks),
    P: listing.priceText(ticket.stopTicks),
    F: listing.lotsText(ticket.icebergLots),
    g: -1,
    C: isCancel ? ticket.clientOrderId : "",
    x: execution,
    X: order.status,
    r: "NONE",
    i: order.id,
    l: listing.lotsText(fill?.trade.qtyLots ?? 0),
    z: listing.lotsText(order.filledLots),
    L: listing.priceText(fill?.trade.priceTicks ?? 0),
    n: fill === undefined ? "0" : amountText(fill.feeE8),
    N: fill?.feeAsset ?? null,
    T: order.updatedMillis,
    t: fill?.trade.id ?? -1,
    I: account.number * 1_000_000 + order.id,
    w: order.isWorking && order.isOpen,
    m: fill?.isMaker ?? false,
    M: fill !== undefined,
    O: order.createdMillis,
    Z: amountText(order.filledE8),
    Y: fill === undefined
      ? e8Text(0)
      : amountText(listing.valueE8(fill.trade.priceTicks, fill.trade.qtyLots)),
    Q: amountText(ticket.quoteE8),
    W: order.workingMillis,
    V: ticket.selfTrade,
  });
}

export function accountText(
  account: Account,
  assets: readonly string[],
  nowMillis: number,
): string {
  return JSON.stringify({
    e: "outboundAccountPosition",
    E: nowMillis,
    u: account.updatedMillis,
    B: assets.map((asset) => {
      const { free, locked } = account.balance(asset);
      return { a: asset, f: amountText(free), l: amountText(locked) };
    }),
  });
}

export function balanceText(asset: string, deltaE8: bigint, nowMillis: number): string {
  return JSON.stringify({
    e: "balanceUpdate",
    E: nowMillis,
    a: asset,
    d: amountText(deltaE8),
    T: nowMillis,
  });
}
