/**
 * What stands in a market: orders by id, and on four ladders in price–time priority: bids, asks, and
 * the stop orders that wait on either side.
 *
 * Orders are handles: positive integers, valid until the order is gone; 0 = none. Read it freely; only
 * the engine changes it.
 *
 * Hot path: no allocation.
 */
import * as units from "../base/units.ts";
import { OrderIds } from "./order_ids.ts";
import * as ladders from "./order_queues.ts";
import { OrderQueues } from "./order_queues.ts";
import { PriceLadder } from "./price_ladder.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { SIDE_BID } = units;
const { LADDER_ASKS, LADDER_BIDS, LADDER_BUY_STOPS, LADDER_SELL_STOPS } = ladders;

export class MatchingBook {
  readonly queues = new OrderQueues();
  readonly ids = new OrderIds(this.queues);
  readonly bids = new PriceLadder(this.queues, LADDER_BIDS);
  readonly asks = new PriceLadder(this.queues, LADDER_ASKS);
  readonly sellStops = new PriceLadder(this.queues, LADDER_SELL_STOPS);
  readonly buyStops = new PriceLadder(this.queues, LADDER_BUY_STOPS);

  /** Orders that rest or wait. */
  get orderCount(): number {
    return this.ids.size;
  }

  /** True when the best bid is not below the best ask: never, between commands. */
  get isCrossed(): boolean {
    return !this.bids.isEmpty && !this.asks.isEmpty && this.bids.bestTicks >= this.asks.bestTicks;
  }

  side(side: number): PriceLadder {
    return side === SIDE_BID ? this.bids : this.asks;
  }

  /** The order with this id, 0 = none. */
  find(idLow: number, idHigh: number): number {
    return this.ids.find(idLow, idHigh);
  }

  /** The oldest order at a price, 0 = none. */
  firstAt(side: number, priceTicks: number): number {
    return this.queues.headOf(this.side(side).levelAt(priceTicks));
  }

  /** SIDE_BID or SIDE_ASK; a stop order's too. */
  sideOf(order: number): number {
    const ladder = this.queues.ladderOf(this.queues.levelOf(order));
    return ladder <= LADDER_ASKS ? ladder : LADDER_BUY_STOPS - ladder;
  }

  /** The price it rests at, or the stop price it waits for. */
  priceTicksOf(order: number): number {
    return this.queues.levelTicks(this.queues.levelOf(order));
  }

  /** True for a stop order that waits. */
  isWaiting(order: number): boolean {
    return this.queues.ladderOf(this.queues.levelOf(order)) >= LADDER_SELL_STOPS;
  }

  /** Puts an order, whose id is new, at the end of its price's queue. */
  add(
    ladder: PriceLadder,
    idLow: number,
    idHigh: number,
    priceTicks: number,
    qtyLots: number,
  ): number {
    let level = ladder.levelAt(priceTicks);
    if (level === 0) level = ladder.open(priceTicks);
    const order = this.queues.append(level, idLow, idHigh, qtyLots);
    this.ids.add(idLow, idHigh, order);
    return order;
  }

  /** Takes an order out. */
  remove(order: number): void {
    const { queues } = this;
    this.ids.delete(queues.idLowOf(order), queues.idHighOf(order), order);
    const level = queues.levelOf(order);
    if (queues.remove(order)) this.#close(level);
  }

  #close(level: number): void {
    const ladder = this.queues.ladderOf(level);
    if (ladder === LADDER_BIDS) this.bids.close(level);
    else if (ladder === LADDER_ASKS) this.asks.close(level);
    else if (ladder === LADDER_SELL_STOPS) this.sellStops.close(level);
    else this.buyStops.close(level);
  }
}
