/**
 * Drives any source to its end through a real ring and hands over every message, decoded into a
 * plain object. For tests only: it allocates freely.
 */
import { createRing } from "../../core/ring/layout.ts";
import { RingFollower } from "../../core/ring/follower.ts";
import { RingProducer } from "../../core/ring/producer.ts";
import { MARKET_SLOT_BYTES, PUBLISH_BATCH } from "../../core/base/limits.ts";
import { Board } from "../../core/telemetry/board.ts";
import { IngestCounters } from "../../core/venues/ingest_counters.ts";
import { InstrumentRegistry } from "../../core/venues/instruments.ts";
import { MarketWriter } from "../../core/venues/market_writer.ts";
import { type Problem, ProblemLog } from "../../core/venues/problems.ts";
import {
  type MarketSource,
  PEEK_END,
  PEEK_INPUT,
  type SourceContext,
} from "../../core/venues/source.ts";
import * as wire from "../../core/wire/market.ts";

const DAY_MILLIS = 86_400_000;
const RING_SLOTS = 4_096;

interface Head {
  readonly flags: number;
  readonly instrumentId: number;
  readonly exchNanos: number;
  readonly recvNanos: number;
  readonly sequence: number;
}

/** A market message as a plain object; `kind` tells which. */
export type SeenMessage =
  & Head
  & (
    | { kind: "level"; side: number; priceTicks: number; qtyLots: number }
    | { kind: "trade"; side: number; priceTicks: number; qtyLots: number; tradeId: number }
    | {
      kind: "order";
      side: number;
      action: number;
      priceTicks: number;
      qtyLots: number;
      orderLow: number;
      orderHigh: number;
      newLow: number;
      newHigh: number;
    }
    | { kind: "quote"; bidTicks: number; askTicks: number; bidLots: number; askLots: number }
    | { kind: "checksum"; levels: number; checksum: number }
    | {
      kind: "bar";
      /** Open, high, low, close. */
      ohlcTicks: readonly number[];
      volumeLots: number;
      seconds: number;
      trades: number;
    }
    | { kind: "status"; status: number; detail: number; value: number }
    | {
      kind: "instrument";
      symbol: string;
      venue: number;
      tickUnits: number;
      lotUnits: number;
      priceDecimals: number;
      lotDecimals: number;
    }
  );

export interface DriveOptions {
  readonly instruments?: InstrumentRegistry;
  readonly onMessage?: (message: SeenMessage) => void;
  /** Called before each record with its time. */
  readonly onRecord?: (headNanos: number) => void;
}

export interface DriveResult {
  readonly epochMillis: number;
  /** All messages in order, unless onMessage took them. */
  readonly messages: readonly SeenMessage[];
  readonly problems: readonly Problem[];
  /** Ingest's counters by name. */
  readonly counters: Record<string, number>;
  readonly instruments: InstrumentRegistry;
  /** State hash of everything that was published. */
  readonly hash: string;
}

/** Opens, drains and closes `source`. */
export async function driveSource(
  source: MarketSource,
  options: DriveOptions = {},
): Promise<DriveResult> {
  const ring = createRing({ slotBytes: MARKET_SLOT_BYTES, capacity: RING_SLOTS, followers: 1 });
  const writer = new MarketWriter(new RingProducer(ring, { gating: [0] }));
  const follower = new RingFollower(ring, { index: 0 });
  const board = new Board().role("ingest");
  const instruments = options.instruments ?? new InstrumentRegistry();
  const problems = new ProblemLog();
  const messages: SeenMessage[] = [];
  const onMessage = options.onMessage ?? ((message) => void messages.push(message));

  const drain = () => {
    do {
      writer.publish(0);
      const count = follower.available();
      for (let i = 0; i < count; i++) onMessage(decodeMessage(follower, follower.at(i)));
      if (count > 0) follower.advance(count);
    } while (writer.flush() > 0);
  };

  try {
    const firstMillis = await source.open();
    const epochMillis = Math.floor(firstMillis / DAY_MILLIS) * DAY_MILLIS;
    const context: SourceContext = {
      epochMillis,
      instruments,
      problems,
      counters: new IngestCounters(board.counters),
    };
    source.start(context);
    for (;;) {
      const outcome = source.peek();
      if (outcome === PEEK_END) break;
      if (outcome === PEEK_INPUT) {
        await source.fill();
        continue;
      }
      options.onRecord?.(source.headNanos);
      source.emit(writer);
      if (writer.room(PUBLISH_BATCH) < PUBLISH_BATCH) drain();
    }
    drain();
    writer.storeHash(board.words, board.hashAt);
    return {
      epochMillis,
      messages,
      problems: problems.list(),
      counters: board.toRecord(),
      instruments,
      hash: board.hash,
    };
  } finally {
    await source.close();
  }
}

export function decodeMessage({ words, doubles }: RingFollower, at: number): SeenMessage {
  const d = at >> 1;
  const head: Head = {
    flags: wire.flagsOf(words[at + wire.AT_KIND]),
    instrumentId: words[at + wire.AT_INSTRUMENT],
    exchNanos: doubles[d + wire.AT_EXCH_NANOS],
    recvNanos: doubles[d + wire.AT_RECV_NANOS],
    sequence: doubles[d + wire.AT_SEQUENCE],
  };
  const side = words[at + wire.AT_SIDE];
  const priceTicks = words[at + wire.AT_PRICE];
  const qtyLots = doubles[d + wire.AT_QTY];
  switch (wire.kindOf(words[at + wire.AT_KIND])) {
    case wire.MESSAGE_LEVEL:
      return { ...head, kind: "level", side, priceTicks, qtyLots };
    case wire.MESSAGE_TRADE:
      return {
        ...head,
        kind: "trade",
        side,
        priceTicks,
        qtyLots,
        tradeId: doubles[d + wire.AT_TRADE_ID],
      };
    case wire.MESSAGE_ORDER:
      return {
        ...head,
        kind: "order",
        side: side & 0xff,
        action: side >> 8,
        priceTicks,
        qtyLots,
        orderLow: words[at + wire.AT_ORDER_LOW],
        orderHigh: words[at + wire.AT_ORDER_HIGH],
        newLow: words[at + wire.AT_NEW_LOW],
        newHigh: words[at + wire.AT_NEW_HIGH],
      };
    case wire.MESSAGE_QUOTE:
      return {
        ...head,
        kind: "quote",
        bidTicks: words[at + wire.AT_BID],
        askTicks: words[at + wire.AT_ASK],
        bidLots: doubles[d + wire.AT_BID_LOTS],
        askLots: doubles[d + wire.AT_ASK_LOTS],
      };
    case wire.MESSAGE_CHECKSUM:
      return {
        ...head,
        kind: "checksum",
        levels: words[at + wire.AT_LEVELS],
        checksum: words[at + wire.AT_CHECKSUM],
      };
    case wire.MESSAGE_BAR:
      return {
        ...head,
        kind: "bar",
        ohlcTicks: [wire.AT_OPEN, wire.AT_HIGH, wire.AT_LOW, wire.AT_CLOSE].map((field) =>
          words[at + field]
        ),
        volumeLots: doubles[d + wire.AT_VOLUME],
        seconds: words[at + wire.AT_BAR_SECONDS],
        trades: words[at + wire.AT_BAR_TRADES],
      };
    case wire.MESSAGE_STATUS:
      return {
        ...head,
        kind: "status",
        status: words[at + wire.AT_STATUS],
        detail: words[at + wire.AT_DETAIL],
        value: doubles[d + wire.AT_VALUE],
      };
    case wire.MESSAGE_INSTRUMENT:
      return { ...head, kind: "instrument", ...decodeInstrument(words, at) };
    default:
      throw new Error(`unknown message kind in word ${words[at]}`);
  }
}

function decodeInstrument(words: Int32Array, at: number) {
  const scales = words[at + wire.AT_SCALES];
  let symbol = "";
  for (let i = 0; i < scales >>> 24; i++) {
    symbol += String.fromCharCode((words[at + wire.AT_SYMBOL + (i >> 2)] >>> (8 * (i & 3))) & 0xff);
  }
  return {
    symbol,
    venue: (scales >>> 16) & 0xff,
    tickUnits: words[at + wire.AT_TICK_UNITS],
    lotUnits: words[at + wire.AT_LOT_UNITS],
    priceDecimals: scales & 0xff,
    lotDecimals: (scales >>> 8) & 0xff,
  };
}
