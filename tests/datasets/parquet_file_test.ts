import assert from "node:assert/strict";
import fc from "fast-check";
import { CsvFile } from "../../datasets/csv_file.ts";
import { ChunkEncoder } from "../../datasets/parquet/column_chunk.ts";
import { LongSplitter, MICROS, NANOS, PLAIN_NUMBER } from "../../datasets/parquet/long.ts";
import { ParquetFile } from "../../datasets/parquet/parquet_file.ts";
import {
  type Column,
  NO_CLASS,
  type RowGroup,
  type TableWriter,
} from "../../datasets/row_group.ts";
import { inFolder, readParquet, type Row } from "./read_parquet.ts";

const SEED = 20_260_118;
const EPOCH_MILLIS = Date.UTC(2024, 7, 8);

const COLUMNS: readonly Column[] = [
  { name: "symbol", kind: "text", nullable: false },
  { name: "at", kind: "time", nullable: false },
  { name: "at_nanos", kind: "nanos", nullable: false },
  { name: "sequence", kind: "long", nullable: true },
  { name: "mid", kind: "double", nullable: true },
  { name: "feature", kind: "float", nullable: true },
  { name: "sure", kind: "float", nullable: false },
  { name: "mask", kind: "bits", nullable: false },
  { name: "class", kind: "class", nullable: true },
];

/** Rows as plain values: null where there is none. */
interface PlainRow {
  readonly nanos: number;
  readonly sequence: number | null;
  readonly mid: number | null;
  readonly feature: number | null;
  readonly sure: number;
  readonly mask: number;
  readonly class: number | null;
}

const float = fc.float({ noNaN: true, noDefaultInfinity: true });
const ROW = fc.record<PlainRow>({
  nanos: fc.integer({ min: -86_400e9, max: 100 * 86_400e9 }),
  sequence: fc.option(fc.maxSafeNat(), { nil: null }),
  mid: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null }),
  feature: fc.option(float, { nil: null }),
  sure: float,
  mask: fc.nat(0xffff_ffff),
  class: fc.option(fc.nat(2), { nil: null }),
});
/** Groups of all kinds: all there, nothing there, a mixture; of rows that come once, or in runs. */
const GROUP = fc.tuple(
  fc.constantFrom("A", "BTC-USD"),
  fc.constantFrom(0, 1, 2),
  fc.constantFrom(1, 20, 300),
).chain(
  ([symbol, nulls, run]) =>
    fc.array(ROW, { minLength: 1, maxLength: 40, size: "max" }).map((rows) => ({
      symbol,
      rows: rows.flatMap((row) => Array.from({ length: run }, () => row)).map((row) => {
        if (nulls === 0) return row;
        const gone = { sequence: null, mid: null, feature: null, class: null };
        return nulls === 1 ? { ...row, ...gone } : { ...row, mid: 1, sequence: 5, class: 1 };
      }),
    })),
);

function groupOf(symbol: string, rows: readonly PlainRow[]): RowGroup {
  const doubles = (of: (row: PlainRow) => number | null) =>
    Float64Array.from(rows, (row) => of(row) ?? NaN);
  const values = [
    symbol,
    doubles(({ nanos }) => nanos),
    doubles(({ nanos }) => nanos),
    doubles(({ sequence }) => sequence),
    doubles(({ mid }) => mid),
    Float32Array.from(rows, ({ feature }) => feature ?? NaN),
    Float32Array.from(rows, ({ sure }) => sure),
    Int32Array.from(rows, ({ mask }) => mask),
    Int32Array.from(rows, (row) => row.class ?? NO_CLASS),
  ];
  return {
    rows: rows.length,
    epochMillis: EPOCH_MILLIS,
    column: (i) => values[i],
    isFull: (i) => COLUMNS[i].name === "feature" && rows.every(({ feature }) => feature !== null),
  };
}

/** Writes a group to its end. */
function append(file: TableWriter, group: RowGroup): void {
  for (const _ of file.append(group));
}

function expectedRow(symbol: string, row: PlainRow): Row {
  const nanos = BigInt(EPOCH_MILLIS) * 1_000_000n + BigInt(row.nanos);
  return {
    symbol,
    at: new Date(EPOCH_MILLIS + Math.floor(Math.floor(row.nanos / 1e3) / 1e3)),
    at_nanos: nanos,
    sequence: row.sequence === null ? null : BigInt(row.sequence),
    mid: row.mid,
    feature: row.feature,
    sure: row.sure,
    mask: row.mask,
    class: row.class,
  };
}

for (const compression of ["none", "zstd"] as const) {
  Deno.test(`ParquetFile gives back what was put in, compression ${compression}`, async () => {
    await inFolder(async (folder) => {
      let files = 0;
      const encoder = new ChunkEncoder(compression);
      await fc.assert(
        fc.asyncProperty(fc.array(GROUP, { maxLength: 4 }), async (groups) => {
          const path = `${folder}/${files++}.parquet`;
          const file = new ParquetFile(path, COLUMNS, encoder);
          for (const { symbol, rows } of groups) append(file, groupOf(symbol, rows));
          file.end({ note: "naïve" });
          const { rows, metadata } = await readParquet(path);
          const expected = groups.flatMap(({ symbol, rows }) =>
            rows.map((row) => expectedRow(symbol, row))
          );
          assert.deepEqual(rows, expected);
          assert.equal(file.bytes, Deno.statSync(path).size);
          assert.equal(metadata.row_groups.length, groups.length);
          assert.deepEqual(metadata.key_value_metadata, [{ key: "note", value: "naïve" }]);
        }),
        { seed: SEED, numRuns: 60 },
      );
    });
  });
}

Deno.test("ParquetFile tells how many nulls there are and between which times a group lies", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/a.parquet`;
    const row = { sequence: null, mid: 2, feature: null, sure: 1, mask: 0, class: null };
    const file = new ParquetFile(path, COLUMNS, new ChunkEncoder("zstd"));
    append(file, groupOf("A", [{ ...row, nanos: 3_000 }, { ...row, nanos: 1_999, feature: 1 }]));
    file.end({});
    const { metadata } = await readParquet(path);
    const statisticsOf = (column: number) =>
      metadata.row_groups[0].columns[column].meta_data?.statistics;
    assert.equal(statisticsOf(0)?.min_value, "A");
    assert.deepEqual(statisticsOf(1)?.min_value, new Date(EPOCH_MILLIS));
    assert.equal(statisticsOf(2)?.min_value, BigInt(EPOCH_MILLIS) * 1_000_000n + 1_999n);
    assert.equal(statisticsOf(2)?.max_value, BigInt(EPOCH_MILLIS) * 1_000_000n + 3_000n);
    assert.equal(statisticsOf(5)?.null_count, 1n);
  });
});

Deno.test("LongSplitter splits what BigInt would, before and after 1970", () => {
  const words = new Int32Array(2);
  const long = new BigInt64Array(words.buffer);
  fc.assert(
    fc.property(
      fc.integer({ min: -4e12, max: 4e12 }),
      fc.maxSafeInteger(),
      (epochMillis, value) => {
        const epoch = BigInt(epochMillis);
        new LongSplitter(epochMillis, NANOS).split(value, words, 0);
        assert.equal(long[0], epoch * 1_000_000n + BigInt(value));
        new LongSplitter(epochMillis, MICROS).split(value, words, 0);
        assert.equal(long[0], epoch * 1_000n + BigInt(Math.floor(value / 1_000)));
        new LongSplitter(epochMillis, PLAIN_NUMBER).split(value, words, 0);
        assert.equal(long[0], BigInt(value));
      },
    ),
    { seed: SEED, numRuns: 2_000 },
  );
});

Deno.test("CsvFile writes nanoseconds, leaves gaps empty and keeps real numbers real", async () => {
  await inFolder((folder) => {
    const path = `${folder}/a.csv`;
    const file = new CsvFile(path, COLUMNS);
    const nanos = 34_200e9 + 13_994_120;
    const row = { nanos, sequence: 7, mid: 580.19, feature: 2, sure: 0.5, mask: 2 ** 31, class: 0 };
    const gone = { ...row, nanos: -1, sequence: null, mid: null, feature: null, class: null };
    append(file, groupOf('A "quoted", B', [row, gone]));
    file.end();
    const [head, first, second, end] = Deno.readTextFileSync(path).split("\n");
    assert.equal(head, "symbol,at,at_nanos,sequence,mid,feature,sure,mask,class");
    const quoted = '"A ""quoted"", B"';
    assert.equal(
      first,
      `${quoted},2024-08-08T09:30:00.013994120Z,1723109400013994120,7,580.19,2.0,0.5,2147483648,0`,
    );
    assert.equal(
      second,
      `${quoted},2024-08-07T23:59:59.999999999Z,1723075199999999999,,,,0.5,2147483648,`,
    );
    assert.equal(end, "");
    assert.equal(file.bytes, Deno.statSync(path).size);
  });
});
