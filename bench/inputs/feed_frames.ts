/**
 * What a socket of Binance spot delivers, seeded: of four frames one depth update of four levels a
 * side, two trades and one best quote, with ids that follow each other, as WebSocket frames one behind
 * the other.
 */
import { Prng } from "../../core/base/prng.ts";

const SEED = 21;
const MID_TICKS = 6_180_000;
const LEVELS_A_SIDE = 4;
const FIRST_ID = 50_093_239_189;
const START_MILLIS = 1_723_161_255_208;

export interface FeedFrames {
  readonly bytes: Uint8Array;
  /** Frame i is `bytes[froms[i]..froms[i + 1])`. */
  readonly froms: Float64Array;
}

/** The book before the second frame. */
export function snapshotText(): string {
  const rows = (sign: number) =>
    Array.from({ length: 20 }, (_, i) => [priceText(MID_TICKS + sign * (1 + i)), "1.00000000"]);
  return JSON.stringify({ lastUpdateId: FIRST_ID, bids: rows(-1), asks: rows(1) });
}

/** Frame 0 is a depth update that the snapshot already holds. */
export function makeFeedFrames(count: number): FeedFrames {
  const random = new Prng(SEED);
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const froms = new Float64Array(count + 2);
  let length = 0;
  let updateId = FIRST_ID - 1;
  let tradeId = 3_000_000_000;
  for (let i = 0; i <= count; i++) {
    const E = START_MILLIS + i;
    let text: string;
    if (i % 4 === 0) {
      updateId++;
      const side = (sign: number) =>
        Array.from({ length: LEVELS_A_SIDE }, () => [
          priceText(MID_TICKS + sign * (1 + random.nextBelow(900))),
          qtyText(1 + random.nextBelow(500_000)),
        ]);
      text = JSON.stringify({
        stream: "btcusdt@depth@100ms",
        data: {
          e: "depthUpdate",
          E,
          s: "BTCUSDT",
          U: updateId,
          u: updateId,
          b: side(-1),
          a: side(1),
        },
      });
    } else if (i % 4 === 3) {
      text = JSON.stringify({
        stream: "btcusdt@bookTicker",
        data: {
          u: updateId,
          s: "BTCUSDT",
          b: priceText(MID_TICKS - 1),
          B: qtyText(1 + random.nextBelow(500_000)),
          a: priceText(MID_TICKS + 1),
          A: qtyText(1 + random.nextBelow(500_000)),
        },
      });
    } else {
      text = JSON.stringify({
        stream: "btcusdt@trade",
        data: {
          e: "trade",
          E,
          s: "BTCUSDT",
          t: ++tradeId,
          p: priceText(MID_TICKS + random.nextBelow(3)),
          q: qtyText(1 + random.nextBelow(100_000)),
          T: E,
          m: random.nextBelow(2) === 0,
          M: true,
        },
      });
    }
    const payload = encoder.encode(text);
    const head = payload.length < 126
      ? [0x81, payload.length]
      : [0x81, 126, payload.length >> 8, payload.length & 255];
    parts.push(Uint8Array.from(head), payload);
    froms[i] = length;
    length += head.length + payload.length;
  }
  froms[count + 1] = length;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, froms };
}

function priceText(ticks: number): string {
  return `${(ticks / 100).toFixed(2)}000000`;
}

function qtyText(lots: number): string {
  return `${(lots / 100_000).toFixed(5)}000`;
}
