/**
 * ITCH 5.0 the straightforward way: a DataView, BigInt for what has 64 bits, an object a message,
 * Maps for orders and levels.
 */

const TWO_BYTE_LENGTH = 2;
const stockText = new TextDecoder();

export type PlainItchMessage =
  & { readonly locate: number; readonly nanos: bigint; readonly order: bigint }
  & (
    | { readonly type: "A"; side: "B" | "S"; shares: number; stock: string; price: number }
    | { readonly type: "E"; shares: number; match: bigint }
    | { readonly type: "X"; shares: number }
    | { readonly type: "D" }
    | { readonly type: "U"; newOrder: bigint; shares: number; price: number }
  );

/** Parses the messages in `bytes` and hands them over one by one. */
export function parsePlainItch(
  bytes: Uint8Array<ArrayBuffer>,
  onMessage: (message: PlainItchMessage) => void,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < bytes.length) {
    const length = view.getUint16(at);
    onMessage(parseMessage(bytes, view, at + TWO_BYTE_LENGTH));
    at += TWO_BYTE_LENGTH + length;
  }
}

function parseMessage(
  bytes: Uint8Array<ArrayBuffer>,
  view: DataView,
  at: number,
): PlainItchMessage {
  const type = String.fromCharCode(view.getUint8(at));
  const locate = view.getUint16(at + 1);
  const nanos = (BigInt(view.getUint16(at + 5)) << 32n) | BigInt(view.getUint32(at + 7));
  const order = view.getBigUint64(at + 11);
  switch (type) {
    case "A":
      return {
        type,
        locate,
        nanos,
        order,
        side: view.getUint8(at + 19) === 0x42 ? "B" : "S",
        shares: view.getUint32(at + 20),
        stock: stockText.decode(bytes.subarray(at + 24, at + 32)).trim(),
        price: view.getUint32(at + 32),
      };
    case "E":
      return {
        type,
        locate,
        nanos,
        order,
        shares: view.getUint32(at + 19),
        match: view.getBigUint64(at + 23),
      };
    case "X":
      return { type, locate, nanos, order, shares: view.getUint32(at + 19) };
    case "D":
      return { type, locate, nanos, order };
    case "U":
      return {
        type,
        locate,
        nanos,
        order,
        newOrder: view.getBigUint64(at + 19),
        shares: view.getUint32(at + 27),
        price: view.getUint32(at + 31),
      };
    default:
      throw new Error(`unknown message type ${type}`);
  }
}

interface PlainOrder {
  readonly book: PlainItchBook;
  readonly side: "B" | "S";
  readonly price: number;
  shares: number;
}

/** One stock: shares by price a side, and the best price of each, 0 = none. */
export class PlainItchBook {
  readonly #levels = { B: new Map<number, number>(), S: new Map<number, number>() };
  bestBid = 0;
  bestAsk = 0;

  change(side: "B" | "S", price: number, delta: number): void {
    const levels = this.#levels[side];
    const shares = (levels.get(price) ?? 0) + delta;
    if (shares > 0) {
      levels.set(price, shares);
      if (side === "B" && price > this.bestBid) this.bestBid = price;
      if (side === "S" && (this.bestAsk === 0 || price < this.bestAsk)) this.bestAsk = price;
      return;
    }
    levels.delete(price);
    if (side === "B" && price === this.bestBid) this.bestBid = Math.max(0, ...levels.keys());
    if (side === "S" && price === this.bestAsk) {
      this.bestAsk = levels.size === 0 ? 0 : Math.min(...levels.keys());
    }
  }
}

/** Books of several stocks, and all their orders by number. */
export class PlainItchBooks {
  readonly #orders = new Map<bigint, PlainOrder>();
  readonly #books = new Map<number, PlainItchBook>();

  /** @returns the book of the message's stock, changed by it */
  apply(message: PlainItchMessage): PlainItchBook {
    const book = this.#bookOf(message.locate);
    if (message.type === "A") {
      const { side, price, shares } = message;
      this.#add(message.order, { book, side, price, shares });
      return book;
    }
    const order = this.#orders.get(message.order);
    if (order === undefined) return book;
    switch (message.type) {
      case "E":
      case "X":
        order.shares -= message.shares;
        if (order.shares === 0) this.#orders.delete(message.order);
        book.change(order.side, order.price, -message.shares);
        return book;
      case "D":
        this.#orders.delete(message.order);
        book.change(order.side, order.price, -order.shares);
        return book;
      case "U": {
        const { side } = order;
        const { price, shares } = message;
        this.#orders.delete(message.order);
        book.change(side, order.price, -order.shares);
        this.#add(message.newOrder, { book, side, price, shares });
        return book;
      }
    }
  }

  #add(id: bigint, order: PlainOrder): void {
    this.#orders.set(id, order);
    order.book.change(order.side, order.price, order.shares);
  }

  #bookOf(locate: number): PlainItchBook {
    let book = this.#books.get(locate);
    if (book === undefined) {
      book = new PlainItchBook();
      this.#books.set(locate, book);
    }
    return book;
  }
}
