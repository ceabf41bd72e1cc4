/** The plain pipeline's book: a Map a side, a Map of orders, and a sort when the top is wanted. */
import type { PlainChange, PlainSide } from "./plain_events.ts";

export interface PlainLevel {
  readonly price: number;
  readonly qty: number;
}

export interface PlainTrade {
  readonly side: PlainSide | "none";
  readonly qty: number;
}

interface PlainOrder {
  readonly side: PlainSide;
  readonly price: number;
  qty: number;
}

export class PlainBook {
  readonly #levels = { bid: new Map<number, number>(), ask: new Map<number, number>() };
  readonly #orders = new Map<number, PlainOrder>();

  /** @returns the trade that the change is or implies */
  apply(change: PlainChange): PlainTrade | undefined {
    switch (change.kind) {
      case "clear":
        this.#levels.bid.clear();
        this.#levels.ask.clear();
        this.#orders.clear();
        return undefined;
      case "level":
        this.#setLevel(change.side, change.price, change.qty);
        return undefined;
      case "add":
        this.#add(change.order, change.side, change.price, change.qty);
        return undefined;
      case "replace":
        this.#remove(change.order, change.side, change.price, 0);
        this.#add(change.newOrder ?? change.order, change.side, change.price, change.qty);
        return undefined;
      case "cancel":
        this.#reduce(change.order, change.side, change.price, change.qty);
        return undefined;
      case "delete":
        this.#remove(change.order, change.side, change.price, change.qty);
        return undefined;
      case "execute":
        this.#reduce(change.order, change.side, change.price, change.qty);
        return change.booked
          ? undefined
          : { side: change.side === "bid" ? "ask" : "bid", qty: change.qty };
      case "trade":
        return { side: change.side, qty: change.qty };
      default:
        return undefined;
    }
  }

  /** Takes over a book that is known from elsewhere. @returns true when this one was equal */
  adopt({ bids, asks }: PlainChange & { kind: "book" }): boolean {
    const equal = isTop(this.#levels.bid, bids) && isTop(this.#levels.ask, asks);
    this.#levels.bid = new Map(bids);
    this.#levels.ask = new Map(asks);
    return equal;
  }

  /** The best `count` levels, best first. */
  top(side: PlainSide, count: number): PlainLevel[] {
    return [...this.#levels[side]]
      .sort((a, b) => side === "bid" ? b[0] - a[0] : a[0] - b[0])
      .slice(0, count)
      .map(([price, qty]) => ({ price, qty }));
  }

  #setLevel(side: PlainSide, price: number, qty: number): void {
    if (qty > 0) this.#levels[side].set(price, qty);
    else this.#levels[side].delete(price);
  }

  #changeLevel(side: PlainSide, price: number, delta: number): void {
    this.#setLevel(side, price, (this.#levels[side].get(price) ?? 0) + delta);
  }

  #add(id: number, side: PlainSide, price: number, qty: number): void {
    this.#orders.set(id, { side, price, qty });
    this.#changeLevel(side, price, qty);
  }

  /** Orders that were there before the recording began are only known by their level. */
  #reduce(id: number, side: PlainSide, price: number, qty: number): void {
    const order = this.#orders.get(id);
    if (order === undefined) {
      this.#changeLevel(side, price, -qty);
      return;
    }
    order.qty -= qty;
    if (order.qty <= 0) this.#orders.delete(id);
    this.#changeLevel(order.side, order.price, -qty);
  }

  #remove(id: number, side: PlainSide, price: number, qty: number): void {
    const order = this.#orders.get(id);
    this.#orders.delete(id);
    if (order === undefined) this.#changeLevel(side, price, -qty);
    else this.#changeLevel(order.side, order.price, -order.qty);
  }
}

function isTop(levels: Map<number, number>, top: readonly (readonly [number, number])[]): boolean {
  return top.every(([price, qty]) => levels.get(price) === qty);
}
