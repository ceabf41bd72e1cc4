/** Session captures: the real ones against their known facts, hand-made ones for what can go wrong. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { FLAG_LAST } from "../../core/wire/market.ts";
import { SIDE_BID } from "../../core/base/units.ts";
import { CaptureLine } from "../../core/venues/captures/capture_line.ts";
import { CaptureSource } from "../../core/venues/captures/capture_source.ts";
import { fitToPrices, listedScale } from "../../core/venues/captures/binance_scales.ts";
import { dataTest } from "../real_data.ts";
import { captureOf, driveCapture, header, http, recv } from "./capture_lines.ts";
import { diff, snapshot, trade } from "./binance_lines.ts";
import { driveSource, type SeenMessage } from "./drive_source.ts";

/** Books of plain Maps by instrument. */
class TwinBooks {
  readonly #sides = new Map<string, Map<number, number>>();

  side(instrumentId: number, side: number): Map<number, number> {
    const key = `${instrumentId}/${side}`;
    return this.#sides.get(key) ?? this.#sides.set(key, new Map()).get(key)!;
  }

  apply(message: SeenMessage): void {
    if (message.kind === "status") {
      this.side(message.instrumentId, 0).clear();
      this.side(message.instrumentId, 1).clear();
    }
    if (message.kind !== "level") return;
    const levels = this.side(message.instrumentId, message.side);
    if (message.qtyLots === 0) levels.delete(message.priceTicks);
    else levels.set(message.priceTicks, message.qtyLots);
  }

  best(instrumentId: number): string {
    const bids = this.side(instrumentId, 0);
    const asks = this.side(instrumentId, 1);
    const bid = [...bids.keys()].reduce((a, b) => Math.max(a, b), -Infinity);
    const ask = [...asks.keys()].reduce((a, b) => Math.min(a, b), Infinity);
    assert.ok(bid < ask, "never crossed");
    return `${bid} ${bids.get(bid)} ${ask} ${asks.get(ask)}`;
  }
}

/** Replays a session and checks each quote with an update id against the book of that id. */
async function replay(path: string) {
  const books = new TwinBooks();
  const bests = new Map<string, string>();
  const everBest = new Set<string>();
  const quotes: (readonly [instrumentId: number, sequence: number, text: string])[] = [];
  const groups: { id: number; exchNanos: number; best: string }[] = [];
  const trades: { id: number; exchNanos: number; side: number; priceTicks: number }[] = [];
  let recvNanos = -Infinity;
  const result = await driveSource(new CaptureSource(path), {
    onMessage(message) {
      assert.ok(message.recvNanos >= recvNanos, "receipt never goes back");
      recvNanos = message.recvNanos;
      books.apply(message);
      const { instrumentId, sequence } = message;
      if (message.kind === "level" && (message.flags & FLAG_LAST) !== 0) {
        const best = books.best(instrumentId);
        bests.set(`${instrumentId}/${sequence}`, best);
        everBest.add(`${instrumentId} ${best}`);
        groups.push({ id: instrumentId, exchNanos: message.exchNanos, best });
      } else if (message.kind === "quote") {
        const { bidTicks, bidLots, askTicks, askLots } = message;
        quotes.push([instrumentId, sequence, `${bidTicks} ${bidLots} ${askTicks} ${askLots}`]);
      } else if (message.kind === "trade") {
        const { side, priceTicks, exchNanos } = message;
        trades.push({ id: instrumentId, exchNanos, side, priceTicks });
      }
    },
  });
  return { result, bests, everBest, quotes, groups, trades };
}

for (
  const [file, expected] of [
    ["BINANCE", { depth: 177, quotes: 84, trades: 2, sameId: 26 }],
    ["BINANCE_FUTURES", { depth: 764, quotes: 613, trades: 91, sameId: 50 }],
  ] as const
) {
  const recordings = [`binance_cryptofeed/${file}.jsonl.zst`];
  dataTest(
    `CaptureSource replays ${file}: books equal the tickers of their id`,
    recordings,
    async ([path]) => {
      const { result, bests, quotes } = await replay(path);
      const { counters } = result;
      assert.deepEqual(result.problems, []);
      assert.equal(counters.appliedDiffs + counters.droppedDiffs, expected.depth);
      assert.deepEqual([counters.gaps, counters.waitingDiffs, counters.snapshots], [0, 0, 4]);
      assert.equal(counters.quotes, expected.quotes);
      assert.equal(counters.trades, expected.trades);
      const same = quotes.filter(([id, sequence]) => bests.has(`${id}/${sequence}`));
      for (const [id, sequence, text] of same) assert.equal(text, bests.get(`${id}/${sequence}`));
      assert.equal(same.length, expected.sameId);
    },
  );
}

dataTest("CaptureSource replays COINBASE: no gap, never crossed, tickers are books that were", [
  "coinbase/COINBASE.jsonl.zst",
], async ([path]) => {
  const { result, everBest, quotes, groups, trades } = await replay(path);
  const { counters } = result;
  assert.deepEqual(result.problems, []);
  assert.deepEqual([counters.snapshots, counters.appliedDiffs, counters.gaps], [2, 773, 0]);
  assert.equal(counters.trades, 79, "279 trades, of which 200 are history");
  assert.equal(counters.slowParses, 0);
  const matched = quotes.filter(([id, , text]) => everBest.has(`${id} ${text}`)).length;
  assert.deepEqual([quotes.length, matched], [160, 153]);
  // Which side of a trade "side" means: a buyer pays the ask that stood before, a seller gets the bid.
  let hits = 0;
  let others = 0;
  for (const { id, exchNanos, side, priceTicks } of trades) {
    const before = groups.findLast((group) => group.id === id && group.exchNanos < exchNanos);
    if (before === undefined) continue;
    const [bid, , ask] = before.best.split(" ").map(Number);
    if (side === SIDE_BID ? priceTicks >= ask : priceTicks <= bid) hits++;
    else others++;
  }
  assert.deepEqual([hits, others], [77, 1]);
});

Deno.test("CaptureSource delivers answers to requests at their time, not at their place", async () => {
  const info = JSON.stringify({
    symbols: [{
      symbol: "BTCUSDT",
      filters: [
        { filterType: "PRICE_FILTER", tickSize: "0.01000000" },
        { filterType: "LOT_SIZE", stepSize: "0.00001000", maxQty: "9000.00000000" },
      ],
    }],
  });
  const result = await driveCapture(captureOf("BINANCE", [
    http(0, "https://api.binance.com/api/v3/exchangeInfo", info),
    http(20, "https://api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=1000", snapshot(10)),
    recv(10, diff(9, 12)),
    recv(15, trade(1)),
    recv(30, diff(13, 13)),
  ]));
  assert.deepEqual(
    result.messages.map(({ kind, recvNanos }) => [kind, recvNanos % 1e9 / 1e6]),
    [
      ["instrument", 10],
      ["trade", 15],
      ["status", 20],
      ["level", 20],
      ["level", 20],
      ["level", 20],
      ["level", 30],
    ],
  );
  assert.deepEqual(result.instruments.list()[0].scale, {
    priceDecimals: 2,
    tickUnits: 1,
    lotDecimals: 8,
    lotUnits: 1,
  });
  assert.deepEqual(result.problems, []);
});

Deno.test("fitToPrices() refines the listed tick when the book holds older, finer orders", () => {
  const listed = listedScale([
    { filterType: "PRICE_FILTER", tickSize: "0.50" },
    { filterType: "LOT_SIZE", stepSize: "1.00000000", maxQty: "9000000.00000000" },
  ]);
  assert.deepEqual(listed, { priceDecimals: 1, tickUnits: 5, lotDecimals: 7, lotUnits: 1 });
  assert.deepEqual(fitToPrices(listed, [["10.5", "1"], ["11.00", "1"]]), listed);
  assert.deepEqual(fitToPrices(listed, [["10.5", "1"], ["11.25", "1"]]), {
    ...listed,
    priceDecimals: 2,
    tickUnits: 1,
  });
  assert.equal(listedScale([{ filterType: "LOT_SIZE" }]), undefined);
});

Deno.test("CaptureLine.parse() unescapes data as JSON.parse does", () => {
  const line = new CaptureLine();
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat({ max: 999_999_999 }), (data, nanos) => {
      const fraction = String(nanos).padStart(9, "0");
      const text = `{"t":"recv","conn":"c","ts":1786309548.${fraction},"data":${
        JSON.stringify(data)
      }}`;
      const bytes = new TextEncoder().encode(text);
      assert.ok(line.parse(bytes, 0, bytes.length));
      assert.equal(line.kind, "recv");
      assert.deepEqual(
        new TextDecoder("utf-8", { ignoreBOM: true }).decode(
          line.payload.subarray(0, line.payloadLength),
        ),
        new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(data)),
      );
      if (/^[ -~]*$/.test(data)) assert.equal(line.nanosSince(1_786_309_547_000), 1e9 + nanos);
    }),
    { seed: 7, numRuns: 2_000 },
  );
});

for (
  const [name, bad, text] of [
    ["a cut line", recv(1, trade(2)).slice(0, -30), /no capture line; it may be cut/],
    ["no JSON", "hello", /no capture line/],
    ["a frame that is no JSON", recv(1, "{oops"), /\{oops is no JSON/],
    ["a line of an unknown type", '{"t":"note","ts":1786309548.1}', /type "note" is not known/],
  ] as const
) {
  Deno.test(`CaptureSource names file and line, and goes on, at ${name}`, async () => {
    const result = await driveCapture(
      captureOf("BINANCE", [recv(0, trade(1)), bad, recv(2, trade(3))]),
    );
    assert.equal(result.counters.trades, 2);
    assert.equal(result.counters.badRecords, 1);
    assert.equal(result.problems[0].where, "made.jsonl line 3");
    assert.match(result.problems[0].text, text);
  });
}

for (
  const [name, text, error] of [
    [
      "another exchange",
      captureOf("BITFINEX", [recv(0, "{}")]),
      /"BITFINEX" is not read; supported are BINANCE, /,
    ],
    ["no header", recv(0, "{}") + "\n", /line 1: is a recv line; it must be the header/],
    ["other text", "hello\n", /line 1: no session capture/],
    ["a header alone", header("BINANCE") + "\n", /holds a header and no records/],
  ] as const
) {
  Deno.test(`CaptureSource.open() refuses a file of ${name} in one line`, async () => {
    await assert.rejects(driveCapture(text), (thrown: Error) => {
      assert.equal(thrown.name, "UserError");
      assert.match(thrown.message, error);
      return true;
    });
  });
}
