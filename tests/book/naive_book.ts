/**
 * A slow, obvious twin of the books: Maps, arrays, sorting on demand. It shares nothing with the fast
 * ones but the definition of a state hash.
 */
import { foldRecord } from "../../core/book/book_hash.ts";
import { Fold } from "../../core/base/fold.ts";

export interface NaiveOrder {
  readonly id: number;
  readonly side: number;
  readonly priceTicks: number;
  lots: number;
}

interface NaiveLevel {
  anonymousLots: number;
  readonly orders: NaiveOrder[];
}

export class NaiveBook {
  readonly #sides = [new Map<number, NaiveLevel>(), new Map<number, NaiveLevel>()];
  readonly #orders = new Map<number, NaiveOrder>();

  /** Prices from the best. */
  prices(side: number): number[] {
    const worseFirst = [...this.#sides[side].keys()].sort((a, b) => a - b);
    return side === 0 ? worseFirst.reverse() : worseFirst;
  }

  lotsAt(side: number, priceTicks: number): number {
    const level = this.#sides[side].get(priceTicks);
    if (level === undefined) return 0;
    return level.orders.reduce((sum, order) => sum + order.lots, level.anonymousLots);
  }

  best(side: number): NaiveOrder | undefined {
    const price = this.prices(side)[0];
    return price === undefined ? undefined : this.#sides[side].get(price)?.orders[0];
  }

  get(id: number): NaiveOrder | undefined {
    return this.#orders.get(id);
  }

  ids(): number[] {
    return [...this.#orders.keys()];
  }

  add(id: number, side: number, priceTicks: number, lots: number): void {
    const order = { id, side, priceTicks, lots };
    this.#orders.set(id, order);
    this.#level(side, priceTicks).orders.push(order);
  }

  reduce(id: number, lots: number): void {
    const order = this.#orders.get(id);
    if (order === undefined) return;
    order.lots = Math.max(0, order.lots - lots);
    if (order.lots === 0) this.#drop(order);
    this.#prune(order.side, order.priceTicks);
  }

  takeAnonymous(side: number, priceTicks: number, lots: number): void {
    const level = this.#sides[side].get(priceTicks);
    if (level === undefined) return;
    level.anonymousLots -= Math.min(level.anonymousLots, lots);
    this.#prune(side, priceTicks);
  }

  setLevel(side: number, priceTicks: number, totalLots: number): void {
    const level = this.#level(side, priceTicks);
    level.anonymousLots = 0;
    while (this.lotsAt(side, priceTicks) > totalLots) this.#drop(level.orders[0]);
    level.anonymousLots = totalLots - this.lotsAt(side, priceTicks);
    this.#prune(side, priceTicks);
  }

  queueAheadLots(id: number): number {
    const order = this.#orders.get(id)!;
    const level = this.#sides[order.side].get(order.priceTicks)!;
    const ahead = level.orders.slice(0, level.orders.indexOf(order));
    return ahead.reduce((sum, other) => sum + other.lots, level.anonymousLots);
  }

  clear(): void {
    this.#orders.clear();
    for (const side of this.#sides) side.clear();
  }

  hash(): string {
    const fold = new Fold();
    for (const side of [0, 1]) {
      for (const price of this.prices(side)) {
        foldRecord(fold, price, side, this.lotsAt(side, price));
        for (const order of this.#sides[side].get(price)!.orders) {
          foldRecord(fold, order.id | 0, Math.floor(order.id / 2 ** 32), order.lots);
        }
      }
    }
    return fold.toString();
  }

  #level(side: number, priceTicks: number): NaiveLevel {
    let level = this.#sides[side].get(priceTicks);
    if (level === undefined) {
      level = { anonymousLots: 0, orders: [] };
      this.#sides[side].set(priceTicks, level);
    }
    return level;
  }

  #drop(order: NaiveOrder): void {
    this.#orders.delete(order.id);
    const level = this.#sides[order.side].get(order.priceTicks)!;
    level.orders.splice(level.orders.indexOf(order), 1);
  }

  #prune(side: number, priceTicks: number): void {
    if (this.lotsAt(side, priceTicks) === 0) this.#sides[side].delete(priceTicks);
  }
}
