/**
 * ITCH the straightforward way: a DataView, BigInt for what has 64 bits, an object a message, Maps
 * for orders and levels.
 */

const TWO_BYTE_LENGTH = 2;
const stockText = new TextDecoder();

export type PlainItchMessage =
  & { readonly locate: number; readonly nanos: bigint; readonly order: bigint }
  & (
    | { readonly type: "A"; side: "B" | "S"; shares: number; stock: string; price: number }
    | { readonly type: "E" | "X"; shares: number }
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
  readonly locate: number;
  readonly side: "B" | "S";
  readonly price: number;
  shares: number;
}

/** Books of several stocks: orders by number, and shares by stock, side and price. */
export class PlainItchBooks {
  readonly #orders = new Map<bigint, PlainOrder>();
  readonly #levels = new Map<number, { B: Map<number, number>; S: Map<number, number> }>();

  /** @returns shares at the price where something changed last */
  apply(message: PlainItchMessage): number {
    if (message.type === "A") {
      const { locate, side, price, shares } = message;
      return this.#add(message.order, { locate, side, price, shares });
    }
    const order = this.#orders.get(message.order);
    if (order === undefined) return 0;
    switch (message.type) {
      case "E":
      case "X":
        order.shares -= message.shares;
        if (order.shares === 0) this.#orders.delete(message.order);
        return this.#change(order, -message.shares);
      case "D":
        this.#orders.delete(message.order);
        return this.#change(order, -order.shares);
      case "U":
        this.#orders.delete(message.order);
        this.#change(order, -order.shares);
        return this.#add(message.newOrder, {
          locate: order.locate,
          side: order.side,
          price: message.price,
          shares: message.shares,
        });
    }
  }

  #add(id: bigint, order: PlainOrder): number {
    this.#orders.set(id, order);
    return this.#change(order, order.shares);
  }

  #change({ locate, side, price }: PlainOrder, delta: number): number {
    let book = this.#levels.get(locate);
    if (book === undefined) {
      book = { B: new Map(), S: new Map() };
      this.#levels.set(locate, book);
    }
    const levels = book[side];
    const shares = (levels.get(price) ?? 0) + delta;
    if (shares > 0) levels.set(price, shares);
    else levels.delete(price);
    return shares;
  }
}
