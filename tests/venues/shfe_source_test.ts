import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import { parquetReadObjects } from "hyparquet";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { ShfeSource } from "../../core/venues/shfe/shfe_source.ts";
import { chooseColumns, type SnapshotBlock } from "../../core/venues/shfe/snapshot_columns.ts";
import { SnapshotLevels } from "../../core/venues/shfe/snapshot_levels.ts";
import { FLAG_LAST, FLAG_SNAPSHOT, STATUS_CLEAR } from "../../core/wire/market.ts";
import { dataTest } from "../real_data.ts";
import { driveSource } from "./drive_source.ts";

const SHANGHAI_AHEAD_MILLIS = 8 * 3_600_000;

/** The five levels of a row as "price:size" texts, bids then asks. */
function levelsOfRow(row: Record<string, unknown>): string {
  const side = (name: string) =>
    [1, 2, 3, 4, 5].map((k) => `${row[`${name}${k}`]}:${row[`${name}Size${k}`]}`).join(" ");
  return `${side("bid")} | ${side("ask")}`;
}

function levelsOfTwin(twin: readonly Map<number, number>[]): string {
  const text = (side: number, sign: number) =>
    [...twin[side]].sort((a, b) => sign * (a[0] - b[0])).map(([p, q]) => `${p}:${q}`).join(" ");
  return `${text(SIDE_BID, -1)} | ${text(SIDE_ASK, 1)}`;
}

for (
  const [day, rows] of [["20250605", 41_201], ["20250606", 41_230], ["20250609", 41_273]] as const
) {
  dataTest(`ShfeSource rebuilds all ${rows} snapshots of ${day}`, [
    `shfe_rb/rb_${day}.parquet`,
  ], async ([path]) => {
    const bytes = await Deno.readFile(path);
    const expected = await parquetReadObjects({ file: bytes.buffer });
    strictEqual(expected.length, rows);
    const twin = [new Map<number, number>(), new Map<number, number>()];
    let row = 0;
    let tradedLots = 0;
    let tickLots = 0;
    let lastSpread = 0;
    let split = 0;
    const first = Number(expected[0].epochTime) / 1e3;
    const epochMillis = Math.floor(first / 86_400_000) * 86_400_000;
    const result = await driveSource(ShfeSource.fromPath(path), {
      onMessage(message) {
        if (message.kind === "status") {
          strictEqual(message.status, STATUS_CLEAR);
          strictEqual(row, 0);
          for (const side of twin) side.clear();
        } else if (message.kind === "level") {
          strictEqual((message.flags & FLAG_SNAPSHOT) !== 0, row === 0);
          if (message.qtyLots === 0) twin[message.side].delete(message.priceTicks);
          else twin[message.side].set(message.priceTicks, message.qtyLots);
        } else if (message.kind === "trade") {
          tradedLots += message.qtyLots;
          tickLots += message.qtyLots * message.priceTicks;
        } else if (message.kind === "quote") {
          const wanted = expected[row++];
          strictEqual(levelsOfTwin(twin), levelsOfRow(wanted), `row ${row}`);
          deepStrictEqual(
            [message.bidTicks, message.bidLots, message.askTicks, message.askLots],
            [wanted.bid1, wanted.bidSize1, wanted.ask1, wanted.askSize1],
          );
          strictEqual(message.sequence, row);
          strictEqual(message.flags, FLAG_LAST);
          const changed = Number(wanted.volume_chg);
          strictEqual(tradedLots, changed, `volume of row ${row}`);
          const isSplit = Number(wanted.market_hit_bid) >= 0 && Number(wanted.market_hit_ask) >= 0;
          if (changed > 0 && isSplit) {
            // Half a lot may be rounded from one side of the spread to the other.
            const error = Math.abs(tickLots - Number(wanted.avgprice) * changed);
            strictEqual(
              error <= lastSpread / 2 + 1e-3,
              true,
              `turnover of row ${row}: off by ${error}`,
            );
            split++;
          }
          lastSpread = Number(wanted.ask1) - Number(wanted.bid1);
          tradedLots = tickLots = 0;
          // The file's other clock, Shanghai's, shows the same instant.
          const millis = epochMillis + message.exchNanos / 1e6;
          const local = (wanted.timestamp as Date).getTime() - SHANGHAI_AHEAD_MILLIS;
          strictEqual(Math.abs(millis - local) < 1.001, true, `time of row ${row}`);
        }
      },
    });
    strictEqual(row, rows);
    strictEqual(split > 0.8 * rows, true, `${split} rows compared`);
    strictEqual(result.counters.records, rows);
    strictEqual(result.counters.quotes, rows);
    deepStrictEqual(result.problems, []);
    deepStrictEqual(result.instruments.list().map(({ symbol, scale }) => [symbol, scale]), [[
      "rb2510",
      { priceDecimals: 0, tickUnits: 1, lotDecimals: 0, lotUnits: 1 },
    ]]);
  });
}

/** A block of one-level rows: [ask, ask size, bid, bid size], the other levels absent. */
function blockOf(rows: readonly (readonly [number, number, number, number])[]): SnapshotBlock {
  const column = (pick: (row: readonly number[]) => number) => Float64Array.from(rows, pick);
  const absent = new Float64Array(rows.length);
  return {
    rowFrom: 0,
    rows: rows.length,
    symbols: rows.map(() => "rb2510"),
    epochMicros: absent,
    levels: Array.from({ length: 20 }, (_, f) => f < 4 ? column((row) => row[f]) : absent),
    averagePrice: absent,
    soldLots: absent,
    boughtLots: absent,
  };
}

Deno.test("SnapshotLevels refuses rows that cannot be a book", () => {
  const levels = new SnapshotLevels(1);
  const good = [2_975, 10, 2_974, 20] as const;
  const bad = [
    [2_974, 10, 2_974, 20],
    [2_973, 10, 2_974, 20],
    [2_975, -1, 2_974, 20],
    [2_975, 1.5, 2_974, 20],
    [2_975.5, 10, 2_974, 20],
    [-1, 10, 2_974, 20],
    [1e12, 10, 2_974, 20],
  ] as const;
  const block = blockOf([good, ...bad]);
  strictEqual(levels.read(block, 0), true);
  for (let row = 1; row <= bad.length; row++) {
    strictEqual(levels.read(block, row), false, `${bad[row - 1]}`);
    strictEqual(levels.askTicks, 2_975);
    strictEqual(levels.isFirst, true);
  }
});

Deno.test("SnapshotLevels takes an absent side for an empty one", () => {
  const levels = new SnapshotLevels(1);
  strictEqual(levels.read(blockOf([[0, 0, 2_974, 20]]), 0), true);
  deepStrictEqual([levels.askLots, levels.bidTicks, levels.bidLots], [0, 2_974, 20]);
});

Deno.test("chooseColumns() names the columns that are missing", () => {
  const names = ["instrumentID", "epochTime", "volume"];
  for (let k = 1; k <= 5; k++) names.push(`bid${k}`, `ask${k}`, `bidSize${k}`, `askSize${k}`);
  strictEqual(chooseColumns("x.parquet", new Set(names)).length, 22);
  strictEqual(
    chooseColumns("x.parquet", new Set([...names, "avgprice"])).includes("avgprice"),
    true,
  );
  names.splice(names.indexOf("bid3"), 1);
  names.splice(names.indexOf("epochTime"), 1);
  throws(() => chooseColumns("x.parquet", new Set(names)), {
    name: "UserError",
    message: "x.parquet: lacks columns of five-level snapshots: epochTime, bid3",
  });
});

dataTest("ShfeSource says so when the file is cut or damaged", [
  "shfe_rb/rb_20250605.parquet",
], async ([path]) => {
  const bytes = await Deno.readFile(path);
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/cut.parquet`, bytes.subarray(0, 1_000_000));
    await rejects(
      driveSource(ShfeSource.fromPath(`${folder}/cut.parquet`)),
      /^UserError: cut\.parquet: no readable Parquet file of 1000000 bytes/,
    );
    await Deno.writeFile(`${folder}/bad.parquet`, bytes.fill(0xff, 1_000_000, 1_001_000));
    await rejects(
      driveSource(ShfeSource.fromPath(`${folder}/bad.parquet`)),
      /^UserError: bad\.parquet rows 1 to 41201: damaged/,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
