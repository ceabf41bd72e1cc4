/** npm nodejs-order-book: the engine a user of Node.js would take from the shelf. */
import { OrderBook } from "nodejs-order-book";
import { SIDE_BID } from "../../core/base/units.ts";

/** What is used of the package, whose types do not resolve. */
interface Order {
  readonly id: string;
  /** Left before the fill. */
  readonly size: number;
}
interface LimitAnswer {
  readonly done: readonly Order[];
  readonly partial: Order | null;
  readonly partialQuantityProcessed: number;
  readonly quantityLeft: number;
}
interface Book {
  limit(order: { id: string; side: string; price: number; size: number }): LimitAnswer;
  cancel(id: string): { readonly order: Order } | undefined;
}

export class NodejsOrderBook {
  readonly #book: Book = new OrderBook();

  /** @returns lots traded */
  submitLimit(id: number, side: number, priceTicks: number, qtyLots: number): number {
    const { quantityLeft } = this.#limit(id, side, priceTicks, qtyLots);
    return qtyLots - quantityLeft;
  }

  /** The same, told fill by fill: maker's id and lots, in turn. */
  fillsOf(id: number, side: number, priceTicks: number, qtyLots: number): number[] {
    const { done, partial, partialQuantityProcessed } = this.#limit(id, side, priceTicks, qtyLots);
    const fills = done.filter((order) => order.id !== String(id))
      .flatMap((order) => [Number(order.id), order.size]);
    const isMaker = partial !== null && partial.id !== String(id);
    return isMaker ? [...fills, Number(partial.id), partialQuantityProcessed] : fills;
  }

  /** @returns lots cancelled */
  cancel(id: number): number {
    return this.#book.cancel(String(id))?.order.size ?? 0;
  }

  #limit(id: number, side: number, price: number, size: number): LimitAnswer {
    return this.#book.limit({
      id: String(id),
      side: side === SIDE_BID ? "buy" : "sell",
      price,
      size,
    });
  }
}
