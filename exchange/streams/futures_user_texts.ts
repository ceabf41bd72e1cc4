/** Messages of the futures venue's user data stream. Fields and their order are the venue's. */
import type { Account, Position } from "../accounts/account.ts";
import type { ClientOrder, OrderFill } from "../accounts/client_order.ts";
import type { Execution } from "../accounts/order_desk.ts";
import { amountText, e8Text } from "../listing/fixed.ts";
import { entryE8 } from "../accounts/entry_price.ts";

export function orderText(order: ClientOrder, execution: Execution, fill?: OrderFill): string {
  const { ticket } = order;
  const { listing } = ticket.market;
  return JSON.stringify({
    e: "ORDER_TRADE_UPDATE",
    E: order.updatedMillis,
    T: order.updatedMillis,
    o: {
      s: listing.symbol,
      c: ticket.clientOrderId,
      S: ticket.side,
      o: order.isWorking && ticket.stopTicks !== 0
        ? (ticket.type === "STOP" ? "LIMIT" : "MARKET")
        : ticket.type,
      f: ticket.timeInForce,
      q: listing.lotsText(ticket.lots),
      p: listing.priceText(ticket.priceTicks),
      ap: e8Text(order.averageE8),
      sp: listing.priceText(ticket.stopTicks),
      x: execution,
      X: order.status,
      i: order.id,
      l: listing.lotsText(fill?.trade.qtyLots ?? 0),
      z: listing.lotsText(order.filledLots),
      L: listing.priceText(fill?.trade.priceTicks ?? 0),
      ...fill !== undefined && { N: fill.feeAsset, n: amountText(fill.feeE8) },
      T: order.updatedMillis,
      t: fill?.trade.id ?? 0,
      b: "0",
      a: "0",
      m: fill?.isMaker ?? false,
      R: ticket.reduceOnly,
      wt: "CONTRACT_PRICE",
      ot: ticket.type,
      ps: "BOTH",
      cp: false,
      rp: amountText(fill?.profitE8 ?? 0n),
      pP: false,
      si: 0,
      ss: 0,
      V: ticket.selfTrade,
      pm: "NONE",
      gtd: ticket.goodTillMillis,
    },
  });
}

export function accountText(
  account: Account,
  assets: readonly string[],
  positions: readonly Position[],
  reason: string,
  nowMillis: number,
): string {
  return JSON.stringify({
    e: "ACCOUNT_UPDATE",
    E: nowMillis,
    T: nowMillis,
    a: {
      m: reason,
      B: assets.map((asset) => {
        const wallet = amountText(account.balance(asset).free);
        return { a: asset, wb: wallet, cw: wallet, bc: "0" };
      }),
      P: positions.map((position) => ({
        s: position.listing.symbol,
        pa: signedLotsText(position),
        ep: e8Text(entryE8(position)),
        bep: e8Text(entryE8(position)),
        cr: amountText(position.realizedE8),
        up: "0",
        mt: position.marginType,
        iw: "0",
        ps: "BOTH",
      })),
    },
  });
}

/** A position's size with its sign. */
export function signedLotsText({ listing, lots }: Position): string {
  return lots < 0 ? `-${listing.lotsText(-lots)}` : listing.lotsText(lots);
}
