/** Raw recordings: the real ones against a plain-object twin, and every kind of damage. */
import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip, gzipSync } from "node:zlib";
import { FLAG_LAST, FLAG_SNAPSHOT, VENUE_BINANCE_COINM } from "../../core/wire/market.ts";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { InstrumentRegistry } from "../../core/venues/instruments.ts";
import { RawBinanceSource } from "../../core/venues/binance/raw_source.ts";
import { dataTest } from "../real_data.ts";
import {
  diff,
  drive,
  driveText,
  EPOCH_SECONDS,
  snapshot,
  summary,
  trade,
  withTimes,
  wrap,
} from "./binance_lines.ts";
import { driveSource, type SeenMessage } from "./drive_source.ts";

/** A book of plain Maps, and the best levels after every group. */
class TwinBook {
  readonly #sides = [new Map<number, number>(), new Map<number, number>()];

  apply(message: SeenMessage): void {
    if (message.kind === "status") this.#sides.forEach((side) => side.clear());
    if (message.kind !== "level") return;
    const side = this.#sides[message.side];
    if (message.qtyLots === 0) side.delete(message.priceTicks);
    else side.set(message.priceTicks, message.qtyLots);
  }

  best(): string {
    const [bids, asks] = this.#sides;
    let bid = -Infinity;
    let ask = Infinity;
    for (const price of bids.keys()) if (price > bid) bid = price;
    for (const price of asks.keys()) if (price < ask) ask = price;
    assert.ok(bid < ask, "never crossed");
    return `${bid} ${bids.get(bid)} ${ask} ${asks.get(ask)}`;
  }
}

interface Expected {
  readonly depth: number;
  readonly applied: number;
  readonly trades: number;
  readonly quotes: number;
  readonly priceDecimals: number;
  /** Groups whose update id a quote has, too. */
  readonly sameId: number;
  /** Groups for which a quote with their id or an earlier one exists; how many differ from it. */
  readonly newest: number;
  readonly newestDiffering: number;
}

const CHAINS: readonly (readonly [name: string, files: string[], expected: Expected])[] = [
  ["spot over midnight", ["spot_btcusdt_20240808", "spot_btcusdt_20240809"], {
    depth: 6_495,
    applied: 6_493,
    trades: 19_904,
    quotes: 73_174,
    priceDecimals: 2,
    sameId: 1_072,
    newest: 6_494,
    newestDiffering: 2,
  }],
  ["USD-M over midnight", ["usdm_btcusdt_20240718", "usdm_btcusdt_20240719"], {
    depth: 9_022,
    applied: 9_017,
    trades: 10_701,
    quotes: 52_260,
    priceDecimals: 1,
    sameId: 625,
    newest: 9_018,
    newestDiffering: 0,
  }],
  ["USD-M", ["usdm_btcusdt_20240808"], {
    depth: 6_551,
    applied: 6_547,
    trades: 21_313,
    quotes: 66_089,
    priceDecimals: 1,
    sameId: 629,
    newest: 6_548,
    newestDiffering: 0,
  }],
];

for (const [name, files, expected] of CHAINS) {
  const recordings = files.map((file) => `binance/${file}.gz`);
  dataTest(
    `RawBinanceSource rebuilds the recorded book tickers: ${name}`,
    recordings,
    async (paths) => {
      const book = new TwinBook();
      const groups: { id: number; best: string }[] = [];
      const quotes = new Map<number, string>();
      let recvNanos = -Infinity;
      const result = await driveSource(new RawBinanceSource(paths.toReversed()), {
        onMessage(message) {
          assert.ok(message.recvNanos >= recvNanos, "receipt never goes back");
          recvNanos = message.recvNanos;
          book.apply(message);
          if (message.kind === "quote") {
            const { bidTicks, bidLots, askTicks, askLots } = message;
            quotes.set(message.sequence, `${bidTicks} ${bidLots} ${askTicks} ${askLots}`);
          } else if (message.kind === "level" && (message.flags & FLAG_LAST) !== 0) {
            groups.push({ id: message.sequence, best: book.best() });
          }
        },
      });
      assert.deepEqual(result.problems, []);
      const { counters } = result;
      assert.equal(counters.appliedDiffs, expected.applied);
      assert.equal(counters.appliedDiffs + counters.droppedDiffs, expected.depth);
      assert.equal(counters.trades, expected.trades);
      assert.equal(counters.quotes, expected.quotes);
      assert.equal(counters.records, expected.depth + expected.trades + expected.quotes + 1);
      assert.deepEqual(
        [counters.gaps, counters.badRecords, counters.ignored, counters.waitingDiffs],
        [0, 0, 0, 0],
      );
      assert.equal(counters.snapshots, 1);
      assert.ok(counters.slowParses <= 1, "only the record that opens the lane is read slowly");
      assert.equal(result.instruments.list()[0].scale.priceDecimals, expected.priceDecimals);

      const same = groups.filter(({ id }) => quotes.has(id));
      for (const { id, best } of same) assert.equal(best, quotes.get(id), `update ${id}`);
      assert.equal(same.length, expected.sameId);

      // Binance leaves out book tickers under load, so the newest one before an update proves little.
      const ids = [...quotes.keys()].sort((a, b) => a - b);
      let newest = -1;
      let compared = 0;
      let differing = 0;
      for (const { id, best } of groups) {
        while (newest + 1 < ids.length && ids[newest + 1] <= id) newest++;
        if (newest < 0) continue;
        compared++;
        if (quotes.get(ids[newest]) !== best) differing++;
      }
      assert.equal(compared, expected.newest);
      assert.equal(differing, expected.newestDiffering);
    },
  );
}

dataTest("RawBinanceSource keeps times and trades to the digit", [
  "binance/usdm_btcusdt_20240808.gz",
], async ([path]) => {
  const { messages, epochMillis } = await driveSource(new RawBinanceSource([path]));
  const trades = messages.filter((message) => message.kind === "trade");
  const lines = createInterface({ input: createReadStream(path).pipe(createGunzip()) });
  let i = 0;
  for await (const line of lines) {
    if (!line.includes("@trade")) continue;
    const { data } = JSON.parse(line.slice(20));
    const seen = trades[i++];
    assert.equal(
      BigInt(line.slice(0, 19)) - BigInt(epochMillis) * 1_000_000n,
      BigInt(seen.recvNanos),
    );
    assert.equal(seen.exchNanos, (data.T - epochMillis) * 1e6);
    assert.equal(seen.tradeId, data.t);
    assert.equal(seen.side, data.m ? SIDE_ASK : SIDE_BID);
    assert.equal(seen.priceTicks, Math.round(Number(data.p) * 10));
    assert.equal(seen.qtyLots, Math.round(Number(data.q) * 1_000));
    assert.ok(seen.exchNanos > seen.recvNanos, "the local clock runs behind");
  }
  assert.equal(i, trades.length);
});

Deno.test("RawBinanceSource writes snapshots, levels, trades and quotes with their flags", async () => {
  const result = await drive([
    diff(9, 12),
    snapshot(10),
    wrap("BTCUSDT", "bookTicker", {
      u: 13,
      s: "BTCUSDT",
      b: "0.00",
      B: "0.0",
      a: "101.75",
      A: "1.0",
    }),
    trade(5, "100.50", "BTCUSDT", false),
  ]);
  const [instrument, clear, bid, ask, level, quote, last] = result.messages;
  assert.ok(instrument.kind === "instrument" && instrument.symbol === "BTCUSDT");
  assert.equal(clear.flags, 0);
  assert.equal(bid.flags, FLAG_SNAPSHOT);
  assert.equal(ask.flags, FLAG_SNAPSHOT | FLAG_LAST);
  assert.equal(level.flags, FLAG_LAST);
  assert.equal(clear.exchNanos, 5e6, "a spot snapshot has the time of the update that it joins");
  assert.ok(quote.kind === "quote" && quote.bidTicks === NO_PRICE_TICKS && quote.sequence === 13);
  assert.equal(quote.exchNanos, 5e6, "a spot ticker has the venue time seen last");
  assert.ok(last.kind === "trade" && last.side === SIDE_BID && last.exchNanos === 7e6);
});

/** A good book, then one record, then good records: what is said about the one in line 3. */
async function damaged(record: string) {
  const result = await drive([diff(9, 12), snapshot(10), record, diff(13, 13), trade(1)]);
  return { result, problem: result.problems[0], after: summary(result).slice(4) };
}

const DAMAGES: readonly (readonly [name: string, record: string, text: RegExp])[] = [
  ["a cut line", trade(7).slice(0, -20), /is no JSON; the line may be cut/],
  ["no JSON", "hello", /hello is no JSON/],
  ["another kind of JSON", "[1,2]", /is no Binance record/],
  ["an object of something else", '{"price":1}', /no event type, stream or lastUpdateId/],
  ["a missing field", trade(7).replace('"p":"100.50",', ""), /BTCUSDT: a price is missing/],
  ["a missing id", trade(7).replace('"t":7,', ""), /field t is missing; it must be a whole number/],
  ["a negative price", trade(7, "-1.00"), /price -1\.00 is no plain positive decimal/],
  ["a price of 0", trade(7, "0.00"), /above 0/],
  ["an absurd price", trade(7, "99999999999.00"), /too far up for its tick 0\.01/],
  [
    "a symbol without numbers",
    trade(7, "x", "NEWUSDT"),
    /scale of NEWUSDT is not known.*--tick NEWUSDT=/,
  ],
];

for (const [name, record, text] of DAMAGES) {
  Deno.test(`RawBinanceSource names file and line, and goes on, at ${name}`, async () => {
    const { result, problem, after } = await damaged(record);
    assert.equal(result.counters.badRecords, 1);
    assert.equal(problem.where, "made.txt line 3");
    assert.match(problem.text, text);
    assert.deepEqual(after, ["bid 10050 u13.", "trade."]);
  });
}

Deno.test("RawBinanceSource passes over unknown streams and says so once", async () => {
  const unknown = wrap("BTCUSDT", "telepathy", { x: 1 });
  const result = await drive([
    trade(1),
    unknown,
    unknown,
    wrap("BTCUSDT", "kline_1m", { e: "kline" }),
  ]);
  assert.equal(result.counters.ignored, 3);
  assert.equal(result.counters.badRecords, 0);
  assert.equal(result.problems.length, 1);
  assert.equal(result.problems[0].count, 2);
  assert.match(result.problems[0].text, /stream @telepathy is not known/);
});

Deno.test("RawBinanceSource counts a line without a time as bad", async () => {
  const text = withTimes([trade(1)]) + "12 {}\n" + withTimes([trade(2)]);
  const result = await driveText(text);
  assert.equal(result.counters.trades, 2);
  assert.equal(result.problems[0].where, "made.txt line 2");
});

Deno.test("RawBinanceSource does not attribute a snapshot that two instruments could own", async () => {
  const result = await drive([
    diff(1, 5),
    diff(1, 5, { symbol: "ETHUSDT" }),
    snapshot(3),
  ]);
  assert.equal(result.counters.snapshots, 0);
  assert.match(result.problems[0].text, /snapshot 3 names no symbol/);
});

Deno.test("RawBinanceSource lets only wanted symbols through, and takes given scales", async () => {
  const overrides = new Map([["BTCUSDT", { priceDecimals: 4, tickUnits: 5 }]]);
  const registry = new InstrumentRegistry(new Set(["BTCUSDT"]), overrides);
  const text = withTimes([trade(1), trade(2, "5.00", "ETHUSDT"), trade(3, "5.00", "ETHUSDT")]);
  const result = await driveText(text, {}, registry);
  assert.deepEqual(result.messages.map(({ kind }) => kind), ["instrument", "trade"]);
  assert.ok(result.messages[1].kind === "trade" && result.messages[1].priceTicks === 201_000);
  assert.equal(result.counters.ignored, 2);
});

for (
  const [name, text, error] of [
    ["an empty line", "\n", /no raw recording/],
    ["other text", "a,b,c\n1,2,3\n", /made\.txt line 1: no raw recording; lines must be/],
  ] as const
) {
  Deno.test(`RawBinanceSource.open() refuses a file of ${name} in one line`, async () => {
    await assert.rejects(driveText(text), (thrown: Error) => {
      assert.equal(thrown.name, "UserError");
      assert.match(thrown.message, error);
      return true;
    });
  });
}

Deno.test("RawBinanceSource tells COIN-M from its symbols and pairs", async () => {
  const record = diff(1, 2, { symbol: "BTCUSD_PERP", pu: 0 });
  const result = await drive([record]);
  const first = result.messages[0];
  assert.ok(first.kind === "instrument" && first.venue === VENUE_BINANCE_COINM);
  assert.equal(result.counters.waitingDiffs, 1);
});

Deno.test("RawBinanceSource reports futures depth without pu as bad", async () => {
  const result = await driveText(withTimes([diff(1, 2)]), { market: "usdm" });
  assert.equal(result.counters.badRecords, 1);
  assert.match(result.problems[0].text, /field pu is missing/);
});

Deno.test("RawBinanceSource takes microseconds where the venue sends them", async () => {
  const time = EPOCH_SECONDS * 1_000;
  const result = await drive([trade(1).replaceAll(`${time + 7}`, `${time}000013`.slice(0, 16))]);
  const last = result.messages.at(-1);
  assert.equal(last?.exchNanos, (Number(`${time}000013`.slice(0, 16)) - time * 1_000) * 1_000);
});

Deno.test("RawBinanceSource refuses a price between two inferred ticks and says what to give", async () => {
  const records = Array.from({ length: 300 }, (_, i) => trade(i + 1, `100.${10 + i % 89}`));
  const result = await drive([...records, trade(301, "100.505"), trade(302)]);
  assert.equal(result.counters.trades, 301);
  assert.equal(result.problems[0].where, "made.txt line 301");
  assert.equal(
    result.problems[0].text,
    "BTCUSDT price 100.505 does not fit its tick 0.01 (inferred); give --tick BTCUSDT=0.001",
  );
});

Deno.test("RawBinanceSource opens a gzip file that breaks off, and names it where it ends", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/cut.gz`;
    const packed = gzipSync(withTimes(Array.from({ length: 3_000 }, (_, i) => trade(i + 1))));
    await Deno.writeFile(path, packed.subarray(0, packed.length - 400));
    const source = new RawBinanceSource([path]);
    assert.equal(await source.open(), EPOCH_SECONDS * 1_000);
    await source.close();
    await assert.rejects(driveSource(new RawBinanceSource([path])), /cut\.gz/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
