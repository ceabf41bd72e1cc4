/** Frames, books and trades as the API shows them, from held frames. */
import { NO_PRICE_TICKS } from "../../base/units.ts";
import { featureIndex, FEATURES } from "../../features/table.ts";
import {
  askLevelsOf,
  bidLevelsOf,
  EVENT_BAR,
  EVENT_BOOK,
  EVENT_SNAPSHOT,
  EVENT_TRADE,
  eventOf,
  F_ASK_LOTS,
  F_ASK_TICKS,
  F_BID_LOTS,
  F_BID_TICKS,
  F_BOOK_STAMP,
  F_BUY_LOTS,
  F_BUY_TRADES,
  F_CLASSES,
  F_EXCH_NANOS,
  F_FEATURE_STAMP,
  F_FEATURES,
  F_FRAME_SEQUENCE,
  F_HEAD,
  F_INFER_STAMP,
  F_INGEST_STAMP,
  F_LAST_TRADE,
  F_MARKET_SEQUENCE,
  F_MASK,
  F_MODEL_HASH,
  F_PREDICTED_SEQUENCE,
  F_PROBABILITIES,
  F_RECV_NANOS,
  F_SELL_LOTS,
  F_SELL_TRADES,
} from "../../wire/frame.ts";
import type { Book, FeatureVector, Frame, Level, Prediction } from "../contract/market.ts";
import type { InstrumentNames } from "../tap/instrument_names.ts";
import type { HeldFrame } from "../tap/newest_frames.ts";
import { eventTime } from "./time_view.ts";

const EVENTS = [
  [EVENT_BOOK, "book"],
  [EVENT_TRADE, "trade"],
  [EVENT_SNAPSHOT, "snapshot"],
  [EVENT_BAR, "bar"],
] as const;
const MICRO_OFFSET = featureIndex("micro_price_offset_ticks");
const FEATURE_NAMES = FEATURES.map(({ name }) => name);

export function frameView(
  frame: HeldFrame,
  names: InstrumentNames,
  epochMillis: number,
): Frame {
  const { words, doubles, instrumentId: id } = frame;
  const event = eventOf(words[F_HEAD]);
  const bidTicks = words[F_BID_TICKS];
  const askTicks = words[F_ASK_TICKS];
  const bidLots = doubles[F_BID_LOTS];
  const askLots = doubles[F_ASK_LOTS];
  const hasBook = bidTicks !== NO_PRICE_TICKS && askTicks !== NO_PRICE_TICKS;
  const midTicks = (bidTicks + askTicks) / 2;
  const weightedTicks = bidTicks + (askTicks - bidTicks) * bidLots / (bidLots + askLots);
  const qty = (lots: number) => names.qty(id, lots);
  return {
    instrumentId: id,
    symbol: names.symbol(id),
    frameSequence: doubles[F_FRAME_SEQUENCE],
    marketSequence: doubles[F_MARKET_SEQUENCE],
    events: EVENTS.filter(([bit]) => (event & bit) !== 0).map(([, name]) => name),
    exchTime: eventTime(epochMillis, doubles[F_EXCH_NANOS]),
    recvTime: eventTime(epochMillis, doubles[F_RECV_NANOS]),
    bid: names.priceOrNull(id, bidTicks),
    ask: names.priceOrNull(id, askTicks),
    bidTicks: bidTicks === NO_PRICE_TICKS ? null : bidTicks,
    askTicks: askTicks === NO_PRICE_TICKS ? null : askTicks,
    bidQty: qty(bidLots),
    askQty: qty(askLots),
    bidLots,
    askLots,
    mid: hasBook ? names.price(id, midTicks) : null,
    spread: hasBook ? names.price(id, askTicks - bidTicks) : null,
    weightedMid: hasBook && bidLots + askLots > 0 ? names.price(id, weightedTicks) : null,
    microPrice: hasBook && isValid(frame, MICRO_OFFSET)
      ? names.price(id, midTicks + frame.floats[F_FEATURES + MICRO_OFFSET])
      : null,
    lastPrice: names.priceOrNull(id, words[F_LAST_TRADE]),
    buyQty: qty(doubles[F_BUY_LOTS]),
    sellQty: qty(doubles[F_SELL_LOTS]),
    buyTrades: words[F_BUY_TRADES],
    sellTrades: words[F_SELL_TRADES],
    prediction: predictionView(frame),
    latencyNanos: latencyView(doubles),
  };
}

export function bookView(frame: HeldFrame, names: InstrumentNames, epochMillis: number): Book {
  const { words, doubles, instrumentId: id } = frame;
  const levels = (count: number, ticksAt: number, lotsAt: number): Level[] =>
    Array.from({ length: count }, (_, i) => ({
      price: names.price(id, words[ticksAt + i]),
      qty: names.qty(id, doubles[lotsAt + i]),
      ticks: words[ticksAt + i],
      lots: doubles[lotsAt + i],
    }));
  return {
    instrumentId: id,
    symbol: names.symbol(id),
    frameSequence: doubles[F_FRAME_SEQUENCE],
    recvTime: eventTime(epochMillis, doubles[F_RECV_NANOS]),
    bids: levels(bidLevelsOf(words[F_HEAD]), F_BID_TICKS, F_BID_LOTS),
    asks: levels(askLevelsOf(words[F_HEAD]), F_ASK_TICKS, F_ASK_LOTS),
  };
}

export function featuresView(
  frame: HeldFrame,
  names: InstrumentNames,
  epochMillis: number,
): FeatureVector {
  const { floats, doubles, instrumentId } = frame;
  return {
    instrumentId,
    symbol: names.symbol(instrumentId),
    frameSequence: doubles[F_FRAME_SEQUENCE],
    recvTime: eventTime(epochMillis, doubles[F_RECV_NANOS]),
    names: FEATURE_NAMES,
    values: FEATURE_NAMES.map((_, i) => floats[F_FEATURES + i]),
    mask: FEATURE_NAMES.map((_, i) => isValid(frame, i)),
  };
}

export function predictionView({ words, doubles }: HeldFrame): Prediction | null {
  const classes = words[F_CLASSES];
  if (classes === 0) return null;
  return {
    frameSequence: doubles[F_PREDICTED_SEQUENCE],
    modelHash: (words[F_MODEL_HASH] >>> 0).toString(16).padStart(8, "0"),
    probabilities: [...doubles.subarray(F_PROBABILITIES, F_PROBABILITIES + classes)],
  };
}

function latencyView(doubles: Float64Array): Frame["latencyNanos"] {
  const between = (from: number, to: number) => Math.max(0, doubles[to] - doubles[from]);
  return {
    book: between(F_INGEST_STAMP, F_BOOK_STAMP),
    features: between(F_BOOK_STAMP, F_FEATURE_STAMP),
    inference: between(F_FEATURE_STAMP, F_INFER_STAMP),
    total: between(F_INGEST_STAMP, F_INFER_STAMP),
  };
}

function isValid({ words }: HeldFrame, feature: number): boolean {
  return feature >= 0 && ((words[F_MASK + (feature >> 5)] >>> (feature & 31)) & 1) === 1;
}
