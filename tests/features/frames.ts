/**
 * Frames for tests: plain records, written into slots byte by byte as the book stage would, and a
 * seeded generator of sequences that a market, or a hostile feed, might produce.
 */
import { FRAME_FEATURES, FRAME_LEVELS } from "../../core/base/limits.ts";
import { Prng } from "../../core/base/prng.ts";
import { NO_PRICE_TICKS } from "../../core/base/units.ts";
import {
  EVENT_BOOK,
  EVENT_SNAPSHOT,
  EVENT_TRADE,
  F_ASK_LOTS,
  F_ASK_TICKS,
  F_BAR_SECONDS,
  F_BID_LOTS,
  F_BID_TICKS,
  F_BOOK_STAMP,
  F_BUY_LOTS,
  F_BUY_TRADES,
  F_FEATURES,
  F_FIRST_TRADE,
  F_HEAD,
  F_HIGH_TRADE,
  F_INGEST_STAMP,
  F_INSTRUMENT,
  F_LAST_TRADE,
  F_LOW_TRADE,
  F_MASK,
  F_PRICE_UNIT,
  F_QTY_UNIT,
  F_RECV_NANOS,
  F_SELL_LOTS,
  F_SELL_TRADES,
  F_TRADED_TICK_LOTS,
  F_UNSIGNED_LOTS,
  FRAME_DOUBLES,
  packHead,
} from "../../core/wire/frame.ts";

/** One level: price in ticks, quantity in lots. */
export type Level = readonly [ticks: number, lots: number];

export interface TestFrame {
  readonly recvNanos: number;
  /** Best first. */
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly instrumentId?: number;
  readonly snapshot?: boolean;
  /** The frame brings trades only: the book is as it was. */
  readonly tradesOnly?: boolean;
  readonly buyLots?: number;
  readonly sellLots?: number;
  readonly buyTrades?: number;
  readonly sellTrades?: number;
  /** Prices of the trades; without them, buys at the ask and sells at the bid. */
  readonly firstTradeTicks?: number;
  readonly highTradeTicks?: number;
  readonly lowTradeTicks?: number;
  readonly lastTradeTicks?: number;
  readonly unsignedLots?: number;
  readonly tradedTickLots?: number;
  readonly barSeconds?: number;
  readonly priceUnit?: number;
  readonly qtyUnit?: number;
}

/** A feature vector as read back from a slot. */
export interface Vector {
  readonly values: readonly number[];
  readonly valid: readonly boolean[];
}

/** Fills the slot at word index `at`; what features have to write is left dirty on purpose. */
export function writeFrame(
  frame: TestFrame,
  words: Int32Array,
  doubles: Float64Array,
  at = 0,
): void {
  const doubleAt = at / 2;
  doubles.fill(0, doubleAt, doubleAt + FRAME_DOUBLES);
  words.fill(-1, at + F_MASK, at + F_FEATURES);
  words.fill(0x4641_0000, at + F_FEATURES, at + F_FEATURES + FRAME_FEATURES);
  const { bids, asks, buyTrades = 0, sellTrades = 0 } = frame;
  const event = (frame.tradesOnly ? 0 : EVENT_BOOK) |
    (buyTrades + sellTrades > 0 ? EVENT_TRADE : 0) |
    (frame.snapshot ? EVENT_SNAPSHOT : 0);
  words[at + F_HEAD] = packHead(event, bids.length, asks.length);
  words[at + F_INSTRUMENT] = frame.instrumentId ?? 0;
  words[at + F_BUY_TRADES] = buyTrades;
  words[at + F_SELL_TRADES] = sellTrades;
  writeTrades(frame, words, doubles, at);
  doubles[doubleAt + F_RECV_NANOS] = frame.recvNanos;
  doubles[doubleAt + F_INGEST_STAMP] = 100;
  doubles[doubleAt + F_BOOK_STAMP] = 200;
  doubles[doubleAt + F_PRICE_UNIT] = frame.priceUnit ?? 0.01;
  doubles[doubleAt + F_QTY_UNIT] = frame.qtyUnit ?? 1;
  doubles[doubleAt + F_BUY_LOTS] = frame.buyLots ?? 0;
  doubles[doubleAt + F_SELL_LOTS] = frame.sellLots ?? 0;
  for (let i = 0; i < FRAME_LEVELS; i++) {
    words[at + F_BID_TICKS + i] = bids[i]?.[0] ?? NO_PRICE_TICKS;
    words[at + F_ASK_TICKS + i] = asks[i]?.[0] ?? NO_PRICE_TICKS;
    doubles[doubleAt + F_BID_LOTS + i] = bids[i]?.[1] ?? 0;
    doubles[doubleAt + F_ASK_LOTS + i] = asks[i]?.[1] ?? 0;
  }
}

function writeTrades(
  frame: TestFrame,
  words: Int32Array,
  doubles: Float64Array,
  at: number,
): void {
  const { bids, asks, buyTrades = 0, sellTrades = 0, buyLots = 0, sellLots = 0 } = frame;
  const doubleAt = at / 2;
  const ask = asks[0]?.[0] ?? NO_PRICE_TICKS;
  const bid = bids[0]?.[0] ?? NO_PRICE_TICKS;
  const traded = [...buyTrades > 0 ? [ask] : [], ...sellTrades > 0 ? [bid] : []];
  words[at + F_FIRST_TRADE] = frame.firstTradeTicks ?? traded[0] ?? NO_PRICE_TICKS;
  words[at + F_HIGH_TRADE] = frame.highTradeTicks ?? traded[0] ?? NO_PRICE_TICKS;
  words[at + F_LOW_TRADE] = frame.lowTradeTicks ?? traded.at(-1) ?? NO_PRICE_TICKS;
  words[at + F_LAST_TRADE] = frame.lastTradeTicks ?? traded.at(-1) ?? NO_PRICE_TICKS;
  words[at + F_BAR_SECONDS] = frame.barSeconds ?? 0;
  doubles[doubleAt + F_UNSIGNED_LOTS] = frame.unsignedLots ?? 0;
  doubles[doubleAt + F_TRADED_TICK_LOTS] = frame.tradedTickLots ??
    (buyTrades > 0 ? buyLots * ask : 0) + (sellTrades > 0 ? sellLots * bid : 0);
}

/** Reads mask and values of the first `count` features. */
export function readVector(words: Int32Array, at: number, count: number): Vector {
  const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
  return {
    values: Array.from({ length: count }, (_, i) => floats[at + F_FEATURES + i]),
    valid: Array.from(
      { length: count },
      (_, i) => ((words[at + F_MASK + (i >> 5)] >>> (i & 31)) & 1) === 1,
    ),
  };
}

export interface MarketShape {
  readonly seed: number;
  readonly frames: number;
  /** Mean time between frames. */
  readonly meanStepNanos: number;
  /** One-sided and empty books, steps back in time, long silences, snapshots, huge sizes. */
  readonly hostile?: boolean;
  readonly instrumentId?: number;
}

/** A random walk of a book. */
export function randomFrames(shape: MarketShape): TestFrame[] {
  const prng = new Prng(shape.seed);
  const frames: TestFrame[] = [];
  let recvNanos = 34_200e9 + prng.nextBelow(1e9);
  let bestBid = 10_000;
  for (let n = 0; n < shape.frames; n++) {
    recvNanos += Math.round(prng.nextExponential(shape.meanStepNanos));
    if (prng.nextUnit() < 0.3) bestBid += prng.nextBelow(5) - 2;
    const trade = prng.nextUnit() < 0.25;
    const buys = trade ? prng.nextBelow(3) : 0;
    const sells = trade ? prng.nextBelow(3) : 0;
    let frame: TestFrame = {
      recvNanos,
      instrumentId: shape.instrumentId ?? 0,
      bids: randomSide(prng, bestBid, -1),
      asks: randomSide(prng, bestBid + 1 + prng.nextBelow(3), 1),
      buyTrades: buys,
      sellTrades: sells,
      buyLots: buys * (1 + prng.nextBelow(40)),
      sellLots: sells * (1 + prng.nextBelow(40)),
    };
    if (shape.hostile) {
      frame = disturb(frame, prng);
      if (prng.nextUnit() < 0.01) recvNanos += 15e9;
      if (prng.nextUnit() < 0.02) recvNanos -= 2e9;
    }
    frames.push(frame);
  }
  return frames;
}

function randomSide(prng: Prng, bestTicks: number, away: number): Level[] {
  const levels: Level[] = [];
  const count = 1 + prng.nextBelow(FRAME_LEVELS);
  let ticks = bestTicks;
  for (let i = 0; i < count; i++) {
    levels.push([ticks, 1 + prng.nextBelow(500)]);
    ticks += away * (1 + prng.nextBelow(3));
  }
  return levels;
}

function disturb(frame: TestFrame, prng: Prng): TestFrame {
  const luck = prng.nextUnit();
  if (luck < 0.03) return { ...frame, bids: [] };
  if (luck < 0.06) return { ...frame, asks: [] };
  if (luck < 0.07) return { ...frame, bids: [], asks: [] };
  if (luck < 0.09) return { ...frame, snapshot: true };
  if (luck < 0.11) return { ...frame, bids: frame.bids.map(([p]) => [p, 2 ** 40]) };
  if (luck < 0.13) return { ...frame, bids: frame.bids.map(([p]) => [p - 5_000, 3]) };
  if (luck < 0.14) return { ...frame, bids: frame.bids.map(([p]) => [p - 30_000, 3]) };
  return frame;
}
