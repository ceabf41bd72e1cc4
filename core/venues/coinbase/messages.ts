/**
 * Coinbase Advanced Trade messages by way of JSON.parse: trades, tickers, and all depth that the byte
 * parser declines. Throws {@link Unreadable} with what is wrong. Allocates freely.
 */
import { DecimalScanner, NOT_ON_GRID } from "../../base/decimal.ts";
import type { LevelBuffer } from "../level_buffer.ts";
import { IsoTime } from "./iso_time.ts";
import type { CoinbaseLane } from "./lane.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** The message could not be read; the text says why. */
export class Unreadable extends Error {}

const MAX_TICKS = 0x7fff_ffff;
const SHOWN_CHARACTERS = 40;
const encoder = new TextEncoder();

export function parseMessage(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unreadable(`${shown(text)} is no JSON; the line may be cut or damaged`);
  }
  return fieldsOf(value, "a message");
}

export function fieldsOf(value: unknown, noun: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new Unreadable(`${shown(value)} is not ${noun}`);
}

export function listOf(fields: Fields, key: string): readonly Fields[] {
  const list = fields[key];
  if (!Array.isArray(list)) throw new Unreadable(missing(key, list, "an array"));
  return list.map((item) => fieldsOf(item, `an item of ${key}`));
}

export function textOf(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value === "string" && value !== "") return value;
  throw new Unreadable(missing(key, value, "text"));
}

export function wholeNumberOf(fields: Fields, key: string): number {
  const value = fields[key];
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= 0) return number;
  throw new Unreadable(missing(key, value, "a whole number"));
}

/** Nanoseconds since the epoch. */
export function timeOf(fields: Fields, key: string, epochMillis: number): number {
  const text = textOf(fields, key);
  const bytes = encoder.encode(text);
  const time = new IsoTime();
  if (time.parse(bytes, 0, bytes.length)) return time.nanosSince(epochMillis);
  throw new Unreadable(
    `field ${key} is ${shown(text)}; it must be a time like 2026-08-09T21:05:48Z`,
  );
}

/** Ticks of a price above 0. */
export function priceOf(fields: Fields, key: string, lane: CoinbaseLane): number {
  const ticks = decimalOf(fields, key, lane.price, lane);
  if (ticks > 0 && ticks <= MAX_TICKS) return ticks;
  throw new Unreadable(
    `${lane.symbol}: ${key} ${shown(fields[key])} is 0 or too far up for its tick`,
  );
}

export function qtyOf(fields: Fields, key: string, lane: CoinbaseLane): number {
  return decimalOf(fields, key, lane.qty, lane);
}

/** Levels of `updates`: bids first, whatever their order in the message. */
export function readLevels(
  updates: readonly Fields[],
  lane: CoinbaseLane,
  into: LevelBuffer,
): void {
  into.clear();
  for (const side of ["bid", "offer"]) {
    for (const update of updates) {
      if (update.side !== side) continue;
      const ticks = decimalOf(update, "price_level", lane.price, lane);
      const qtyLots = qtyOf(update, "new_quantity", lane);
      if (ticks > MAX_TICKS && side === "offer") into.farCount++;
      else into.push(priceOf(update, "price_level", lane), qtyLots);
    }
    if (side === "bid") into.endBids();
  }
  const odd = updates.find((update) => update.side !== "bid" && update.side !== "offer");
  if (odd !== undefined) throw new Unreadable(missing("side", odd.side, "bid or offer"));
}

function decimalOf(
  fields: Fields,
  key: string,
  scanner: DecimalScanner,
  lane: CoinbaseLane,
): number {
  const text = textOf(fields, key);
  const bytes = encoder.encode(text);
  const value = scanner.scan(bytes, 0, bytes.length);
  if (value >= 0) return value;
  if (value !== NOT_ON_GRID) {
    throw new Unreadable(`${lane.symbol}: ${key} ${shown(text)} is no plain positive decimal`);
  }
  const isPrice = scanner === lane.price;
  const option = isPrice ? "--tick" : "--lot";
  const fitting = (10 ** -(text.split(".")[1]?.length ?? 0)).toFixed(
    text.split(".")[1]?.length ?? 0,
  );
  throw new Unreadable(
    `${lane.symbol} ${key} ${text} does not fit its ${
      isPrice ? "tick" : "lot"
    } (${lane.origin}); ` +
      `give ${option} ${lane.symbol}=${fitting}`,
  );
}

export function missing(key: string, value: unknown, wanted: string): string {
  return value === undefined
    ? `field ${key} is missing; it must be ${wanted}`
    : `field ${key} is ${shown(value)}; it must be ${wanted}`;
}

export function shown(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "nothing";
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
