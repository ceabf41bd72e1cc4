/** How bar files of every shape become bars: order, labels, scale, chains. */
import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { FLAG_LAST, VENUE_BARS } from "../../../core/wire/market.ts";
import { flatRows, HEADER, readBars } from "./bar_fixture.ts";

const THREE = `${HEADER}
2024-01-02 10:00:00,10.00,10.50,9.50,10.25,100
2024-01-02 10:01:00,10.25,10.75,10.25,10.5,200
2024-01-02 10:02:00,10.5,10.5,10,10,300
`;
const THREE_BARS = [
  "2024-01-02T10:01:00 1000 1050 950 1025 v100",
  "2024-01-02T10:02:00 1025 1075 1025 1050 v200",
  "2024-01-02T10:03:00 1050 1050 1000 1000 v300",
];

Deno.test("BarsSource sends a bar when it ends, with ticks and lots as fine as the file", async () => {
  const { bars, problems, result } = await readBars({ "ABC_1min.csv": THREE });
  deepStrictEqual(bars, THREE_BARS);
  deepStrictEqual(problems, []);
  const [definition, first] = result.messages;
  deepStrictEqual(
    definition.kind === "instrument" && [definition.symbol, definition.venue],
    ["ABC", VENUE_BARS],
  );
  deepStrictEqual(
    first.kind === "bar" && [first.flags, first.seconds, first.trades, first.exchNanos],
    [FLAG_LAST, 60, 0, first.recvNanos],
  );
  const { records, bars: counted, badRecords, messages: _ } = result.counters;
  deepStrictEqual([records, counted, badRecords], [3, 3, 0]);
  deepStrictEqual(result.instruments.list()[0].scale, {
    priceDecimals: 2,
    tickUnits: 1,
    lotDecimals: 0,
    lotUnits: 1,
  });
});

Deno.test("BarsSource turns a file round whose newest row comes first", async () => {
  const [header, ...rows] = THREE.trimEnd().split("\n");
  const text = [header, ...rows.toReversed()].join("\r\n");
  const { bars, problems } = await readBars({ "ABC_1min.csv": text });
  deepStrictEqual(bars, THREE_BARS);
  deepStrictEqual(problems, []);
});

Deno.test("BarsSource puts rows in order when they have none, and says so", async () => {
  const [header, ...rows] = THREE.trimEnd().split("\n");
  const text = [header, rows[1], rows[0], rows[2]].join("\n");
  const { bars, problems } = await readBars({ "ABC_1min.csv": text });
  deepStrictEqual(bars, THREE_BARS);
  deepStrictEqual(problems, [
    "ABC_1min.csv: rows are neither oldest nor newest first: put in order of time",
  ]);
});

Deno.test("BarsSource puts a single row that goes back in time where it belongs", async () => {
  const rows = flatRows([
    ["2024-01-02 10:00:00", 10],
    ["2024-01-02 10:01:00", 11],
    ["2024-01-02 10:03:00", 13],
    ["2024-01-02 10:02:00", 12],
    ["2024-01-02 10:04:00", 14],
  ]);
  const { bars, problems } = await readBars({ "ABC_1m.csv": `${HEADER}\n${rows}` });
  deepStrictEqual(bars.map((bar) => bar.split(" ")[1]), ["10", "11", "12", "13", "14"]);
  strictEqual(problems.length, 1);
});

Deno.test("BarsSource reads headers in any order and case, and the close that traded", async () => {
  const text = `Date;Volume;Adj Close;Close;Low;High;Open;Extra
2024-01-02;5;1.5;3;2;4;2.5;x
2024-01-03;6;1.6;3.5;3;4;3;y
`;
  const { bars } = await readBars({ "ABC_1d.csv": text });
  deepStrictEqual(bars, [
    "2024-01-03T00:00:00 25 40 20 30 v5",
    "2024-01-04T00:00:00 30 40 30 35 v6",
  ]);
});

Deno.test("BarsSource reads what exchanges dump without header", async () => {
  const binance = "1704189600000,10.0,10.5,9.5,10.2,1.5,1704189659999,15.3,7,0.5,5.1,0\n" +
    "1704189660000,10.2,10.5,10.1,10.3,2.25,1704189719999,23.1,9,0.5,5.1,0\n";
  const micros = binance.replaceAll(/(^|\n)(\d{13}),/g, "$1$2000,");
  const kraken = "1704189600,10.0,10.5,9.5,10.2,1.5,7\n1704189660,10.2,10.5,10.1,10.3,2.25,9\n";
  const expected = [
    "2024-01-02T10:01:00 100 105 95 102 v150",
    "2024-01-02T10:02:00 102 105 101 103 v225",
  ];
  for (const text of [binance, micros, kraken]) {
    const { bars, problems, result } = await readBars({ "XYZ-1m-2024-01.csv": text });
    deepStrictEqual(bars, expected);
    deepStrictEqual(problems, []);
    deepStrictEqual(
      result.messages.flatMap((message) => message.kind === "bar" ? [message.trades] : []),
      [7, 9],
    );
  }
});

Deno.test("BarsSource reads date and time of day in two columns, and yfinance's header of three lines", async () => {
  const two = `<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>
2024.01.02\t10:00:00\t10\t11\t9\t10\t5
2024.01.02\t10:01:00\t10\t11\t9\t10\t6
`;
  const three = `Price,Close,High,Low,Open,Volume
Ticker,ABC,ABC,ABC,ABC,ABC
Datetime,,,,,
2024-01-02 10:00:00+00:00,10,11,9,10,5
2024-01-02 10:01:00+00:00,10,11,9,10,6
`;
  for (const text of [two, three]) {
    const { bars, problems } = await readBars({ "ABC_1m.csv": text });
    deepStrictEqual(bars, [
      "2024-01-02T10:01:00 10 11 9 10 v5",
      "2024-01-02T10:02:00 10 11 9 10 v6",
    ]);
    deepStrictEqual(problems, []);
  }
});

Deno.test("BarsSource takes labels for ends where days end on the quarter and begin behind it", async () => {
  const ended = flatRows([
    ["2024-01-02 09:31:00", 10],
    ["2024-01-02 09:32:00", 11],
    ["2024-01-02 09:33:00", 12],
    ["2024-01-02 16:00:00", 13],
    ["2024-01-03 09:31:00", 14],
    ["2024-01-03 09:32:00", 15],
    ["2024-01-03 16:00:00", 16],
  ]);
  const { bars, problems } = await readBars({ "ABC.csv": `${HEADER}\n${ended}` });
  strictEqual(bars[0].split(" ")[0], "2024-01-02T09:31:00");
  strictEqual(bars.at(-1)?.split(" ")[0], "2024-01-03T16:00:00");
  strictEqual(problems[0].startsWith("ABC.csv: rows are taken for labelled by the end"), true);
  const started = ended.replaceAll(":31:", ":30:").replaceAll("16:00", "15:59");
  const first = await readBars({ "ABC_1m.csv": `${HEADER}\n${started}` });
  strictEqual(first.bars[0].split(" ")[0], "2024-01-02T09:31:00");
  strictEqual(first.bars.at(-1)?.split(" ")[0], "2024-01-03T16:00:00");
  strictEqual(first.problems.some((problem) => problem.includes("labelled")), false);
});

Deno.test("BarsSource does as --bar-label says", async () => {
  const ends = await readBars({ "ABC_1min.csv": THREE }, { label: "end" });
  strictEqual(ends.bars[0].split(" ")[0], "2024-01-02T10:00:00");
  const starts = await readBars({ "ABC_1min.csv": THREE }, { label: "start" });
  deepStrictEqual(starts.bars, THREE_BARS);
});

Deno.test("BarsSource reads wall clocks in the zone given, and in UTC with a note", async () => {
  const rows = flatRows([["2024-03-08 16:00", 10], ["2024-03-11 16:00", 11], [
    "2024-03-12 16:00",
    12,
  ]]);
  const text = `${HEADER}\n${rows}`;
  const { bars, problems } = await readBars({ "ABC_1d.csv": text }, { zone: "America/New_York" });
  deepStrictEqual(
    bars.map((bar) => bar.split(" ")[0]),
    // Summer time began on the 10th.
    ["2024-03-09T21:00:00", "2024-03-12T20:00:00", "2024-03-13T20:00:00"],
  );
  deepStrictEqual(problems, []);
  const silent = await readBars({ "ABC_1d.csv": text }, { zone: undefined });
  strictEqual(silent.bars[0].split(" ")[0], "2024-03-09T16:00:00");
  deepStrictEqual(silent.problems, [
    "ABC_1d.csv: times without zone are read as UTC; --bar-zone America/New_York says otherwise",
  ]);
  const zoned = await readBars({ "ABC_1d.csv": text.replaceAll(":00,", ":00-05:00,") }, {
    zone: undefined,
  });
  strictEqual(zoned.bars[0].split(" ")[0], "2024-03-09T21:00:00");
  deepStrictEqual(zoned.problems, []);
});

Deno.test("BarsSource takes the length from the name, else the most frequent step", async () => {
  const rows = flatRows([
    ["2024-01-02 10:00:00", 10],
    ["2024-01-02 10:05:00", 11],
    ["2024-01-02 10:10:00", 12],
    ["2024-01-02 10:11:00", 13],
    ["2024-01-02 10:15:00", 14],
    ["2024-01-02 10:20:00", 15],
  ]);
  const text = `${HEADER}\n${rows}`;
  const seconds = async (name: string) => {
    const { result } = await readBars({ [name]: text });
    return new Set(result.messages.flatMap((m) => m.kind === "bar" ? [m.seconds] : []));
  };
  deepStrictEqual(await seconds("ABC.csv"), new Set([300]));
  deepStrictEqual(await seconds("ABC_1min.csv"), new Set([60]));
  deepStrictEqual(await seconds("ABC_1h.csv"), new Set([300]));
});

Deno.test("BarsSource joins files of one symbol, and puts files that overlap in order", async () => {
  const day = (rows: readonly (readonly [string, number])[]) => `${HEADER}\n${flatRows(rows)}`;
  const early = day([["2024-01-02 10:00:00", 10], ["2024-01-02 10:01:00", 11]]);
  const late = day([["2024-01-02 10:02:00", 12.5], ["2024-01-02 10:03:00", 13]]);
  const over = day([["2024-01-02 10:01:00", 11], ["2024-01-02 10:02:00", 12.5]]);
  const expected = ["100", "110", "125", "130"];
  const closes = (bars: readonly string[]) => bars.map((bar) => bar.split(" ")[4]);
  const chain = await readBars({ "ABC-1m-2024-02.csv": late, "ABC-1m-2024-01.csv": early });
  deepStrictEqual(closes(chain.bars), expected);
  deepStrictEqual(chain.problems, []);
  strictEqual(chain.result.messages.filter(({ kind }) => kind === "instrument").length, 1);
  const mixed = await readBars({
    "ABC_1m_a.csv": early,
    "ABC_1m_b.csv": over,
    "ABC_1m_c.csv": late,
  });
  deepStrictEqual(closes(mixed.bars), expected);
  strictEqual(mixed.result.counters.ignored, 2);
  strictEqual(mixed.problems.some((problem) => problem.startsWith("!")), false);
});

Deno.test("BarsSource merges symbols by time, and leaves out those that nobody asked for", async () => {
  const rows = (price: number, minutes: readonly number[]) =>
    `${HEADER}\n${flatRows(minutes.map((m) => [`2024-01-02 10:0${m}:00`, price] as const))}`;
  const files = { "AAA_1m.csv": rows(1, [0, 1, 3]), "BBB_1m.csv": rows(2, [1, 2, 3]) };
  const both = await readBars(files);
  deepStrictEqual(
    both.bars.map((bar) => bar.slice(14, 16) + bar.split(" ")[1]),
    ["011", "021", "022", "032", "041", "042"],
  );
  const one = await readBars(files, { wanted: ["BBB"] });
  strictEqual(one.bars.length, 3);
  deepStrictEqual(one.result.instruments.list().map(({ symbol }) => symbol), ["BBB"]);
});

Deno.test("barChains() takes a symbol that is asked for where the name tells none", async () => {
  const symbolOf = async (name: string) => {
    const { result } = await readBars({ [name]: THREE }, { symbol: "ZZZ" });
    return result.instruments.list()[0].symbol;
  };
  strictEqual(await symbolOf("klines.csv"), "ZZZ");
  strictEqual(await symbolOf("ABC.csv"), "ABC");
  strictEqual(await symbolOf("abc_1m.csv"), "ABC");
});

Deno.test("barChains() refuses bars of one symbol in two lengths", async () => {
  await rejects(
    readBars({ "ABC_1m.csv": THREE, "ABC_5m.csv": THREE }),
    /^UserError: ABC_1m\.csv, ABC_5m\.csv: bars of ABC in two lengths; replay them one at a time$/,
  );
});

Deno.test("BarsSource uses the tick and the lot that are given, and rounds to them", async () => {
  const { bars, problems } = await readBars({ "ABC_1min.csv": THREE }, {
    overrides: new Map([["ABC", {
      priceDecimals: 1,
      tickUnits: 1,
      lotDecimals: 0,
      lotUnits: 100,
    }]]),
  });
  deepStrictEqual(bars[0], "2024-01-02T10:01:00 100 105 95 103 v1");
  deepStrictEqual(problems, [
    "ABC_1min.csv line 2: has more decimals than its tick or lot: rounded to the nearest: " +
    '"2024-01-02 10:00:00,10.00,10.50,9.50,10.25,100" (2)',
  ]);
});

Deno.test("BarsSource gives long decimals of floats the finest tick that 32 bits hold", async () => {
  const text = `${HEADER}
2024-01-02 10:00:00,170.22999572753906,170.25,170.0,170.1,1e3
2024-01-02 10:01:00,170.1,170.3000030517578,170.0,170.2,5e-05
`;
  const { bars, result } = await readBars({ "ABC_1min.csv": text });
  deepStrictEqual(result.instruments.list()[0].scale, {
    priceDecimals: 6,
    tickUnits: 1,
    lotDecimals: 5,
    lotUnits: 1,
  });
  deepStrictEqual(bars, [
    "2024-01-02T10:01:00 170229996 170250000 170000000 170100000 v100000000",
    "2024-01-02T10:02:00 170100000 170300003 170000000 170200000 v5",
  ]);
});

Deno.test("BarsSource reads archives, each member a file", async () => {
  const { ZipWriter, Uint8ArrayWriter, TextReader } = await import("@zip.js/zip.js");
  const zip = new ZipWriter(new Uint8ArrayWriter());
  await zip.add("ABC-1m-2024-01.csv", new TextReader(THREE));
  const { bars } = await readBars({ "whatever.zip": await zip.close() });
  deepStrictEqual(bars, THREE_BARS);
});
