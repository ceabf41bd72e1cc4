/** Kraken messages, v1 and v2: the venue's own example, hand-made ones, and random books. */
import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { BookSide } from "../../core/venues/kraken/book_side.ts";
import { pairNames } from "../../core/venues/kraken/pair_names.ts";
import { FLAG_REVEALED, STATUS_CLEAR, STATUS_GAP } from "../../core/wire/market.ts";
import { captureOf, driveCapture, http, recv } from "./capture_lines.ts";
import { dataTest } from "../real_data.ts";
import { driveSource } from "./drive_source.ts";
import { CaptureSource } from "../../core/venues/captures/capture_source.ts";

const SEED = 20_261_201;
const PAIRS = JSON.stringify({
  error: [],
  result: { XXBTZUSD: { wsname: "XBT/USD", pair_decimals: 1, lot_decimals: 8 } },
});

/** docs.kraken.com, "Book checksum (v2)": the example and its checksum. */
const EXAMPLE = '{"channel":"book","type":"snapshot","data":[{"symbol":"BTC/USD","bids":[' +
  '{"price":45283.5,"qty":0.10000000},{"price":45283.4,"qty":1.54582015},' +
  '{"price":45282.1,"qty":0.10000000},{"price":45281.0,"qty":0.10000000},' +
  '{"price":45280.3,"qty":1.54592586},{"price":45279.0,"qty":0.07990000},' +
  '{"price":45277.6,"qty":0.03310103},{"price":45277.5,"qty":0.30000000},' +
  '{"price":45277.3,"qty":1.54602737},{"price":45276.6,"qty":0.15445238}],"asks":[' +
  '{"price":45285.2,"qty":0.00100000},{"price":45286.4,"qty":1.54571953},' +
  '{"price":45286.6,"qty":1.54571109},{"price":45289.6,"qty":1.54560911},' +
  '{"price":45290.2,"qty":0.15890660},{"price":45291.8,"qty":1.54553491},' +
  '{"price":45294.7,"qty":0.04454749},{"price":45296.1,"qty":0.35380000},' +
  '{"price":45297.5,"qty":0.09945542},{"price":45299.5,"qty":0.18772827}],' +
  '"checksum":3310070434}]}';

function run(messages: readonly string[]) {
  const lines = messages.map((message, i) => recv(i, message, "KRAKEN.ws.1"));
  return driveCapture(
    captureOf("KRAKEN", [http(0, "https://api.kraken.com/0/public/AssetPairs", PAIRS), ...lines]),
  );
}

function update(levels: string, checksum: number): string {
  return `{"channel":"book","type":"update","data":[{"symbol":"BTC/USD",${levels},` +
    `"checksum":${checksum},"timestamp":"2026-08-09T21:05:49.123456Z"}]}`;
}

Deno.test("KrakenDecoder agrees with the checksum of the venue's own example", async () => {
  const { counters, problems, messages } = await run([EXAMPLE]);
  assert.deepEqual(problems, []);
  assert.deepEqual([counters.checksums, counters.checksumFailures], [1, 0]);
  const [definition, clear, bid] = messages;
  assert.equal(definition.kind === "instrument" && definition.symbol, "BTC/USD");
  assert.equal(clear.kind === "status" && clear.status, STATUS_CLEAR);
  assert.deepEqual(bid.kind === "level" && [bid.side, bid.priceTicks, bid.qtyLots], [
    SIDE_BID,
    452_835,
    10_000_000,
  ]);
  assert.equal(messages.at(-1)!.kind, "checksum");
});

Deno.test("KrakenDecoder makes a book stale whose checksum differs, until its next snapshot", async () => {
  const { counters, problems, messages } = await run([
    EXAMPLE,
    update('"bids":[{"price":45283.5,"qty":0.20000000}],"asks":[]', 1),
    update('"bids":[{"price":45283.5,"qty":0.30000000}],"asks":[]', 2),
    EXAMPLE,
  ]);
  assert.deepEqual(
    [counters.checksumFailures, counters.gaps, counters.droppedDiffs, counters.snapshots],
    [1, 1, 1, 2],
  );
  assert.match(
    problems[0].text,
    /BTC\/USD: the book's checksum is \d+, the venue says 1; the book is/,
  );
  const statuses = messages.flatMap((each) => each.kind === "status" ? [each.status] : []);
  assert.deepEqual(statuses, [STATUS_CLEAR, STATUS_GAP, STATUS_CLEAR]);
});

Deno.test("KrakenDecoder takes the taker's side, ids of v2, and passes history and heartbeats by", async () => {
  const trade = (type: string) =>
    `{"channel":"trade","type":"${type}","data":[{"symbol":"BTC/USD","side":"sell","price":45283.5,` +
    '"qty":0.01000000,"ord_type":"market","trade_id":77,"timestamp":"2026-08-09T21:05:49.5Z"}]}';
  const { counters, messages, problems } = await run([
    '{"channel":"heartbeat"}',
    '{"channel":"status","type":"update","data":[{"system":"online"}]}',
    '{"method":"subscribe","result":{"channel":"book","symbol":"BTC/USD","depth":10},"success":true}',
    trade("snapshot"),
    trade("update"),
    '[1,[["45283.50000","0.02000000","1786309549.250000","b","m",""]],"trade","XBT/USD"]',
  ]);
  assert.deepEqual(problems, []);
  const trades = messages.flatMap((each) => each.kind === "trade" ? [each] : []);
  assert.deepEqual(
    trades.map(({ side, priceTicks, qtyLots, tradeId }) => [side, priceTicks, qtyLots, tradeId]),
    [[SIDE_ASK, 452_835, 1_000_000, 77], [SIDE_BID, 452_835, 2_000_000, 0]],
  );
  assert.equal(trades[1].exchNanos - trades[0].exchNanos, -250e6);
  assert.equal(counters.trades, 2);
});

for (
  const [what, text, complaint] of [
    ["JSON that is cut", '{"channel":"book"', /is no JSON/],
    ["an array without channel", "[1,2]", /channel or pair is missing/],
    [
      "a row without quantity",
      '[1,{"a":[["1.0"]]},"book-10","XBT/USD"]',
      /field a holds \["1.0"\]/,
    ],
    ["an error", '{"error":"Currency pair not supported","success":false}', /pair not supported/],
    ["a price off the grid", update('"bids":[{"price":45283.55,"qty":1}],"asks":[]', 1), /not fit/],
    ["a negative price", update('"bids":[{"price":-5,"qty":1}],"asks":[]', 1), /no plain decimal/],
  ] as const
) {
  Deno.test(`KrakenDecoder names ${what} in one line and goes on`, async () => {
    const { counters, problems } = await run([EXAMPLE, text, EXAMPLE]);
    assert.deepEqual([counters.badRecords, counters.snapshots], [1, 2]);
    assert.match(problems[0].text, complaint);
  });
}

/** A book of plain Maps with the checksum computed from text. */
class TwinBook {
  readonly bids = new Map<number, number>();
  readonly asks = new Map<number, number>();

  apply(isBid: boolean, price: number, qty: number): void {
    const side = isBid ? this.bids : this.asks;
    if (qty === 0) side.delete(price);
    else side.set(price, qty);
  }

  cut(depth: number): void {
    for (const [side, sign] of [[this.bids, -1], [this.asks, 1]] as const) {
      const prices = [...side.keys()].toSorted((a, b) => sign * (a - b));
      for (const price of prices.slice(depth)) side.delete(price);
    }
  }

  checksum(): number {
    const digits = ([[this.asks, 1], [this.bids, -1]] as const).flatMap(([side, sign]) =>
      [...side].toSorted(([a], [b]) => sign * (a - b)).slice(0, 10).map(([price, qty]) =>
        (price / 10).toFixed(5).replace(".", "").replace(/^0+/, "") +
        (qty / 1e8).toFixed(8).replace(".", "").replace(/^0+/, "")
      )
    );
    return crc32(digits.join(""));
  }
}

Deno.test("KrakenDecoder keeps any v1 book like a twin of Maps, levels beyond its depth forgotten", async () => {
  const change = fc.record({
    isBid: fc.boolean(),
    step: fc.integer({ min: 1, max: 25 }),
    qty: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2e8 })),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 60 }), async (changes) => {
      const twin = new TwinBook();
      for (let i = 1; i <= 10; i++) {
        twin.apply(true, 10_000 - i, i * 1e7);
        twin.apply(false, 10_000 + i, i * 1e7);
      }
      const row = (price: number, qty: number) => [
        (price / 10).toFixed(5),
        (qty / 1e8).toFixed(8),
        "1786309549.250000",
      ];
      const rows = (side: Map<number, number>) => [...side].map(([price, qty]) => row(price, qty));
      const book = { as: rows(twin.asks), bs: rows(twin.bids) };
      const messages = [JSON.stringify([1, book, "book-10", "XBT/USD"])];
      for (const { isBid, step, qty } of changes) {
        const price = 10_000 + (isBid ? -step : step);
        twin.apply(isBid, price, qty);
        twin.cut(10);
        const part = { [isBid ? "b" : "a"]: [row(price, qty)], c: String(twin.checksum()) };
        messages.push(JSON.stringify([1, part, "book-10", "XBT/USD"]));
      }
      const { counters, messages: told } = await run(messages);
      assert.equal(counters.checksumFailures, 0);
      assert.equal(counters.checksums, changes.length);
      const levels = {
        [SIDE_BID]: new Map<number, number>(),
        [SIDE_ASK]: new Map<number, number>(),
      };
      for (const each of told) {
        if (each.kind !== "level") continue;
        const side = levels[each.side as 0 | 1];
        if ((each.flags & FLAG_REVEALED) !== 0) assert.equal(each.qtyLots, 0);
        if (each.qtyLots === 0) side.delete(each.priceTicks);
        else side.set(each.priceTicks, each.qtyLots);
      }
      assert.deepEqual(sorted(levels[SIDE_BID]), sorted(twin.bids));
      assert.deepEqual(sorted(levels[SIDE_ASK]), sorted(twin.asks));
    }),
    { seed: SEED, numRuns: 40 },
  );
});

Deno.test("BookSide keeps its levels sorted, whatever is set and removed", () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.nat(3)), { maxLength: 600 }),
      (descending, changes) => {
        const side = new BookSide(descending);
        const twin = new Map<number, number>();
        for (const [price, qty] of changes) {
          side.set(price, qty);
          if (qty === 0) twin.delete(price);
          else twin.set(price, qty);
        }
        const expected = [...twin].toSorted(([a], [b]) => descending ? b - a : a - b);
        const found = Array.from(
          { length: side.count },
          (_, i) => [side.priceTicks[i], side.qtyLots[i]],
        );
        assert.deepEqual(found, expected);
      },
    ),
    { seed: SEED },
  );
});

Deno.test("pairNames() knows the coins that v2 renamed", () => {
  assert.deepEqual(pairNames("XBT/CHF"), ["XBT/CHF", "BTC/CHF"]);
  assert.deepEqual(pairNames("XDG/XBT"), ["XDG/XBT", "DOGE/BTC"]);
  assert.deepEqual(pairNames("ADA/ETH"), ["ADA/ETH"]);
});

dataTest(
  "CaptureSource replays KRAKEN: every checksum matches",
  ["kraken/KRAKEN.jsonl.zst"],
  async ([path]) => {
    const { counters, problems } = await driveSource(new CaptureSource(path));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      [counters.snapshots, counters.appliedDiffs, counters.checksums, counters.checksumFailures],
      [10, 4_269, 4_269, 0],
    );
    assert.equal(counters.trades, 10);
  },
);

function sorted(levels: Map<number, number>): [number, number][] {
  return [...levels].toSorted(([a], [b]) => a - b);
}
