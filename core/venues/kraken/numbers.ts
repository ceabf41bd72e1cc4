/** Prices and quantities of Kraken's messages, from text onto the pair's grid. Allocates freely. */
import { NOT_ON_GRID } from "../../base/decimal.ts";
import { Unreadable } from "../coinbase/messages.ts";
import type { LevelBuffer } from "../level_buffer.ts";
import type { KrakenLane } from "./lane.ts";
import type { Row } from "./messages.ts";

const MAX_TICKS = 0x7fff_ffff;
const encoder = new TextEncoder();

/** Levels of a message: bids first. @throws Unreadable */
export function readLevels(
  bids: readonly Row[],
  asks: readonly Row[],
  lane: KrakenLane,
  into: LevelBuffer,
): void {
  into.clear();
  for (const [price, qty] of bids) {
    into.push(readNumber(price, lane, true), readNumber(qty, lane, false));
  }
  into.endBids();
  for (const [price, qty] of asks) {
    const ticks = scan(price, lane, true);
    const qtyLots = readNumber(qty, lane, false);
    if (ticks > MAX_TICKS) into.farCount++;
    else into.push(ticks, qtyLots);
  }
}

/** A price above 0 that fits 32 bits, or a quantity. @throws Unreadable */
export function readNumber(text: string, lane: KrakenLane, isPrice: boolean): number {
  const value = scan(text, lane, isPrice);
  if (!isPrice || value <= MAX_TICKS) return value;
  throw new Unreadable(`${lane.symbol}: price ${text} is too far up for its tick`);
}

/** Learns how many digits the venue writes: v1's checksum is over them. */
export function digitsOf(rows: readonly Row[], lane: KrakenLane): void {
  for (const [price, qty] of rows) {
    lane.priceDigits = fractionOf(price);
    lane.qtyDigits = fractionOf(qty);
  }
}

function scan(text: string, lane: KrakenLane, isPrice: boolean): number {
  const bytes = encoder.encode(text);
  const scanner = isPrice ? lane.price : lane.qty;
  const value = scanner.scan(bytes, 0, bytes.length);
  if (value > 0 || (value === 0 && !isPrice)) return value;
  const noun = isPrice ? "price" : "quantity";
  const shown = text.slice(0, 40);
  if (value !== NOT_ON_GRID) {
    throw new Unreadable(`${lane.symbol}: ${noun} ${shown} is no plain decimal above 0`);
  }
  const option = isPrice ? "--tick" : "--lot";
  const fitting = (10 ** -fractionOf(text)).toFixed(fractionOf(text));
  throw new Unreadable(
    `${lane.symbol}: ${noun} ${shown} does not fit its grid (${lane.origin}); ` +
      `give ${option} ${lane.symbol}=${fitting}`,
  );
}

function fractionOf(text: string): number {
  return Math.min(18, (text.split(".")[1] ?? "").length);
}
