/**
 * The wallet and the positions of the USD-M venue, in one-way mode, all in the quote asset. Orders set
 * nothing aside; whether one can be afforded is worked out from positions and open orders.
 */
import type { Market } from "../market/market.ts";
import type { TapedTrade } from "../market/trade_tape.ts";
import { shareOf } from "../listing/fixed.ts";
import { ApiError, INSUFFICIENT_MARGIN } from "../rest/api_error.ts";
import type { Account, Position } from "./account.ts";
import type { ClientOrder } from "./client_order.ts";
import { type FeeRates, type FillCost, House, type Ledger } from "./ledger.ts";

export const FUTURES_FEES: FeeRates = { makerBps: 2, takerBps: 5 };

export class FuturesLedger implements Ledger {
  /** The flow's wallet at cost: what it got in cash, what its positions were opened at taken off. */
  readonly house = new House();
  readonly till = new House();
  readonly #fees: FeeRates;
  readonly #markets: ReadonlyMap<string, Market>;

  constructor(markets: ReadonlyMap<string, Market>, fees: FeeRates = FUTURES_FEES) {
    this.#markets = markets;
    this.#fees = fees;
  }

  reserve(order: ClientOrder): ApiError | undefined {
    if (order.ticket.reduceOnly) return undefined;
    const { account, ticket } = order;
    const { listing } = ticket.market;
    const before = this.#exposureLots(account, listing.symbol, undefined);
    const after = this.#exposureLots(account, listing.symbol, order);
    if (after <= before) return undefined;
    const { leverage } = account.position(listing);
    const ticks = ticket.priceTicks === 0 ? ticket.market.lastTicks : ticket.priceTicks;
    const neededE8 = listing.valueE8(ticks, after - before) / BigInt(leverage);
    return neededE8 > this.availableE8(account, listing.quote)
      ? new ApiError(...INSUFFICIENT_MARGIN)
      : undefined;
  }

  settle(order: ClientOrder, trade: TapedTrade, isMaker: boolean): FillCost {
    const { account, ticket } = order;
    const { listing } = ticket.market;
    const position = account.position(listing);
    const valueE8 = listing.valueE8(trade.priceTicks, trade.qtyLots);
    const feeE8 = shareOf(valueE8, isMaker ? this.#fees.makerBps : this.#fees.takerBps);
    const signedLots = order.isBuy ? trade.qtyLots : -trade.qtyLots;
    const profitE8 = moved(position, signedLots, valueE8);
    position.updatedMillis = trade.timeMillis;
    const wallet = account.balance(listing.quote);
    wallet.free += profitE8 - feeE8;
    this.house.take(listing.quote, order.isBuy ? valueE8 : -valueE8);
    this.till.take(listing.quote, feeE8);
    return { feeE8, feeAsset: listing.quote, profitE8 };
  }

  release(): void {
    // Nothing was set aside.
  }

  /** What open positions would gain at the middle of the book. */
  unrealizedE8(position: Position): bigint {
    const market = this.#markets.get(position.listing.symbol);
    if (market === undefined || position.lots === 0) return 0n;
    const valueE8 = position.listing.valueE8(market.midTicks, Math.abs(position.lots));
    return position.lots > 0 ? valueE8 - position.costE8 : position.costE8 - valueE8;
  }

  /** Margin that a position and its open orders bind. */
  initialMarginE8(account: Account, position: Position): bigint {
    const market = this.#markets.get(position.listing.symbol);
    if (market === undefined) return 0n;
    const lots = this.#exposureLots(account, position.listing.symbol, undefined);
    return position.listing.valueE8(market.midTicks, lots) / BigInt(position.leverage);
  }

  /** What may be bound by new orders. */
  availableE8(account: Account, asset: string): bigint {
    let e8 = account.balance(asset).free;
    for (const position of account.positions.values()) {
      if (position.listing.quote !== asset) continue;
      e8 += this.unrealizedE8(position) - this.initialMarginE8(account, position);
    }
    return e8 < 0n ? 0n : e8;
  }

  /** Pays the funding of a position. @returns what the account got, below 0 = paid */
  fund(account: Account, position: Position, markTicks: number, rateE8: number): bigint {
    const valueE8 = position.listing.valueE8(markTicks, Math.abs(position.lots));
    const partE8 = valueE8 * BigInt(rateE8) / 100_000_000n;
    const gotE8 = position.lots > 0 ? -partE8 : partE8;
    account.balance(position.listing.quote).free += gotE8;
    this.house.take(position.listing.quote, -gotE8);
    return gotE8;
  }

  /** The larger of what the account would hold if all its buys, or all its sells, were filled. */
  #exposureLots(account: Account, symbol: string, added: ClientOrder | undefined): number {
    const lots = account.positions.get(symbol)?.lots ?? 0;
    let buys = 0;
    let sells = 0;
    for (const order of account.openOrders.values()) {
      if (order.ticket.market.listing.symbol !== symbol || order.ticket.reduceOnly) continue;
      if (order.isBuy) buys += order.leavesLots;
      else sells += order.leavesLots;
    }
    if (added !== undefined) {
      if (added.isBuy) buys += added.ticket.lots;
      else sells += added.ticket.lots;
    }
    return Math.max(Math.abs(lots + buys), Math.abs(lots - sells));
  }
}

/**
 * Moves a position by a fill: what closes it realizes a profit against the average cost, the rest
 * opens. @returns the profit
 */
function moved(position: Position, signedLots: number, valueE8: bigint): bigint {
  const lots = Math.abs(signedLots);
  const held = Math.abs(position.lots);
  const opens = position.lots === 0 || Math.sign(position.lots) === Math.sign(signedLots);
  if (opens) {
    position.costE8 += valueE8;
    position.lots += signedLots;
    return 0n;
  }
  const closed = Math.min(lots, held);
  const closedValueE8 = valueE8 * BigInt(closed) / BigInt(lots);
  const closedCostE8 = position.costE8 * BigInt(closed) / BigInt(held);
  const profitE8 = position.lots > 0 ? closedValueE8 - closedCostE8 : closedCostE8 - closedValueE8;
  position.lots += signedLots;
  position.costE8 = position.lots === 0
    ? 0n
    : closed < held
    ? position.costE8 - closedCostE8
    : valueE8 - closedValueE8;
  position.realizedE8 += profitE8;
  return profitE8;
}
