import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID, SIDE_NONE } from "../../core/base/units.ts";
import { InstrumentRegistry } from "../../core/venues/instruments.ts";
import { ITCH_TYPES } from "../../core/venues/itch/itch_format.ts";
import { ItchSource } from "../../core/venues/itch/itch_source.ts";
import * as wire from "../../core/wire/market.ts";
import { dataTest } from "../real_data.ts";
import { driveSource, type SeenMessage } from "./drive_source.ts";

const SIZES = new Map(ITCH_TYPES.map(([code, bytes]) => [code, bytes]));

interface Raw {
  readonly type: string;
  readonly view: DataView;
}

/** The obvious way to frame a file: all of it in memory. */
function frames(bytes: Uint8Array): Raw[] {
  const all: Raw[] = [];
  for (let i = 0; i < bytes.length;) {
    const type = String.fromCharCode(bytes[i + 2]);
    const size = SIZES.get(type);
    if (size === undefined) throw new Error(`type ${type} at ${i}`);
    all.push({ type, view: new DataView(bytes.buffer, bytes.byteOffset + i + 2, size) });
    i += 2 + size;
  }
  return all;
}

/** What an order message should say, with BigInt numbers: action, id, side, price × 10⁴, shares. */
function expectedOrder({ type, view }: Raw): string | undefined {
  const id = view.byteLength >= 19 ? view.getBigUint64(11) : 0n;
  switch (type) {
    case "A":
    case "F":
      return `${wire.ORDER_ADD} ${id} ${view.getUint8(19) === 0x42 ? SIDE_BID : SIDE_ASK} ${
        view.getUint32(32)
      } ${view.getUint32(20)} 0`;
    case "E":
      return `${wire.ORDER_EXECUTE} ${id} 2 none ${view.getUint32(19)} 0`;
    case "X":
      return `${wire.ORDER_CANCEL} ${id} 2 none ${view.getUint32(19)} 0`;
    case "D":
      return `${wire.ORDER_DELETE} ${id} 2 none 0 0`;
    case "U":
      return `${wire.ORDER_REPLACE} ${id} 2 ${view.getUint32(31)} ${view.getUint32(27)} ` +
        `${view.getBigUint64(19)}`;
    default:
      return undefined;
  }
}

/** @param tickUnits by instrument */
function seenOrder(message: SeenMessage, tickUnits: readonly number[]): string | undefined {
  if (message.kind !== "order") return undefined;
  const wide = (low: number, high: number) => BigInt(high >>> 0) << 32n | BigInt(low >>> 0);
  const price = message.priceTicks === NO_PRICE_TICKS
    ? "none"
    : `${message.priceTicks * tickUnits[message.instrumentId]}`;
  return `${message.action} ${wide(message.orderLow, message.orderHigh)} ${message.side} ` +
    `${price} ${message.qtyLots} ${wide(message.newLow, message.newHigh)}`;
}

dataTest(
  "ItchSource gives every message of the file when all lengths are zero",
  ["itch/ex20101224.TEST_ITCH_50"],
  async ([path]) => {
    const raw = frames(await Deno.readFile(path));
    const counts: Record<string, number> = {};
    for (const { type } of raw) counts[type] = (counts[type] ?? 0) + 1;
    deepStrictEqual(counts, {
      S: 6,
      R: 3,
      H: 3,
      A: 4_997,
      F: 3,
      E: 198,
      X: 45,
      D: 1_745,
      U: 12,
      P: 5_000,
    });

    const { messages, counters, problems, instruments, epochMillis } = await driveSource(
      ItchSource.fromPath(path),
    );
    deepStrictEqual(problems, []);
    strictEqual(counters.records, 12_012);
    strictEqual(counters.ignored, 9, "system events and directory");
    strictEqual(counters.trades, 5_198);
    strictEqual(new Date(epochMillis).toISOString(), "2010-12-24T00:00:00.000Z");
    // The file's prices are made up and lie on no cent grid.
    const tickUnits = instruments.list().map(({ scale }) => scale.tickUnits);
    deepStrictEqual(tickUnits, [1, 25, 1]);
    deepStrictEqual(
      messages.map((each) => seenOrder(each, tickUnits)).filter((order) => order !== undefined),
      raw.map(expectedOrder).filter((order) => order !== undefined),
    );
    const trades = messages.filter(({ kind }) => kind === "trade");
    strictEqual(trades.length, 5_000);
    strictEqual(trades.every(({ flags }) => flags === (wire.FLAG_HIDDEN | wire.FLAG_LAST)), true);
    strictEqual(messages.at(-1)?.sequence, raw.findLastIndex(({ type }) => type !== "S") + 1);
  },
);

dataTest(
  "ItchSource gives the same messages when the file is compressed",
  ["itch/ex20101224.TEST_ITCH_50"],
  async ([path]) => {
    const plain = await driveSource(ItchSource.fromPath(path));
    await withFile("ex20101224.gz", gzipSync(await Deno.readFile(path)), async (packed) => {
      strictEqual((await driveSource(ItchSource.fromPath(packed))).hash, plain.hash);
    });
  },
);

async function withFile(
  name: string,
  content: Uint8Array,
  body: (path: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/${name}`, content);
    await body(`${folder}/${name}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Builds messages by hand: numbers are [bytes, value], texts stand for themselves. */
function message(type: string, ...fields: readonly (string | readonly [number, number])[]) {
  const body = [...fields].flatMap((field) => {
    if (typeof field === "string") return [...new TextEncoder().encode(field)];
    const [bytes, value] = field;
    return Array.from(
      { length: bytes },
      (_, i) => Math.floor(value / 256 ** (bytes - 1 - i)) % 256,
    );
  });
  // Locate 7, tracking 0, 10:00 in the morning.
  const head = [type.charCodeAt(0), 0, 7, 0, 0, ...nanosBytes(36_000e9)];
  const bytes = [...head, ...body];
  return Uint8Array.from([bytes.length >> 8, bytes.length & 0xff, ...bytes]);
}

function nanosBytes(nanos: number): number[] {
  return Array.from({ length: 6 }, (_, i) => Math.floor(nanos / 256 ** (5 - i)) % 256);
}

const ADD = message("A", [8, 2 ** 40 + 5], "B", [4, 300], "MILL    ", [4, 123_400]);
const START = message("S", "O");

function file(...messages: Uint8Array[]): Uint8Array {
  return Uint8Array.from(messages.flatMap((bytes) => [...bytes]));
}

async function driveBytes(bytes: Uint8Array, instruments?: InstrumentRegistry) {
  let result: Awaited<ReturnType<typeof driveSource>> | undefined;
  await withFile("01302019.ITCH50", bytes, async (path) => {
    result = await driveSource(
      ItchSource.fromPath(path),
      instruments === undefined ? {} : { instruments },
    );
  });
  return result!;
}

Deno.test("ItchSource takes cents as ticks when all prices are whole cents from a dollar up", async () => {
  const { messages, instruments, epochMillis } = await driveBytes(file(
    START,
    message("H", "MILL    ", "T", " ", "    "),
    ADD,
    message("C", [8, 2 ** 40 + 5], [4, 100], [8, 77], "Y", [4, 123_500]),
    message("C", [8, 2 ** 40 + 5], [4, 50], [8, 78], "N", [4, 123_500]),
    message("Q", [8, 1_000], "MILL    ", [4, 123_500], [8, 79], "O"),
    message("P", [8, 0], "S", [4, 10], "MILL    ", [4, 123_400], [8, 80]),
    message("P", [8, 0], "B", [4, 10], "MILL    ", [4, 123_400], [8, 81]),
  ));
  strictEqual(new Date(epochMillis).toISOString(), "2019-01-30T00:00:00.000Z");
  deepStrictEqual(instruments.list()[0].scale, {
    priceDecimals: 4,
    tickUnits: 100,
    lotDecimals: 0,
    lotUnits: 1,
  });
  const [define, status, add, ...rest] = messages;
  strictEqual(define.kind, "instrument");
  deepStrictEqual([status.kind, add.kind], ["status", "order"]);
  // 10:00 in New York is 15:00 UTC in winter.
  strictEqual(add.exchNanos, 54_000e9);
  strictEqual(add.kind === "order" && add.orderHigh, 256);
  const seen = rest.map((m) =>
    m.kind === "trade"
      ? [m.kind, m.side, m.priceTicks, m.qtyLots, m.tradeId, m.flags]
      : m.kind === "order"
      ? [m.kind, m.action, m.qtyLots, m.flags]
      : []
  );
  deepStrictEqual(seen, [
    ["order", wire.ORDER_EXECUTE, 100, wire.FLAG_BOOKED],
    ["trade", SIDE_NONE, 1_235, 100, 77, wire.FLAG_BOOKED | wire.FLAG_LAST],
    ["order", wire.ORDER_EXECUTE, 50, wire.FLAG_BOOKED | wire.FLAG_LAST],
    ["trade", SIDE_NONE, 1_235, 1_000, 79, wire.FLAG_HIDDEN | wire.FLAG_LAST],
    ["trade", SIDE_BID, 1_234, 10, 80, wire.FLAG_HIDDEN | wire.FLAG_LAST],
    ["trade", SIDE_NONE, 1_234, 10, 81, wire.FLAG_HIDDEN | wire.FLAG_LAST],
  ]);
});

Deno.test("ItchSource takes the grid that a stock's first prices lie on", async () => {
  const tickUnitsOf = async (...prices: number[]) => {
    const adds = prices.map((price, i) =>
      message("A", [8, i + 1], "S", [4, 1], "MILL    ", [4, price])
    );
    const { instruments, problems } = await driveBytes(file(START, ...adds));
    return [instruments.list()[0].scale.tickUnits, problems.length];
  };
  deepStrictEqual(await tickUnitsOf(123_400, 2_000_000_000), [100, 0]);
  deepStrictEqual(await tickUnitsOf(123_400, 123_450), [50, 0], "halfway between two cents");
  deepStrictEqual(await tickUnitsOf(123_400, 123_457), [1, 0]);
  deepStrictEqual(await tickUnitsOf(9_950, 123_400), [1, 0], "below a dollar");
  deepStrictEqual(await tickUnitsOf(123_400, 9_950), [100, 1], "a stub far from the market");
});

Deno.test("ItchSource rounds away from the market, and says so, when a late price is between ticks", async () => {
  const imbalance = message("I", "?".repeat(39));
  const filler = new Uint8Array(imbalance.length * Math.ceil(4 * 2 ** 20 / imbalance.length));
  for (let at = 0; at < filler.length; at += imbalance.length) filler.set(imbalance, at);
  const late = file(
    message("A", [8, 6], "B", [4, 1], "MILL    ", [4, 123_450]),
    message("A", [8, 7], "S", [4, 1], "MILL    ", [4, 123_450]),
  );
  const bytes = new Uint8Array(ADD.length + filler.length + late.length);
  bytes.set(ADD);
  bytes.set(filler, ADD.length);
  bytes.set(late, ADD.length + filler.length);
  const { messages, problems } = await driveBytes(bytes);
  const prices = messages.flatMap((m) => m.kind === "order" ? [m.priceTicks] : []);
  deepStrictEqual(prices, [1_234, 1_234, 1_235]);
  deepStrictEqual(problems.map(({ where, count }) => [where, count]), [["01302019.ITCH50", 2]]);
});

Deno.test("ItchSource leaves out symbols that are not asked for", async () => {
  const { messages } = await driveBytes(
    file(START, ADD),
    new InstrumentRegistry(new Set(["ELSE"])),
  );
  deepStrictEqual(messages, []);
});

Deno.test("ItchSource names the byte when the last message is cut", async () => {
  const { messages, problems } = await driveBytes(file(START, ADD, ADD.subarray(0, 20)));
  strictEqual(messages.length, 2);
  deepStrictEqual(problems.map(({ where, text, count }) => [where, text, count]), [[
    `01302019.ITCH50 byte ${START.length + ADD.length}`,
    "the last message is cut off: 20 bytes of it are there",
    1,
  ]]);
});

Deno.test("ItchSource goes on behind an unknown type that has a length", async () => {
  const { messages, problems } = await driveBytes(file(START, message("z", "????"), ADD));
  strictEqual(messages.length, 2);
  deepStrictEqual(problems.map(({ where, text }) => [where, text]), [
    [`01302019.ITCH50 byte ${START.length}`, 'unknown type "z": left out'],
  ]);
});

Deno.test("ItchSource goes on behind a message of the wrong size", async () => {
  const { messages, problems } = await driveBytes(file(START, message("D", "???"), ADD));
  strictEqual(messages.length, 2);
  deepStrictEqual(problems.map(({ text }) => text), ['type "D" of 14 bytes: must have 19']);
});

Deno.test("ItchSource ends at an unknown type without a length", async () => {
  const { messages, problems } = await driveBytes(file(ADD, Uint8Array.of(0, 0, 0x7a, 1, 2), ADD));
  strictEqual(messages.length, 2);
  deepStrictEqual(problems.map(({ where, text }) => [where, text]), [
    [
      `01302019.ITCH50 byte ${ADD.length}`,
      'unknown type "z" without a length: the rest cannot be read',
    ],
  ]);
});

Deno.test("ItchSource leaves out messages whose fields cannot be", async () => {
  const { messages, problems, counters } = await driveBytes(file(
    ADD,
    message("A", [8, 6], "Z", [4, 1], "MILL    ", [4, 123_400]),
    message("A", [8, 6], "B", [4, 0], "MILL    ", [4, 123_400]),
    message("A", [8, 6], "B", [4, 1], "MILL    ", [4, 0]),
    message("E", [8, 6], [4, 0], [8, 1]),
    Uint8Array.of(0, 0),
  ));
  strictEqual(messages.length, 2);
  strictEqual(counters.badRecords, 4);
  strictEqual(problems.reduce((sum, { count }) => sum + count, 0), 4);
});

Deno.test("ItchSource refuses a file of something else", () =>
  withFile(
    "x.itch",
    new TextEncoder().encode("hello, this is text"),
    (path) =>
      rejects(driveSource(ItchSource.fromPath(path)), {
        name: "UserError",
        message: "x.itch: does not start with an ITCH 5.0 message",
      }),
  ));
