/**
 * A matching engine as one writes it first: a Map of orders by id, a Map of price levels a side, an
 * array of orders a level, and a sorted array of prices.
 */
import { SIDE_BID } from "../../core/base/units.ts";

interface Order {
  readonly id: number;
  readonly side: number;
  readonly priceTicks: number;
  qtyLots: number;
}

export class PlainMatchingEngine {
  readonly #orders = new Map<number, Order>();
  readonly #bids = new PlainSide(true);
  readonly #asks = new PlainSide(false);

  /** @returns lots traded */
  submitLimit(id: number, side: number, priceTicks: number, qtyLots: number): number {
    const order: Order = { id, side, priceTicks, qtyLots };
    const makers = side === SIDE_BID ? this.#asks : this.#bids;
    while (order.qtyLots > 0) {
      const best = makers.bestTicks;
      if (best === undefined) break;
      if (side === SIDE_BID ? best > priceTicks : best < priceTicks) break;
      const maker = makers.first(best);
      const lots = Math.min(order.qtyLots, maker.qtyLots);
      order.qtyLots -= lots;
      maker.qtyLots -= lots;
      if (maker.qtyLots === 0) {
        makers.remove(maker);
        this.#orders.delete(maker.id);
      }
    }
    if (order.qtyLots > 0) {
      this.#orders.set(id, order);
      (side === SIDE_BID ? this.#bids : this.#asks).add(order);
    }
    return qtyLots - order.qtyLots;
  }

  /** @returns lots cancelled */
  cancel(id: number): number {
    const order = this.#orders.get(id);
    if (order === undefined) return 0;
    this.#orders.delete(id);
    (order.side === SIDE_BID ? this.#bids : this.#asks).remove(order);
    return order.qtyLots;
  }
}

class PlainSide {
  readonly #levels = new Map<number, Order[]>();
  /** The best price last, where taking it off is cheap. */
  readonly #prices: number[] = [];
  readonly #isBid: boolean;

  constructor(isBid: boolean) {
    this.#isBid = isBid;
  }

  get bestTicks(): number | undefined {
    return this.#prices.at(-1);
  }

  first(priceTicks: number): Order {
    return this.#levels.get(priceTicks)![0];
  }

  add(order: Order): void {
    const level = this.#levels.get(order.priceTicks);
    if (level !== undefined) {
      level.push(order);
      return;
    }
    this.#levels.set(order.priceTicks, [order]);
    this.#prices.splice(this.#indexOf(order.priceTicks), 0, order.priceTicks);
  }

  remove(order: Order): void {
    const level = this.#levels.get(order.priceTicks)!;
    level.splice(level.indexOf(order), 1);
    if (level.length > 0) return;
    this.#levels.delete(order.priceTicks);
    this.#prices.splice(this.#indexOf(order.priceTicks), 1);
  }

  /** Binary search for where a price is, or belongs. */
  #indexOf(priceTicks: number): number {
    let from = 0;
    let to = this.#prices.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      const before = this.#isBid
        ? this.#prices[middle] < priceTicks
        : this.#prices[middle] > priceTicks;
      if (before) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
