/** Binance frames: from bytes to ticks and lots. */
import { MARKET_SLOT_BYTES } from "../core/base/limits.ts";
import { createRing } from "../core/ring/layout.ts";
import { RingProducer } from "../core/ring/producer.ts";
import { Board } from "../core/telemetry/board.ts";
import { ByteParser } from "../core/venues/binance/byte_parser.ts";
import { BinanceEvent, EVENT_DEPTH, EVENT_TRADE } from "../core/venues/binance/event.ts";
import { Lanes } from "../core/venues/binance/lanes.ts";
import { IngestCounters } from "../core/venues/ingest_counters.ts";
import { InstrumentRegistry } from "../core/venues/instruments.ts";
import { MarketWriter } from "../core/venues/market_writer.ts";
import { ProblemLog } from "../core/venues/problems.ts";
import { readDepthText, readTradeText } from "./baselines/json_frames.ts";
import { type Bench, type Comparison, type Contender, opsFor } from "./harness.ts";
import {
  type Frames,
  LEVELS_A_SIDE,
  LOT_DECIMALS,
  makeDepthFrames,
  makeTradeFrames,
  PRICE_DECIMALS,
  SYMBOL,
} from "./inputs/binance_frames.ts";

const SEED = 4;
/** Of a frame, both sides. */
const LEVELS = 2 * LEVELS_A_SIDE;
const FROM_BYTES = "decode + JSON.parse + Number";
const FROM_TEXT = "JSON.parse + Number";

export const BINANCE_BENCH: Bench = {
  name: "binance",
  prepare(size) {
    const depth = makeDepthFrames(opsFor(size, 5_000, 10), SEED);
    const trades = makeTradeFrames(opsFor(size, 50_000, 10), SEED);
    const how = `as the combined stream sends them, BTCUSDT spot, seed ${SEED}`;
    return {
      matches: [
        {
          unit: "frames",
          contenders: [depthFromBytes(depth), ...plain(depth, readDepthText)],
          comparisons: compared("Binance depth frame, 20 + 20 levels", 10, `depth updates ${how}`),
        },
        {
          unit: "frames",
          contenders: [tradesFromBytes(trades), ...plain(trades, readTradeText)],
          comparisons: compared("Binance trade frame", 5, `trades ${how}`),
        },
      ],
    };
  },
};

/** Against a program that has the same bytes, and against one that is given strings for nothing. */
function compared(name: string, targetRatio: number, workload: string): Comparison[] {
  const ours = "millrace";
  return [
    {
      name,
      ours,
      baseline: FROM_BYTES,
      targetRatio,
      workload: `${workload}; bytes to ticks and lots, the baseline by way of TextDecoder`,
    },
    {
      name: `${name}, text at hand`,
      ours,
      baseline: FROM_TEXT,
      workload: `${workload}; ours from bytes, the baseline from a string that is there already`,
    },
  ];
}

/** Reads all levels; one a frame, another every time, goes into the sum. */
function depthFromBytes({ bytes, froms }: Frames): Contender {
  const event = new BinanceEvent();
  const parser = new ByteParser(openLanes(), event);
  const count = froms.length - 1;
  return {
    name: "millrace",
    ops: count,
    run() {
      let sum = 0;
      for (let i = 0; i < count; i++) {
        const read = parser.parse(bytes, froms[i], froms[i + 1]);
        if (!read || event.kind !== EVENT_DEPTH) throw new Error("a depth frame was declined");
        const { priceTicks, qtyLots, count: levels } = event.levels;
        if (levels !== LEVELS) throw new Error("levels are missing");
        sum += priceTicks[i % LEVELS] + qtyLots[i % LEVELS];
      }
      return sum;
    },
  };
}

function tradesFromBytes({ bytes, froms }: Frames): Contender {
  const event = new BinanceEvent();
  const parser = new ByteParser(openLanes(), event);
  const count = froms.length - 1;
  return {
    name: "millrace",
    ops: count,
    run() {
      let sum = 0;
      for (let i = 0; i < count; i++) {
        const read = parser.parse(bytes, froms[i], froms[i + 1]);
        if (!read || event.kind !== EVENT_TRADE) throw new Error("a trade frame was declined");
        sum += event.priceTicks + event.qtyLots + event.tradeId + event.side;
      }
      return sum;
    },
  };
}

function plain(
  { texts, bytes, froms }: Frames,
  read: (text: string, level: number) => number,
): Contender[] {
  const decoder = new TextDecoder();
  return [
    {
      name: FROM_BYTES,
      ops: texts.length,
      run() {
        let sum = 0;
        for (let i = 0; i < texts.length; i++) {
          sum += read(decoder.decode(bytes.subarray(froms[i], froms[i + 1])), i % LEVELS);
        }
        return sum;
      },
    },
    {
      name: FROM_TEXT,
      ops: texts.length,
      run() {
        let sum = 0;
        for (let i = 0; i < texts.length; i++) sum += read(texts[i], i % LEVELS);
        return sum;
      },
    },
  ];
}

/** The one lane that the frames belong to, opened as the source opens it. */
function openLanes(): Lanes {
  const context = {
    epochMillis: 0,
    instruments: new InstrumentRegistry(),
    problems: new ProblemLog(),
    counters: new IngestCounters(new Board().role("ingest").counters),
  };
  const scale = {
    priceDecimals: PRICE_DECIMALS,
    tickUnits: 1,
    lotDecimals: LOT_DECIMALS,
    lotUnits: 1,
  };
  const lanes = new Lanes("spot", context, () => ({ scale, origin: "given" }), () => () => {});
  const ring = createRing({ slotBytes: MARKET_SLOT_BYTES, capacity: 16, followers: 1 });
  lanes.writer = new MarketWriter(new RingProducer(ring, { gating: [0] }));
  lanes.laneOf(SYMBOL, {});
  return lanes;
}
