/** Coinbase messages: hand-made ones through a capture, as they would come from a socket. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { DepthParser } from "../../core/venues/coinbase/depth_parser.ts";
import { IsoTime } from "../../core/venues/coinbase/iso_time.ts";
import { CoinbaseLane } from "../../core/venues/coinbase/lane.ts";
import * as json from "../../core/venues/coinbase/messages.ts";
import { LevelBuffer } from "../../core/venues/level_buffer.ts";
import { SymbolTable } from "../../core/venues/symbol_table.ts";
import { FLAG_LAST, FLAG_TIMED, STATUS_GAP, VENUE_COINBASE } from "../../core/wire/market.ts";
import { captureOf, driveCapture, recv } from "./capture_lines.ts";

const SEED = 20_260_809;
const TIME = "2026-08-09T21:05:48.170326Z";

function depth(sequence: number, type: string, updates: readonly unknown[], product = "BTC-USD") {
  return {
    channel: "l2_data",
    timestamp: "2026-08-09T21:05:48.483587501Z",
    sequence_num: sequence,
    events: [{ type, product_id: product, updates }],
  };
}

function level(side: string, price_level: string, new_quantity: string) {
  return { side, event_time: TIME, price_level, new_quantity };
}

const BOOK = [level("bid", "65083.66", "0.2"), level("offer", "65083.67", "0.3")];

function run(messages: readonly unknown[]) {
  const lines = messages.map((message, i) => recv(i, JSON.stringify(message)));
  return driveCapture(captureOf("COINBASE", lines));
}

Deno.test("IsoTime.nanosSince() is exact for every number of fraction digits", () => {
  const time = new IsoTime();
  const parse = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    return time.parse(bytes, 0, bytes.length);
  };
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4_102_444_800 }),
      fc.integer({ min: 0, max: 999_999_999 }),
      fc.integer({ min: 0, max: 9 }),
      (seconds, nanos, digits) => {
        const iso = new Date(seconds * 1_000).toISOString().slice(0, 19);
        const fraction = String(nanos).padStart(9, "0").slice(0, digits);
        assert.ok(parse(digits === 0 ? `${iso}Z` : `${iso}.${fraction}Z`));
        const epochMillis = seconds * 1_000 - 86_400_000;
        assert.equal(time.nanosSince(epochMillis), 86_400e9 + Number(fraction.padEnd(9, "0")));
      },
    ),
    { seed: SEED },
  );
  for (
    const text of ["", "2026-08-09", `${TIME.slice(0, -1)}`, "2026-13-09T21:05:48Z"]
      .concat(["2026-08-09T21:05:48.Z", "2026-08-09T21:05:48.1234567890Z", "2026-08-09 21:05:48Z"])
  ) assert.equal(parse(text), false, text);
});

Deno.test(`DepthParser.parse() equals JSON.parse on mutated depth (seed ${SEED})`, () => {
  const scale = { priceDecimals: 2, tickUnits: 1, lotDecimals: 8, lotUnits: 1 };
  const instrument = { id: 0, venue: VENUE_COINBASE, symbol: "BTC-USD", scale };
  const lane = new CoinbaseLane(instrument, true, "inferred");
  const lanes = new SymbolTable<CoinbaseLane>();
  lanes.add("BTC-USD", lane);
  const parser = new DepthParser(lanes);
  const twin = new LevelBuffer();
  const far = level("offer", "30000000", "1");
  const frame = JSON.stringify(depth(14, "update", [...BOOK, far]));
  const characters = [...'0123456789.,:"{}[]-eTZ\\ '];
  let accepted = 0;
  fc.assert(
    fc.property(
      fc.nat({ max: frame.length - 1 }),
      fc.constantFrom(...characters),
      fc.constantFrom(0, 1, 2),
      fc.boolean(),
      (at, character, removed, mutate) => {
        const text = mutate ? frame.slice(0, at) + character + frame.slice(at + removed) : frame;
        const bytes = new TextEncoder().encode(text);
        if (!parser.parse(bytes, 0, bytes.length)) return;
        accepted++;
        const message = json.parseMessage(text);
        assert.equal(parser.sequence, json.wholeNumberOf(message, "sequence_num"));
        const [event] = json.listOf(message, "events");
        const updates = json.listOf(event, "updates");
        json.readLevels(updates, lane, twin);
        assert.deepEqual(
          [parser.levels.count, parser.levels.bidCount, parser.levels.farCount],
          [twin.count, twin.bidCount, twin.farCount],
        );
        for (let i = 0; i < twin.count; i++) {
          assert.equal(parser.levels.priceTicks[i], twin.priceTicks[i]);
          assert.equal(parser.levels.qtyLots[i], twin.qtyLots[i]);
        }
        assert.equal(parser.eventTime.nanosSince(0), json.timeOf(updates[0], "event_time", 0));
      },
    ),
    { seed: SEED, numRuns: 10_000 },
  );
  assert.ok(accepted > 5_000, `${accepted} accepted`);
});

Deno.test("CoinbaseDecoder turns trades around: side is the maker's, newest stands first", async () => {
  const one = { product_id: "BTC-USD", price: "65083.67", size: "0.5", time: TIME };
  const trades = [
    { ...one, trade_id: "12", side: "BUY" },
    { ...one, trade_id: "11", side: "SELL" },
  ];
  const message = { channel: "market_trades", timestamp: TIME, sequence_num: 0 };
  const result = await run([
    { ...message, events: [{ type: "snapshot", trades }] },
    { ...message, sequence_num: 1, events: [{ type: "update", trades }] },
  ]);
  const seen = result.messages.filter((item) => item.kind === "trade");
  assert.deepEqual(seen.map(({ tradeId, side }) => [tradeId, side]), [[11, SIDE_BID], [
    12,
    SIDE_ASK,
  ]]);
  assert.equal(result.counters.trades, 2);
  assert.equal(result.counters.ignored, 1, "the trades of a snapshot are history");
});

Deno.test("CoinbaseDecoder flags tickers as comparable by time only", async () => {
  const ticker = {
    product_id: "BTC-USD",
    best_bid: "65083.66",
    best_bid_quantity: "0.2",
    best_ask: "65083.67",
    best_ask_quantity: "0.3",
  };
  const result = await run([{
    channel: "ticker",
    timestamp: TIME,
    sequence_num: 0,
    events: [{ type: "update", tickers: [ticker] }],
  }]);
  const quote = result.messages.at(-1);
  assert.ok(quote?.kind === "quote" && quote.bidTicks !== NO_PRICE_TICKS);
  assert.equal(quote.flags, FLAG_TIMED | FLAG_LAST);
});

Deno.test("a hole in sequence_num makes every book of the connection stale until its snapshot", async () => {
  const other = "ETH-USD";
  const result = await run([
    depth(0, "snapshot", BOOK),
    depth(1, "snapshot", BOOK, other),
    depth(4, "update", [level("bid", "65083.65", "1")]),
    depth(5, "snapshot", BOOK, other),
    depth(6, "update", [level("bid", "65083.65", "1")], other),
  ]);
  const gaps = result.messages.filter((item) =>
    item.kind === "status" && item.status === STATUS_GAP
  );
  assert.deepEqual(gaps.map(({ instrumentId }) => instrumentId), [0, 1]);
  assert.equal(result.counters.gaps, 1);
  assert.equal(result.counters.droppedDiffs, 1, "the first product's update came while stale");
  assert.equal(result.counters.appliedDiffs, 1);
  assert.match(result.problems[0].where, /made\.jsonl line 4/);
  assert.match(result.problems[0].text, /sequence_num 4 comes after 1/);
});

Deno.test("a message that was there before is left out", async () => {
  const update = depth(1, "update", [level("bid", "65083.65", "1")]);
  const result = await run([depth(0, "snapshot", BOOK), update, update]);
  assert.equal(result.counters.appliedDiffs, 1);
  assert.match(result.problems[0].text, /sequence_num 1 comes after 1/);
});

Deno.test("unreadable depth of one product leaves the other product's book alone", async () => {
  const result = await run([
    depth(0, "snapshot", BOOK),
    depth(1, "snapshot", BOOK, "ETH-USD"),
    depth(2, "update", [level("bid", "-5", "1")]),
    depth(3, "update", [level("bid", "65083.65", "1")], "ETH-USD"),
    depth(4, "update", [level("bid", "65083.65", "1")]),
  ]);
  assert.equal(result.counters.badRecords, 1);
  assert.equal(result.counters.appliedDiffs, 1);
  assert.equal(result.counters.droppedDiffs, 1);
  assert.match(result.problems[0].text, /price_level -5 is no plain positive decimal/);
});

Deno.test("depth in another order takes the slow way to the same levels", async () => {
  const result = await run([
    depth(0, "snapshot", BOOK),
    depth(1, "update", [level("offer", "65083.70", "1"), level("bid", "65083.60", "2")]),
  ]);
  const levels = result.messages.filter((item) => item.kind === "level").slice(2);
  assert.deepEqual(levels.map(({ side, priceTicks }) => [side, priceTicks]), [
    [SIDE_BID, 6_508_360],
    [SIDE_ASK, 6_508_370],
  ]);
  assert.equal(result.counters.slowParses, 2);
});
