/**
 * The byte parser against its slow twin, JSON.parse: what it reads, it reads the same; what the twin
 * refuses, it never accepts.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteParser } from "../../core/venues/binance/byte_parser.ts";
import {
  BinanceEvent,
  EVENT_DEPTH,
  EVENT_IGNORED,
  EVENT_QUOTE,
  EVENT_SNAPSHOT,
  EVENT_TRADE,
} from "../../core/venues/binance/event.ts";
import { JsonParser } from "../../core/venues/binance/json_parser.ts";
import { Lanes } from "../../core/venues/binance/lanes.ts";
import { createRing } from "../../core/ring/layout.ts";
import { RingProducer } from "../../core/ring/producer.ts";
import { MARKET_SLOT_BYTES } from "../../core/base/limits.ts";
import { IngestCounters } from "../../core/venues/ingest_counters.ts";
import { InstrumentRegistry } from "../../core/venues/instruments.ts";
import { MarketWriter } from "../../core/venues/market_writer.ts";
import { ProblemLog } from "../../core/venues/problems.ts";

const SEED = 20_240_809;
const SYMBOL = "BTCUSDT";
const SCALE = { priceDecimals: 2, tickUnits: 1, lotDecimals: 8, lotUnits: 1 };

/** Frames as the venue writes them, one of each shape. */
const FRAMES: readonly (readonly [kind: number, text: string])[] = [
  [
    EVENT_DEPTH,
    '{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT",' +
    '"U":50093239189,"u":50093239202,"b":[["61737.63000000","0.00000000"],["56854.58000000",' +
    '"0.00120000"]],"a":[["61837.64000000","1.54698000"],["100000.00000000","25.42618900"]]}}',
  ],
  [
    EVENT_DEPTH,
    '{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1721347022504,"T":1721347022501,' +
    '"s":"BTCUSDT","U":4984028367545,"u":4984028370730,"pu":4984028367494,"b":[["1000.00",' +
    '"569.567"],["63943.90","46.371"]],"a":[]}}',
  ],
  [
    EVENT_DEPTH,
    '{"e":"depthUpdate","E":1721347022504,"T":1721347022501,"s":"BTCUSDT","ps":"BTCUSD","U":1,' +
    '"u":2,"pu":0,"b":[],"a":[["21474837.00","1"],["99999999.99","2"]]}',
  ],
  [
    EVENT_TRADE,
    '{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,' +
    '"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}',
  ],
  [
    EVENT_TRADE,
    '{"e":"trade","E":1721347202813,"T":1721347202812,"s":"BTCUSDT","t":5182006711,"p":"63960.00",' +
    '"q":"0.310","X":"MARKET","m":false}',
  ],
  [
    EVENT_TRADE,
    '{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1626992741575,"a":16599292,' +
    '"s":"BTCUSDT","p":"1.01","q":"10","f":23961322,"l":23961322,"T":1626992741421,"m":false}}',
  ],
  [
    EVENT_QUOTE,
    '{"stream":"btcusdt@bookTicker","data":{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000",' +
    '"B":"3.78826000","a":"61837.64000000","A":"1.54698000"}}',
  ],
  [
    EVENT_QUOTE,
    '{"e":"bookTicker","u":4984028370881,"s":"BTCUSDT","b":"63943.90","B":"46.371","a":"0.00",' +
    '"A":"0.000","T":1721347022507,"E":1721347022507}',
  ],
  [
    EVENT_SNAPSHOT,
    '{"lastUpdateId":50093239218,"bids":[["61837.63000000","3.78826000"],["61837.62000000",' +
    '"0.61700000"]],"asks":[["61838.63000000","3.78826000"]]}',
  ],
  [
    EVENT_SNAPSHOT,
    '{"lastUpdateId":5123107852948,"E":1723161256501,"T":1723161256493,"bids":[["61800.20",' +
    '"2.909"]],"asks":[]}',
  ],
];

const setup = createParsers();

function createParsers() {
  const ring = createRing({ slotBytes: MARKET_SLOT_BYTES, capacity: 64, followers: 1 });
  const context = {
    epochMillis: 0,
    instruments: new InstrumentRegistry(),
    problems: new ProblemLog(),
    counters: new IngestCounters(new Float64Array(48)),
  };
  const scaleOf = () => ({ scale: SCALE, origin: "inferred" });
  const lanes = new Lanes("spot", context, scaleOf, () => () => {});
  lanes.writer = new MarketWriter(new RingProducer(ring, { gating: [0] }));
  lanes.laneOf(SYMBOL, {});
  const fastEvent = new BinanceEvent();
  const slowEvent = new BinanceEvent();
  return {
    fast: new ByteParser(lanes, fastEvent),
    slow: new JsonParser(lanes, slowEvent),
    fastEvent,
    slowEvent,
  };
}

/** All that an event of its kind says, as a plain object. */
function shown(event: BinanceEvent) {
  const { kind, lane, venueTime, firstId, lastId, previousId, levels } = event;
  const head = { kind, symbol: lane?.symbol };
  switch (kind) {
    case EVENT_DEPTH:
    case EVENT_SNAPSHOT:
      return {
        ...head,
        venueTime,
        firstId,
        lastId,
        previousId,
        bidCount: levels.bidCount,
        farCount: levels.farCount,
        priceTicks: [...levels.priceTicks.subarray(0, levels.count)],
        qtyLots: [...levels.qtyLots.subarray(0, levels.count)],
      };
    case EVENT_TRADE: {
      const { side, priceTicks, qtyLots, tradeId } = event;
      return { ...head, venueTime, side, priceTicks, qtyLots, tradeId };
    }
    case EVENT_QUOTE: {
      const { bidTicks, bidLots, askTicks, askLots } = event;
      return { ...head, venueTime, lastId, bidTicks, bidLots, askTicks, askLots };
    }
    default:
      return head;
  }
}

/** @returns whether the byte parser accepted */
function compare(text: string): boolean {
  // Bytes before and behind the record must not matter: a line lies in the middle of a block.
  const bytes = new TextEncoder().encode(`9"${text}"}]}`);
  const accepted = setup.fast.parse(bytes, 2, bytes.length - 4);
  if (!accepted) return false;
  assert.ok(setup.slow.parse(text), `only the byte parser reads ${text}: ${setup.slow.fault}`);
  assert.deepEqual(shown(setup.fastEvent), shown(setup.slowEvent), text);
  return true;
}

for (const [kind, text] of FRAMES) {
  Deno.test(`ByteParser.parse() reads ${text.slice(0, 60)}… as JSON.parse does`, () => {
    assert.ok(compare(text), "accepted");
    assert.equal(setup.fastEvent.kind, kind);
  });
}

Deno.test("ByteParser.parse() declines what only the general parser can judge", () => {
  const depth = FRAMES[0][1];
  const declined = [
    depth.replace('"U":', '"U" :'),
    depth.replace('"E":1723161255208', '"E":1.723161255208e12'),
    depth.replace("BTCUSDT", "BTC\\u0055SDT"),
    depth.replace("@depth@100ms", "@depth20@100ms"),
    depth.replace("BTCUSDT", "NEWUSDT"),
    depth.replace("61737.63000000", "61737.63500000"),
    depth.replace("61737.63000000", "99999999.00000000"),
    depth.replace('"U":50093239189', '"U":050093239189'),
    depth.replace('"U":50093239189', '"U":9007199254740993'),
    depth.slice(0, -1),
    depth + "}",
    depth.replace('"b":[', '"b":[],"b":['),
    depth.replace('"u":50093239202,', ""),
  ];
  for (const text of declined) assert.equal(compare(text), false, text);
});

Deno.test("JsonParser.parse() reads records in shapes that the venue does not use today", () => {
  const reordered =
    '{ "data" : {"a":[],"b":[["1.50","2",[]]],"u":7,"U":7,"s":"BTCUSDT","e":"depthUpdate",' +
    '"x":{"y":[1]}}, "stream":"btcusdt@depth" }';
  assert.equal(compare(reordered), false);
  assert.ok(setup.slow.parse(reordered));
  assert.equal(setup.slowEvent.kind, EVENT_DEPTH);
  assert.equal(setup.slowEvent.levels.priceTicks[0], 150);
  assert.equal(setup.slowEvent.lastId, 7);
});

Deno.test("JsonParser.parse() passes over partial books and known, unused streams", () => {
  for (const stream of ["btcusdt@depth20@100ms", "btcusdt@kline_1m", "!miniTicker@arr"]) {
    const text = JSON.stringify({ stream, data: { lastUpdateId: 1, bids: [], asks: [] } });
    assert.ok(setup.slow.parse(text));
    assert.equal(setup.slowEvent.kind, EVENT_IGNORED);
    assert.equal(setup.slow.unknown, "");
  }
});

Deno.test(`ByteParser.parse() equals JSON.parse on mutated frames (seed ${SEED})`, () => {
  const characters = [...'0123456789.,:"{}[]-+eE\\ tfabuUsTmp\u00e9\n'];
  const mutation = fc.record({
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    action: fc.constantFrom("replace", "insert", "delete", "repeat", "cut"),
    character: fc.constantFrom(...characters),
    length: fc.integer({ min: 1, max: 12 }),
  });
  let accepted = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...FRAMES),
      fc.array(mutation, { minLength: 0, maxLength: 3 }),
      ([, frame], mutations) => {
        let text = frame;
        for (const { at, action, character, length } of mutations) {
          const i = Math.floor(at * text.length);
          const piece = text.slice(i, i + length);
          if (action === "replace") text = text.slice(0, i) + character + text.slice(i + 1);
          else if (action === "insert") text = text.slice(0, i) + character + text.slice(i);
          else if (action === "delete") text = text.slice(0, i) + text.slice(i + length);
          else if (action === "repeat") text = text.slice(0, i) + piece + text.slice(i);
          else text = text.slice(0, i);
        }
        if (compare(text)) accepted++;
      },
    ),
    { seed: SEED, numRuns: 40_000 },
  );
  assert.ok(accepted > 10_000, `${accepted} frames were accepted: enough to compare`);
});

Deno.test(`ByteParser.parse() reads random depth as JSON.parse does (seed ${SEED})`, () => {
  const decimal = (max: number, digits: number, padded: boolean) =>
    fc.integer({ min: 1, max }).map((value) => {
      const text = (value / 10 ** digits).toFixed(digits);
      return padded ? text.padEnd(text.length + 8 - digits, "0") : text;
    });
  const level = fc.boolean().chain((padded) =>
    fc.tuple(decimal(2_000_000_000, 2, padded), decimal(2 ** 31, padded ? 8 : 3, padded))
  );
  const id = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(
      id,
      id,
      fc.option(id),
      fc.array(level),
      fc.array(level),
      fc.boolean(),
      (U, u, pu, b, a, wrapped) => {
        const chain = pu === null ? {} : { pu };
        const data = { e: "depthUpdate", E: 1_723_161_255_208, s: SYMBOL, U, u, ...chain, b, a };
        const text = JSON.stringify(wrapped ? { stream: "btcusdt@depth@100ms", data } : data);
        assert.ok(compare(text), text);
      },
    ),
    { seed: SEED, numRuns: 2_000 },
  );
});

Deno.test("ByteParser.parse() equals JSON.parse on usual frames with any one character changed", () => {
  for (const frame of [FRAMES[0][1], FRAMES[3][1]]) {
    assert.ok(compare(frame));
    for (let i = 0; i < frame.length; i++) {
      compare(frame.slice(0, i) + frame.slice(i + 1));
      for (const character of 'x07"}, ') {
        compare(frame.slice(0, i) + character + frame.slice(i + 1));
        compare(frame.slice(0, i) + character + frame.slice(i));
      }
    }
  }
});
