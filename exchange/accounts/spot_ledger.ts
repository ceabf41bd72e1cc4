/**
 * Money and coins of the spot venue. A buy sets quote aside, a sell base; fees are taken from what is
 * received.
 */
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import type { Market } from "../market/market.ts";
import type { TapedTrade } from "../market/trade_tape.ts";
import { shareOf } from "../listing/fixed.ts";
import { ApiError, INSUFFICIENT_BALANCE } from "../rest/api_error.ts";
import type { ClientOrder } from "./client_order.ts";
import { type FeeRates, type FillCost, House, type Ledger } from "./ledger.ts";

export const SPOT_FEES: FeeRates = { makerBps: 10, takerBps: 10 };

export class SpotLedger implements Ledger {
  readonly house = new House();
  readonly till = new House();
  readonly #fees: FeeRates;

  constructor(fees: FeeRates = SPOT_FEES) {
    this.#fees = fees;
  }

  reserve(order: ClientOrder): ApiError | undefined {
    const { listing } = order.ticket.market;
    order.lockedAsset = order.isBuy ? listing.quote : listing.base;
    const neededE8 = this.#neededE8(order);
    const balance = order.account.balance(order.lockedAsset);
    if (balance.free < neededE8) return new ApiError(...INSUFFICIENT_BALANCE);
    balance.free -= neededE8;
    balance.locked += neededE8;
    order.lockedE8 = neededE8;
    return undefined;
  }

  settle(order: ClientOrder, trade: TapedTrade, isMaker: boolean): FillCost {
    const { listing } = order.ticket.market;
    const { priceTicks, qtyLots } = trade;
    const valueE8 = listing.valueE8(priceTicks, qtyLots);
    const baseE8 = listing.baseE8(qtyLots);
    const rateBps = isMaker ? this.#fees.makerBps : this.#fees.takerBps;
    const paid = order.isBuy ? valueE8 : baseE8;
    const received = order.isBuy ? baseE8 : valueE8;
    const feeAsset = order.isBuy ? listing.base : listing.quote;
    const feeE8 = shareOf(received, rateBps);
    this.#unlock(order, this.#setAsideFor(order, qtyLots, paid));
    order.account.balance(order.lockedAsset).free -= paid;
    order.account.balance(feeAsset).free += received - feeE8;
    this.house.take(order.lockedAsset, paid);
    this.house.take(feeAsset, -received);
    this.till.take(feeAsset, feeE8);
    return { feeE8, feeAsset, profitE8: 0n };
  }

  release(order: ClientOrder, lots: number): void {
    const e8 = order.isOpen ? this.#setAsideFor(order, lots, 0n) : order.lockedE8;
    this.#unlock(order, e8);
  }

  #unlock(order: ClientOrder, e8: bigint): void {
    const balance = order.account.balance(order.lockedAsset);
    const part = e8 < order.lockedE8 ? e8 : order.lockedE8;
    balance.locked -= part;
    balance.free += part;
    order.lockedE8 -= part;
  }

  /** What was set aside for some lots of an order. */
  #setAsideFor(order: ClientOrder, lots: number, paidE8: bigint): bigint {
    const { market, priceTicks } = order.ticket;
    if (!order.isBuy) return market.listing.baseE8(lots);
    return priceTicks === 0 ? paidE8 : market.listing.valueE8(priceTicks, lots);
  }

  #neededE8(order: ClientOrder): bigint {
    const { market, priceTicks, lots } = order.ticket;
    if (!order.isBuy) return market.listing.baseE8(lots);
    if (priceTicks !== 0) return market.listing.valueE8(priceTicks, lots);
    const costE8 = costOf(market, SIDE_ASK, lots);
    return costE8 + shareOf(costE8, market.overrunBps);
  }
}

/** What it costs to take lots from a side of the book, as far as there are any. */
export function costOf(market: Market, side: number, lots: number): bigint {
  const ladder = market.book.side(side);
  const { queues } = market.book;
  let costE8 = 0n;
  let left = lots;
  for (let level = ladder.bestLevel; level !== 0 && left > 0; level = ladder.levelAfter(level)) {
    const taken = Math.min(left, queues.levelLots(level));
    costE8 += market.listing.valueE8(queues.levelTicks(level), taken);
    left -= taken;
  }
  return costE8;
}

/** How many lots a market order gets for an amount of quote. */
export function lotsFor(market: Market, side: "BUY" | "SELL", quoteE8: bigint): number {
  const ladder = market.book.side(side === "BUY" ? SIDE_ASK : SIDE_BID);
  const { queues } = market.book;
  let lots = 0;
  let leftE8 = quoteE8;
  for (let level = ladder.bestLevel; level !== 0; level = ladder.levelAfter(level)) {
    const ticks = queues.levelTicks(level);
    const affordable = market.listing.lotsWorth(leftE8, ticks);
    const taken = Math.min(affordable, queues.levelLots(level));
    lots += taken;
    leftE8 -= market.listing.valueE8(ticks, taken);
    if (taken === affordable) break;
  }
  return lots;
}
