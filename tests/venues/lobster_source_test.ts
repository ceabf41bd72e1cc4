import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { checksumShare } from "../../core/wire/checksum.ts";
import { FLAG_HIDDEN, FLAG_LAST, FLAG_REVEALED } from "../../core/wire/market.ts";
import { listZip, openZipMember } from "../../core/venues/files/zip.ts";
import { LobsterSource } from "../../core/venues/lobster/lobster_source.ts";
import { dataTest } from "../real_data.ts";
import { driveSource, type SeenMessage } from "./drive_source.ts";
import { TwinBook } from "./lobster_twin.ts";

/** The checksum of a row of a book file, from its text. */
function checksumOf(row: string, unitsPerTick = 100): number {
  const numbers = row.split(",").map(Number);
  let sum = 0;
  for (let i = 0; i < numbers.length; i += 2) {
    const absent = numbers[i + 1] === 0;
    const ticks = absent ? 0 : numbers[i] / unitsPerTick;
    sum = (sum + checksumShare(i / 2, ticks, numbers[i + 1])) | 0;
  }
  return sum;
}

async function textOfMember(path: string, part: string): Promise<string> {
  const member = (await listZip(path)).find(({ name }) => name.includes(part));
  if (member === undefined) throw new Error(`${path} has no ${part}`);
  const stream = await openZipMember(path, member);
  const decoder = new TextDecoder();
  let text = "";
  for (let chunk = await stream.next(); chunk !== undefined; chunk = await stream.next()) {
    text += decoder.decode(chunk, { stream: true });
  }
  await stream.close();
  return text;
}

for (
  const { zip, symbol, levels, rows, undetermined, executions, hidden } of [
    {
      zip: "lobster/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip",
      symbol: "GOOG",
      levels: 10,
      rows: 147_916,
      undetermined: 44_451,
      executions: 7_765,
      hidden: 3_913,
    },
    {
      zip: "lobster/LOBSTER_SampleFile_AAPL_2012-06-21_1.zip",
      symbol: "AAPL",
      levels: 1,
      rows: 118_497,
      undetermined: 30_071,
      executions: 23_658,
      hidden: 11_332,
    },
  ]
) {
  dataTest(
    `LobsterSource rebuilds every level of all ${rows} rows of ${symbol}'s book file`,
    [zip],
    async ([path]) => {
      const expected = (await textOfMember(path, "_orderbook_")).trimEnd().split(/\r?\n/);
      strictEqual(expected.length, rows);
      const twin = new TwinBook();
      let row = 0;
      let revealed = 0;
      let deepest = 0;
      let lastNanos = 0;
      const [source] = await LobsterSource.fromPath(path);
      const result = await driveSource(source, {
        onMessage(message) {
          twin.apply(message);
          if (message.kind === "level" && (message.flags & FLAG_REVEALED) !== 0) {
            if (message.qtyLots > 0) revealed++;
          }
          if (message.kind !== "checksum") return;
          const text = expected[row++];
          if (twin.row(levels) !== text) {
            throw new Error(`row ${row}: built ${twin.row(levels)}, the file has ${text}`);
          }
          strictEqual(message.checksum, checksumOf(text));
          strictEqual(message.sequence, row);
          strictEqual((message.flags & FLAG_LAST) !== 0, true);
          strictEqual(message.exchNanos >= lastNanos, true);
          lastNanos = message.exchNanos;
          deepest = Math.max(deepest, twin.size);
        },
      });
      strictEqual(row, rows);
      strictEqual(revealed, undetermined);
      strictEqual(deepest, 2 * levels, "the book holds what the file shows and nothing else");
      const { counters } = result;
      strictEqual(counters.records, rows);
      strictEqual(counters.undetermined, undetermined);
      strictEqual(counters.trades, executions + hidden);
      strictEqual(counters.snapshots, 1);
      strictEqual(counters.badRecords, 0);
      deepStrictEqual(result.problems, []);
      strictEqual(new Date(result.epochMillis).toISOString(), "2012-06-21T00:00:00.000Z");
      console.log(`${symbol}: ${undetermined} levels of ${rows} rows came in undetermined`);
    },
  );
}

const NAMES = ["TEST_2012-06-21_0_0_message_2.csv", "TEST_2012-06-21_0_0_orderbook_2.csv"];
const MESSAGES = [
  "34200.5,1,11,100,1000000,1",
  "34200.500000001,4,11,40,1000000,1",
  "34201,5,0,7,1000150,-1",
  "34202,3,11,60,1000000,1",
  "34203,2,5,10,1000200,-1",
];
const ROWS = [
  "1000200,50,1000000,100,1000300,10,999900,5",
  "1000200,50,1000000,60,1000300,10,999900,5",
  "1000200,50,1000000,60,1000300,10,999900,5",
  "1000200,50,999900,5,1000300,10,999800,70",
  "1000200,40,999900,5,1000300,10,999800,70",
];

interface Fixture {
  readonly messages?: readonly string[];
  readonly rows?: readonly string[];
  readonly names?: readonly string[];
}

async function drive(fixture: Fixture) {
  const folder = await Deno.makeTempDir();
  const [messageName, rowName] = fixture.names ?? NAMES;
  try {
    await Deno.writeTextFile(`${folder}/${messageName}`, (fixture.messages ?? MESSAGES).join("\n"));
    await Deno.writeTextFile(`${folder}/${rowName}`, (fixture.rows ?? ROWS).join("\n"));
    const [source] = await LobsterSource.fromPath(`${folder}/${messageName}`);
    return await driveSource(source);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Messages in short: "row kind side price qty". */
function short(messages: readonly SeenMessage[]): string[] {
  return messages.map((message) => {
    const last = (message.flags & FLAG_LAST) !== 0 ? "." : "";
    switch (message.kind) {
      case "order":
        return `${message.sequence} order${message.action} ${message.orderLow} ` +
          `${message.side} ${message.priceTicks} ${message.qtyLots}${last}`;
      case "level":
      case "trade":
        return `${message.sequence} ${message.kind} ${message.side} ` +
          `${message.priceTicks} ${message.qtyLots}${last}`;
      case "status":
        return `${message.sequence} status${message.status}${last}`;
      default:
        return `${message.sequence} ${message.kind}${last}`;
    }
  });
}

Deno.test("LobsterSource writes a row as one group of message, reveals and checksum", async () => {
  const { messages, counters } = await drive({});
  deepStrictEqual(short(messages), [
    "0 instrument.",
    "0 status1",
    "0 level 0 9999 5",
    "0 level 1 10002 50",
    "0 level 1 10003 10.",
    "1 order1 11 0 10000 100",
    "1 checksum.",
    "2 order2 11 0 10000 40",
    "2 checksum.",
    "3 trade 0 10002 7",
    "3 checksum.",
    "4 order4 11 0 10000 60",
    "4 level 0 9998 70",
    "4 checksum.",
    "5 order3 5 1 10002 10",
    "5 checksum.",
  ]);
  const trade = messages.find(({ kind }) => kind === "trade");
  strictEqual(trade?.flags, FLAG_HIDDEN);
  // 09:30:00.500000001 in New York is 13:30:00.500000001 UTC.
  const second = messages.find(({ sequence }) => sequence === 2);
  strictEqual(second?.exchNanos, 48_600_500_000_001);
  deepStrictEqual(
    messages.flatMap((message) => message.kind === "checksum" ? [message.checksum] : []),
    ROWS.map((row) => checksumOf(row)),
  );
  strictEqual(counters.undetermined, 1);
});

Deno.test("LobsterSource passes messages on when there is no book file", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/${NAMES[0]}`, MESSAGES.join("\r\n") + "\r\n");
    const { messages } = await driveSource(LobsterSource.fromPaths(`${folder}/${NAMES[0]}`));
    deepStrictEqual(short(messages).slice(1), [
      "1 order1 11 0 10000 100.",
      "2 order2 11 0 10000 40.",
      "3 trade 0 10002 7.",
      "4 order4 11 0 10000 60.",
      "5 order3 5 1 10002 10.",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

for (
  const [what, bad, text] of [
    ["cut", "34201,5,0,7,10001", /six numbers/],
    ["has five fields", "34201,5,0,7,1000150", /six numbers/],
    ["has seven fields", "34201,5,0,7,1000150,-1,9", /six numbers/],
    ["has no number", "34201,x,0,7,1000150,-1", /six numbers/],
    ["is of an unknown type", "34201,8,0,7,1000150,-1", /type 8: LOBSTER has 1 to 7/],
    ["has a negative price", "34201,1,9,7,-1000100,-1", /price -1000100: must be positive/],
    ["has an absurd price", "34201,1,9,7,999999999999,-1", /price 999999999999: must be/],
    ["has no size", "34201,1,9,0,1000100,-1", /size 0: must be at least 1/],
    ["is off the grid", "34201,1,9,7,1000150,-1", /between two ticks/],
  ] as const
) {
  Deno.test(`LobsterSource names the line and seeds anew when a message ${what}`, async () => {
    const { messages, problems, counters } = await drive({ messages: MESSAGES.with(2, bad) });
    strictEqual(problems.length, 1);
    strictEqual(problems[0].where, `${NAMES[0]} line 3`);
    strictEqual(text.test(problems[0].text), true, problems[0].text);
    strictEqual(counters.badRecords, 1);
    strictEqual(counters.snapshots, 2);
    const twin = new TwinBook();
    let checked = 0;
    for (const message of messages) {
      twin.apply(message);
      if (message.kind === "checksum") {
        strictEqual(twin.row(2), ROWS[message.sequence - 1], `${checked++}`);
      }
    }
    strictEqual(checked, ROWS.length);
  });
}

for (
  const [what, bad] of [
    ["is cut", "1000200,50,1000000"],
    ["has a negative price", "-1000200,50,1000000,60,1000300,10,999900,5"],
    ["has an absurd price", "1000200,50,1000000,60,999999999999,10,999900,5"],
    ["is text", "hello"],
    ["is empty", ""],
  ] as const
) {
  Deno.test(`LobsterSource names the line and seeds anew when a book row ${what}`, async () => {
    const { messages, problems } = await drive({ rows: ROWS.with(1, bad) });
    deepStrictEqual(problems.map(({ where, count }) => [where, count]), [[
      `${NAMES[1]} line 2`,
      1,
    ]]);
    const twin = new TwinBook();
    const seen: number[] = [];
    for (const message of messages) {
      twin.apply(message);
      if (message.kind !== "checksum") continue;
      seen.push(message.sequence);
      strictEqual(twin.row(2), ROWS[message.sequence - 1]);
    }
    deepStrictEqual(seen, [1, 3, 4, 5]);
  });
}

Deno.test("LobsterSource goes on without checks when the book file is shorter", async () => {
  const { messages, problems } = await drive({ rows: ROWS.slice(0, 3) });
  deepStrictEqual(problems.map(({ where }) => where), [`${NAMES[1]} line 3`]);
  strictEqual(messages.filter(({ kind }) => kind === "checksum").length, 3);
  strictEqual(messages.at(-1)?.sequence, 5);
});

Deno.test("LobsterSource says so when the book file is longer", async () => {
  const { problems } = await drive({ rows: [...ROWS, ROWS[4]] });
  deepStrictEqual(problems.map(({ text }) => text), [
    "has more rows than its message file; they are left out",
  ]);
});
