/** Bar files as they should not be: what is left out, what is kept, and what is said of it. */
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { STATUS_BAD_RECORD } from "../../../core/wire/market.ts";
import { flatRows, HEADER, readBars } from "./bar_fixture.ts";

/** Four rows, the third of which is the one in question. */
function withRow(row: string): string {
  return `${HEADER}
2024-01-02 10:00:00,10,11,9,10,100
2024-01-02 10:01:00,10,11,9,10,100
${row}
2024-01-02 10:03:00,10,11,9,10,100
`;
}

const NO_PRICE = "open, high, low and close must be prices above 0 that 32-bit ticks hold";
const BAD_ROWS: Readonly<Record<string, readonly [string, string]>> = {
  "has a negative price": ["2024-01-02 10:02:00,10,11,-9,10,100", NO_PRICE],
  "has a price of zero": ["2024-01-02 10:02:00,10,11,0,10,100", NO_PRICE],
  "says NaN for a price": ["2024-01-02 10:02:00,NaN,11,9,10,100", NO_PRICE],
  "says null for all": ["2024-01-02 10:02:00,null,null,null,null,null", NO_PRICE],
  "says nothing for all": ["2024-01-02 10:02:00,,,,,", NO_PRICE],
  "says infinity": ["2024-01-02 10:02:00,10,inf,9,10,100", NO_PRICE],
  "has a price that no tick holds": ["2024-01-02 10:02:00,10,1e15,9,10,100", NO_PRICE],
  "has its high below its low": ["2024-01-02 10:02:00,10,9,11,10,100", "its high is below its low"],
  "has a negative volume": ["2024-01-02 10:02:00,10,11,9,10,-1", "its volume is no number from 0"],
  "says NaN for its volume": [
    "2024-01-02 10:02:00,10,11,9,10,NaN",
    "its volume is no number from 0",
  ],
  "has a field too few": [
    "2024-01-02 10:02:00,10,11,9,10",
    "has 5 fields, and there are 6 columns",
  ],
  "has a field too many": [
    "2024-01-02 10:02:00,10,11,9,10,100,7",
    "has 7 fields, and there are 6 columns",
  ],
  "is text": ["and so on", "has 1 fields, and there are 6 columns"],
  "has a time that is none": [
    "2024-02-30 10:02:00,10,11,9,10,100",
    "its time cannot be read; write 2019-02-11 09:31:00, or seconds since 1970",
  ],
  "has an American date": [
    "01/02/2024 10:02,10,11,9,10,100",
    "its time cannot be read; write 2019-02-11 09:31:00, or seconds since 1970",
  ],
};

for (const [what, [row, text]] of Object.entries(BAD_ROWS)) {
  Deno.test(`BarsSource leaves out a row that ${what}, and names its line`, async () => {
    // Ten more of the sound ones, so that one number out of place does not decide the scale.
    const more = Array.from(
      { length: 10 },
      (_, i) => `2024-01-02 10:${10 + i}:00,10,11,9,10,100\n`,
    );
    const { bars, problems, result } = await readBars({
      "ABC_1m.csv": withRow(row) + more.join(""),
    });
    strictEqual(bars.length, 13);
    ok(bars.every((bar) => bar.endsWith(" 10 11 9 10 v100")));
    deepStrictEqual(problems[0], `! ABC_1m.csv line 4: ${text}: "${row}"`);
    deepStrictEqual([result.counters.badRecords, result.counters.records], [1, 14]);
    const bad = result.messages.find((message) => message.kind === "status");
    ok(bad?.kind === "status" && bad.status === STATUS_BAD_RECORD && bad.value === 4);
  });
}

Deno.test("BarsSource widens a range that open or close lies outside of", async () => {
  const row = "2024-01-02 10:02:00,12,11,9,8,100";
  const { bars, problems } = await readBars({ "ABC_1m.csv": withRow(row) });
  deepStrictEqual(bars[2], "2024-01-02T10:03:00 12 12 8 8 v100");
  deepStrictEqual(problems, [
    `ABC_1m.csv line 4: open or close lies outside low to high: the range is widened: "${row}"`,
  ]);
});

Deno.test("BarsSource keeps a bar without volume, and notes it", async () => {
  const row = "2024-01-02 10:02:00,10,10,10,10,0";
  const { bars, problems } = await readBars({ "ABC_1m.csv": withRow(row) });
  deepStrictEqual(bars[2], "2024-01-02T10:03:00 10 10 10 10 v0");
  deepStrictEqual(problems, [`ABC_1m.csv line 4: nothing traded: "${row}"`]);
});

Deno.test("BarsSource counts a repeated row once, and of two that differ the first", async () => {
  const repeated = await readBars({
    "ABC_1m.csv": withRow("2024-01-02 10:01:00,10,11,9,10,100\n2024-01-02 10:02:00,10,11,9,10,7"),
  });
  strictEqual(repeated.bars.length, 4);
  deepStrictEqual(repeated.problems, [
    "ABC_1m.csv line 4: repeats the bar before it: counted once",
  ]);
  deepStrictEqual([repeated.result.counters.ignored, repeated.result.counters.badRecords], [1, 0]);
  const different = await readBars({
    "ABC_1m.csv": withRow("2024-01-02 10:01:00,10,11,9,10,999\n2024-01-02 10:02:00,10,11,9,10,7"),
  });
  deepStrictEqual(different.bars, repeated.bars);
  deepStrictEqual(different.problems, [
    "! ABC_1m.csv line 4: is another bar of the same time as one before it; the first one counts",
  ]);
  strictEqual(different.result.counters.badRecords, 1);
});

Deno.test("BarsSource keeps the first of two bars in the file, also when it turns it round", async () => {
  const { bars } = await readBars({
    "ABC_1m.csv": `${HEADER}
2024-01-02 10:02:00,10,11,9,10,3
2024-01-02 10:01:00,10,11,9,10,21
2024-01-02 10:01:00,10,11,9,10,22
2024-01-02 10:00:00,10,11,9,10,1
`,
  });
  deepStrictEqual(bars.map((bar) => bar.split("v")[1]), ["1", "21", "3"]);
});

Deno.test("BarsSource does not fill in bars that are missing, and notes holes within a day", async () => {
  const rows = flatRows([
    ["2024-01-02 10:00:00", 10],
    ["2024-01-02 10:01:00", 10],
    ["2024-01-02 10:03:00", 10],
    ["2024-01-02 10:04:00", 10],
    ["2024-01-02 10:10:00", 10],
    ["2024-01-03 10:00:00", 10],
  ]);
  const { bars, problems } = await readBars({ "ABC_1m.csv": `${HEADER}\n${rows}` });
  strictEqual(bars.length, 6);
  deepStrictEqual(problems, [
    "ABC_1m.csv line 4: 1 bar is missing before this one: nothing traded, or rows are lost (2)",
  ]);
});

Deno.test("BarsSource keeps bars that stand closer than they are long, and notes them", async () => {
  const rows = flatRows([
    ["2024-01-02 10:00:00", 10],
    ["2024-01-02 10:01:00", 10],
    ["2024-01-02 10:02:00", 10],
    ["2024-01-02 10:02:37", 10],
  ]);
  const { bars, problems } = await readBars({ "ABC_1m.csv": `${HEADER}\n${rows}` });
  strictEqual(bars.length, 4);
  deepStrictEqual(problems, [
    "ABC_1m.csv line 5: only 37 s after the bar before it, and a bar takes 60 s; kept",
  ]);
});

Deno.test("BarsSource keeps a jump that looks like a split, and notes it", async () => {
  const rows = flatRows([
    ["2024-01-02 10:00:00", 100],
    ["2024-01-02 10:01:00", 99],
    ["2024-01-02 10:02:00", 49.5],
    ["2024-01-02 10:03:00", 70],
    ["2024-01-02 10:04:00", 105],
  ]);
  const { bars, problems } = await readBars({ "ABC_1m.csv": `${HEADER}\n${rows}` });
  strictEqual(bars.length, 5);
  deepStrictEqual(problems, [
    "ABC_1m.csv line 4: possible split: opens at 0.500 times the close before it; kept (2)",
  ]);
});

Deno.test("BarsSource lets a few wild prices not decide the tick of all", async () => {
  const rows = Array.from(
    { length: 60 },
    (_, i) => `2024-01-02 10:${String(i).padStart(2, "0")}:00,10.01,10.02,10,10.01,1\n`,
  );
  rows[30] = "2024-01-02 10:30:00,10.01,9e14,10,10.01,1\n";
  const { bars, problems, result } = await readBars({
    "ABC_1m.csv": `${HEADER}\n${rows.join("")}`,
  });
  strictEqual(bars.length, 59);
  strictEqual(result.instruments.list()[0].scale.priceDecimals, 2);
  ok(problems[0].startsWith("! ABC_1m.csv line 32: open, high, low and close"));
});

Deno.test("BarsSource takes coarser ticks where whole units are too fine for 32 bits", async () => {
  const rows = flatRows([
    ["2024-01-02 10:00:00", 1_500_000_000],
    ["2024-01-02 10:01:00", 1_600_000_000],
  ]);
  const { bars, result } = await readBars({ "ABC_1m.csv": `${HEADER}\n${rows}` });
  deepStrictEqual(result.instruments.list()[0].scale.tickUnits, 10);
  strictEqual(bars[1].split(" ")[1], "160000000");
});

Deno.test("BarsSource says so when there are no volumes, and they are 0", async () => {
  const text = "time,open,high,low,close\n1704189600,10,11,9,10\n1704189660,10,11,9,10\n";
  const { bars, problems } = await readBars({ "EURUSD_1m.csv": text });
  deepStrictEqual(bars[0], "2024-01-02T10:01:00 10 11 9 10 v0");
  deepStrictEqual(problems, ["EURUSD_1m.csv: has no column of volumes: they are 0"]);
});

Deno.test("BarsSource refuses files that hold no bars, naming what was found", async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["", /ABC\.csv: is empty$/],
    ["\n\n", /^UserError: ABC\.csv: these are no bars: columns found: none; needed: a time/],
    [`${HEADER}\n`, /^UserError: ABC\.csv: has no row of bars that can be read$/],
    [
      withRow("x").replaceAll(/\d/g, "?"),
      /^UserError: ABC\.csv: has no row of bars that can be read$/,
    ],
    [
      "when,first,top,bottom,last\n1,2,3,4,5\n",
      /columns found: when, first, top, bottom, last; needed: a time \(datetime, /,
    ],
    [
      `${HEADER}\n2024-01-02 10:00:00,10,11,9,10,100\n`,
      /^UserError: ABC\.csv: has a single row, so its name must tell how long a bar is: SYMBOL_1min\.csv$/,
    ],
    [
      "time,open,high,low,close\n1704189600.1,1,1,1,1\n1704189600.2,1,1,1,1\n",
      /^UserError: ABC\.csv: rows are 100 ms apart; bars of a second and longer are read$/,
    ],
    ["x".repeat(10_000), /longer than 4096 bytes; this is no text of lines$/],
  ];
  for (const [text, message] of cases) {
    await rejects(readBars({ "ABC.csv": text }), message, text.slice(0, 30));
  }
});

Deno.test("BarsSource says where a packed file breaks off, after the bars before it", async () => {
  const rows = Array.from(
    { length: 20_000 },
    (_, i) =>
      `${1_704_189_600 + 60 * i},10.${i % 7},11.${i % 11},9.${i % 13},10.${i % 5},${
        i * 7919 % 1000
      }\n`,
  );
  const bytes = new TextEncoder().encode(`time,open,high,low,close,volume\n${rows.join("")}`);
  const packed = new Uint8Array(
    await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip")))
      .arrayBuffer(),
  );
  await rejects(
    readBars({ "ABC_1m.csv.gz": packed.subarray(0, packed.length / 2) }),
    /^UserError: ABC_1m\.csv\.gz: /,
  );
});

Deno.test("BarsSource never throws, steps back or sends a broken bar, whatever the rows are", async () => {
  const field = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 2_000 }).map((n) => String(n / 100)) },
    fc.constantFrom("", "NaN", "null", "-1", "0", "1e400", "1e-400", "٣", '"5"', " 7 ", "1,000"),
    fc.string({ maxLength: 6 }),
  );
  const time = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.integer({ min: 0, max: 600 }).map((n) => String(1_704_189_600 + 60 * n)),
    },
    fc.constantFrom("2024-01-02 10:00:00", "", "99999999999999999999", "2024-13-01", "nope"),
  );
  const row = fc.tuple(time, field, field, field, field, field).map((fields) => fields.join(","));
  const sound = "1704189600,10,11,9,10,5\n1704189660,10,11,9,10,5\n";
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 40 }), async (rows) => {
      const text = `time,open,high,low,close,volume\n${sound}${rows.join("\n")}\n`;
      const { result } = await readBars({ "ABC_1m.csv": text });
      let lastNanos = -Infinity;
      for (const message of result.messages) {
        ok(Number.isInteger(message.recvNanos) && message.recvNanos >= 0);
        if (message.kind !== "bar") continue;
        const [open, high, low, close] = message.ohlcTicks;
        ok(low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close));
        ok(Number.isSafeInteger(message.volumeLots) && message.volumeLots >= 0);
        ok(message.recvNanos > lastNanos);
        lastNanos = message.recvNanos;
      }
    }),
    { numRuns: 150, seed: 20_240_102 },
  );
});
