/**
 * Binance spot frames as the combined stream sends them, seeded: depth updates of twenty bids and
 * twenty asks, and trades. Numbers have the lengths of BTCUSDT's.
 */
import { Prng } from "../../core/base/prng.ts";

export const SYMBOL = "BTCUSDT";
export const PRICE_DECIMALS = 2;
export const LOT_DECIMALS = 5;
const START_TICKS = 6_180_000;
export const LEVELS_A_SIDE = 20;
const START_MILLIS = 1_723_161_255_208;
const FIRST_ID = 50_093_239_189;

/** Frames one behind the other, as text and as bytes. */
export interface Frames {
  readonly texts: readonly string[];
  readonly bytes: Uint8Array;
  /** Frame i lies in bytes[froms[i]..froms[i + 1]). */
  readonly froms: Int32Array;
}

export function makeDepthFrames(count: number, seed: number): Frames {
  const prng = new Prng(seed);
  let lastId = FIRST_ID;
  return pack(count, (i) => {
    const firstId = lastId + 1;
    lastId += 1 + prng.nextBelow(60);
    return wrap("depth@100ms", {
      e: "depthUpdate",
      E: START_MILLIS + i * 100,
      s: SYMBOL,
      U: firstId,
      u: lastId,
      b: makeLevels(prng, -1),
      a: makeLevels(prng, 1),
    });
  });
}

export function makeTradeFrames(count: number, seed: number): Frames {
  const prng = new Prng(seed);
  return pack(count, (i) =>
    wrap("trade", {
      e: "trade",
      E: START_MILLIS + i,
      s: SYMBOL,
      t: 3_735_683_259 + i,
      p: priceText(START_TICKS + prng.nextBelow(2_000)),
      q: qtyText(1 + prng.nextBelow(300_000)),
      T: START_MILLIS + i - 1,
      m: prng.nextBelow(2) === 0,
      M: true,
    }));
}

function makeLevels(prng: Prng, away: number): string[][] {
  return Array.from({ length: LEVELS_A_SIDE }, () => [
    priceText(START_TICKS + away * (1 + prng.nextBelow(20_000))),
    qtyText(prng.nextBelow(3) === 0 ? 0 : 1 + prng.nextBelow(500_000)),
  ]);
}

function priceText(priceTicks: number): string {
  return (priceTicks / 10 ** PRICE_DECIMALS).toFixed(8);
}

function qtyText(qtyLots: number): string {
  return (qtyLots / 10 ** LOT_DECIMALS).toFixed(8);
}

function wrap(stream: string, data: object): string {
  return JSON.stringify({ stream: `${SYMBOL.toLowerCase()}@${stream}`, data });
}

function pack(count: number, make: (index: number) => string): Frames {
  const texts = Array.from({ length: count }, (_, i) => make(i));
  const froms = new Int32Array(count + 1);
  texts.forEach((text, i) => froms[i + 1] = froms[i] + text.length);
  return { texts, bytes: new TextEncoder().encode(texts.join("")), froms };
}
