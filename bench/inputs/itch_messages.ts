/**
 * ITCH 5.0 messages in their real layout, seeded: orders added, deleted, executed, reduced and
 * replaced about as often as on the exchange, with 64-bit order numbers, in a few stocks. The books
 * are never crossed.
 */
import { Prng } from "../../core/base/prng.ts";
import { BYTES_BY_TYPE, PREFIX_BYTES } from "../../core/venues/itch/itch_format.ts";

export const STOCKS = ["AAPL", "MSFT", "GOOG", "AMZN"] as const;
const OPENING_NANOS = 34_200e9;
const MEAN_GAP_NANOS = 5_000;
const TWO_32 = 0x1_0000_0000;
const FIRST_ORDER = 5 * TWO_32 + 1_000;
const MID_PRICE = 1_500_000;
const CENT = 100;
const DEPTH_CENTS = 60;
/** Below this many orders only new ones come. */
const LEAST_ORDERS = 500;

export interface ItchMessages {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly count: number;
}

interface Order {
  id: number;
  readonly locate: number;
  readonly buys: boolean;
  shares: number;
}

export function makeItchMessages(count: number, seed: number): ItchMessages {
  const prng = new Prng(seed);
  const bytes = new Uint8Array(count * (PREFIX_BYTES + 44));
  const view = new DataView(bytes.buffer);
  const orders: Order[] = [];
  let nanos = OPENING_NANOS;
  let nextId = FIRST_ORDER;
  let at = 0;

  const begin = (type: string, locate: number): number => {
    const size = BYTES_BY_TYPE[type.charCodeAt(0)];
    view.setUint16(at, size);
    const from = at + PREFIX_BYTES;
    bytes[from] = type.charCodeAt(0);
    view.setUint16(from + 1, locate);
    nanos += Math.floor(prng.nextExponential(MEAN_GAP_NANOS));
    view.setUint16(from + 5, Math.floor(nanos / TWO_32));
    view.setUint32(from + 7, nanos % TWO_32);
    at += PREFIX_BYTES + size;
    return from;
  };
  const price = (buys: boolean): number =>
    MID_PRICE + (buys ? -CENT : CENT) * (1 + prng.nextBelow(DEPTH_CENTS));
  const add = (): void => {
    const locate = 1 + prng.nextBelow(STOCKS.length);
    const buys = prng.nextBelow(2) === 0;
    const order = { id: nextId++, locate, buys, shares: 1 + prng.nextBelow(500) };
    orders.push(order);
    const from = begin("A", locate);
    setUint64(view, from + 11, order.id);
    bytes[from + 19] = buys ? 0x42 : 0x53;
    view.setUint32(from + 20, order.shares);
    for (let i = 0; i < 8; i++) {
      bytes[from + 24 + i] = STOCKS[locate - 1].padEnd(8).charCodeAt(i);
    }
    view.setUint32(from + 32, price(buys));
  };
  const reduce = (type: "E" | "X", index: number): void => {
    const order = orders[index];
    if (order.shares < 2) return remove(index);
    const shares = 1 + prng.nextBelow(order.shares - 1);
    const from = begin(type, order.locate);
    setUint64(view, from + 11, order.id);
    view.setUint32(from + 19, shares);
    if (type === "E") setUint64(view, from + 23, nextId);
    order.shares -= shares;
  };
  const remove = (index: number): void => {
    const order = orders[index];
    setUint64(view, begin("D", order.locate) + 11, order.id);
    orders[index] = orders[orders.length - 1];
    orders.pop();
  };
  const replace = (index: number): void => {
    const order = orders[index];
    const from = begin("U", order.locate);
    setUint64(view, from + 11, order.id);
    order.id = nextId++;
    order.shares = 1 + prng.nextBelow(500);
    setUint64(view, from + 19, order.id);
    view.setUint32(from + 27, order.shares);
    view.setUint32(from + 31, price(order.buys));
  };

  for (let i = 0; i < count; i++) {
    const draw = prng.nextBelow(100);
    if (draw < 46 || orders.length < LEAST_ORDERS) {
      add();
      continue;
    }
    const index = prng.nextBelow(orders.length);
    if (draw < 84) remove(index);
    else if (draw < 90) reduce("E", index);
    else if (draw < 93) reduce("X", index);
    else replace(index);
  }
  return { bytes: bytes.slice(0, at), count };
}

function setUint64(view: DataView, at: number, value: number): void {
  view.setUint32(at, Math.floor(value / TWO_32));
  view.setUint32(at + 4, value % TWO_32);
}
