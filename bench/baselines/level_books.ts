/** Books of price levels as one builds them from a library's tree, or from a Map and sort. */
// A CommonJS module: its class is a property of what is imported.
import sortedBtree from "sorted-btree";
import { NO_PRICE_TICKS, SIDE_BID } from "../../core/base/units.ts";

const BTree = sortedBtree.default;

/** What the benchmark asks of a book. */
export interface LevelBook {
  set(side: number, priceTicks: number, qtyLots: number): void;
  bestTicks(side: number): number;
  /** Sum over price × quantity of the best `count` levels. */
  sumTop(side: number, count: number): number;
}

/** sorted-btree: one tree a side, price to quantity. */
export class BTreeBook implements LevelBook {
  readonly #bids = new BTree<number, number>(undefined, byNumber);
  readonly #asks = new BTree<number, number>(undefined, byNumber);

  set(side: number, priceTicks: number, qtyLots: number): void {
    const tree = side === SIDE_BID ? this.#bids : this.#asks;
    if (qtyLots > 0) tree.set(priceTicks, qtyLots);
    else tree.delete(priceTicks);
  }

  bestTicks(side: number): number {
    return (side === SIDE_BID ? this.#bids.maxKey() : this.#asks.minKey()) ?? NO_PRICE_TICKS;
  }

  sumTop(side: number, count: number): number {
    const levels = side === SIDE_BID ? this.#bids.entriesReversed() : this.#asks.entries();
    let sum = 0;
    let taken = 0;
    for (const [priceTicks, qtyLots] of levels) {
      if (taken++ === count) break;
      sum += priceTicks * qtyLots;
    }
    return sum;
  }
}

/** A Map a side, sorted whenever its order is asked for. */
export class MapBook implements LevelBook {
  readonly #bids = new Map<number, number>();
  readonly #asks = new Map<number, number>();

  set(side: number, priceTicks: number, qtyLots: number): void {
    const levels = side === SIDE_BID ? this.#bids : this.#asks;
    if (qtyLots > 0) levels.set(priceTicks, qtyLots);
    else levels.delete(priceTicks);
  }

  bestTicks(side: number): number {
    const levels = side === SIDE_BID ? this.#bids : this.#asks;
    let best = NO_PRICE_TICKS as number;
    for (const priceTicks of levels.keys()) {
      const better = side === SIDE_BID ? priceTicks > best : priceTicks < best;
      if (best === NO_PRICE_TICKS || better) best = priceTicks;
    }
    return best;
  }

  sumTop(side: number, count: number): number {
    const levels = side === SIDE_BID ? this.#bids : this.#asks;
    const sorted = side === SIDE_BID
      ? [...levels].sort((a, b) => b[0] - a[0])
      : [...levels].sort((a, b) => a[0] - b[0]);
    let sum = 0;
    for (const [priceTicks, qtyLots] of sorted.slice(0, count)) sum += priceTicks * qtyLots;
    return sum;
  }
}

function byNumber(a: number, b: number): number {
  return a - b;
}
