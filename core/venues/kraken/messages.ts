/**
 * Kraken's messages, v1 (arrays) and v2 (objects), by way of JSON.parse into one shape. Throws
 * {@link Unreadable} with what is wrong. Allocates freely.
 *
 * ```text
 *   v1  [1360,{"as":[["56218.30000","0.15000000","1618678117.243818"],…],"bs":[…]},"book-1000","XBT/CHF"]
 *       [992,{"b":[["354.15000000","5.00000000","1618678133.365913"]],"c":"2583817756"},"book-1000","XMR/USD"]
 *   v2  {"channel":"book","type":"update","data":[{"symbol":"BTC/USD","bids":[{"price":45283.5,"qty":0.10000000}],…
 * ```
 *
 * v2 writes decimals as numbers; they are put in quotes first, because a float does not keep them all.
 */
import { Unreadable } from "../coinbase/messages.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** A decimal of v2 behind its key. */
const BARE_DECIMAL = /"(price|qty)":\s*(-?\d[\d.eE+-]*)/g;

/** A level or a trade as text: price, quantity, and the rest. */
export type Row = readonly string[];

export interface BookMessage {
  readonly kind: "book";
  readonly symbol: string;
  readonly isSnapshot: boolean;
  readonly bids: readonly Row[];
  readonly asks: readonly Row[];
  /** The venue's checksum after it; undefined = it says none. */
  readonly checksum: number | undefined;
  /** Subscribed levels a side, where the message says so. */
  readonly depth: number | undefined;
  /** v1: digits count as written. */
  readonly isVersion1: boolean;
  /** v2's time of the whole message; v1 gives one a level. */
  readonly timestamp: string | undefined;
}

export interface TradesMessage {
  readonly kind: "trades";
  readonly symbol: string;
  /** Price, quantity, side (b or s), time, id; oldest first. */
  readonly trades: readonly Row[];
}

/** The depth that a v2 subscription was granted. */
export interface DepthMessage {
  readonly kind: "depth";
  readonly symbol: string;
  readonly depth: number;
}

export type KrakenMessage = BookMessage | TradesMessage | DepthMessage;

/**
 * @returns undefined for messages that are of no use; several for v2's, which may tell of several pairs
 * @throws Unreadable
 */
export function readMessages(text: string): readonly KrakenMessage[] | undefined {
  const value = parse(text);
  if (Array.isArray(value)) return readVersion1(value);
  if (typeof value !== "object" || value === null) {
    throw new Unreadable("this is no Kraken message");
  }
  return readObject(value as Fields, text);
}

function readVersion1(items: readonly unknown[]): readonly KrakenMessage[] | undefined {
  const channel = items.at(-2);
  const symbol = items.at(-1);
  if (typeof channel !== "string" || typeof symbol !== "string") {
    throw new Unreadable("this is no Kraken message: channel or pair is missing");
  }
  if (channel === "trade") {
    const trades = rowsOf(items[1], "trades").map(([price, qty, time, side]) =>
      [price, qty, side, time] as Row
    );
    return [{ kind: "trades", symbol, trades }];
  }
  if (!channel.startsWith("book-")) return undefined;
  const parts = items.slice(1, -2).map((part) => fieldsOf(part, "a part of the book"));
  const isSnapshot = parts.some((part) => "as" in part || "bs" in part);
  const [bidKey, askKey] = isSnapshot ? ["bs", "as"] : ["b", "a"];
  const checksum = parts.find((part) => "c" in part)?.c;
  return [{
    kind: "book",
    symbol,
    isSnapshot,
    bids: parts.flatMap((part) => part[bidKey] === undefined ? [] : rowsOf(part[bidKey], bidKey)),
    asks: parts.flatMap((part) => part[askKey] === undefined ? [] : rowsOf(part[askKey], askKey)),
    checksum: checksum === undefined ? undefined : wholeNumberOf(checksum, "c"),
    depth: wholeNumberOf(channel.slice("book-".length), "the channel's depth"),
    isVersion1: true,
    timestamp: undefined,
  }];
}

function readObject(message: Fields, text: string): readonly KrakenMessage[] | undefined {
  const failed = message.success === false || message.status === "error";
  if (failed) {
    const said = message.error ?? message.errorMessage ?? "no reason";
    throw new Unreadable(`the venue reports an error: ${String(said).slice(0, 80)}`);
  }
  if (message.method === "subscribe") return readGranted(message.result);
  const isUpdate = message.type === "update";
  if (message.channel === "book") {
    const quoted = parse(text.replaceAll(BARE_DECIMAL, '"$1":"$2"')) as Fields;
    return listOf(quoted, "data").map((data): BookMessage => ({
      kind: "book",
      symbol: textOf(data, "symbol"),
      isSnapshot: !isUpdate,
      bids: levelsOf(data, "bids"),
      asks: levelsOf(data, "asks"),
      checksum: data.checksum === undefined ? undefined : wholeNumberOf(data.checksum, "checksum"),
      depth: undefined,
      isVersion1: false,
      timestamp: typeof data.timestamp === "string" ? data.timestamp : undefined,
    }));
  }
  // A snapshot of trades is history.
  if (message.channel !== "trade" || !isUpdate) return undefined;
  const quoted = parse(text.replaceAll(BARE_DECIMAL, '"$1":"$2"')) as Fields;
  return listOf(quoted, "data").map((data): TradesMessage => ({
    kind: "trades",
    symbol: textOf(data, "symbol"),
    trades: [[
      textOf(data, "price"),
      textOf(data, "qty"),
      textOf(data, "side").slice(0, 1),
      textOf(data, "timestamp"),
      String(wholeNumberOf(data.trade_id, "trade_id")),
    ]],
  }));
}

function readGranted(result: unknown): readonly KrakenMessage[] | undefined {
  const { channel, symbol, depth } = (result ?? {}) as Fields;
  if (channel !== "book" || typeof symbol !== "string") return undefined;
  return [{ kind: "depth", symbol, depth: wholeNumberOf(depth, "depth") }];
}

function levelsOf(data: Fields, key: string): Row[] {
  if (data[key] === undefined) return [];
  return listOf(data, key).map((level) => [textOf(level, "price"), textOf(level, "qty")]);
}

function rowsOf(value: unknown, key: string): Row[] {
  if (!Array.isArray(value)) throw new Unreadable(`field ${key} must be an array of rows`);
  return value.map((row: unknown) => {
    const isRow = Array.isArray(row) && row.length >= 3 &&
      row.every((item) => typeof item === "string");
    if (isRow) return row as string[];
    throw new Unreadable(`field ${key} holds ${String(JSON.stringify(row)).slice(0, 40)}, no row`);
  });
}

function listOf(fields: Fields, key: string): Fields[] {
  const list = fields[key];
  if (!Array.isArray(list)) throw new Unreadable(`field ${key} must be an array`);
  return list.map((item) => fieldsOf(item, `an item of ${key}`));
}

function fieldsOf(value: unknown, noun: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new Unreadable(`${String(JSON.stringify(value)).slice(0, 40)} is not ${noun}`);
}

function textOf(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value === "string" && value !== "") return value;
  throw new Unreadable(
    `field ${key} is ${String(JSON.stringify(value)).slice(0, 40)}; it must be text`,
  );
}

function wholeNumberOf(value: unknown, key: string): number {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= 0) return number;
  throw new Unreadable(`field ${key} must be a whole number`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable(`${text.slice(0, 40)} is no JSON; the message may be cut or damaged`);
  }
}
