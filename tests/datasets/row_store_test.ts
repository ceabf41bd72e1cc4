import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { FRAME_WORDS } from "../../core/wire/frame.ts";
import { DatasetSink } from "../../datasets/dataset_sink.ts";
import { claim, settle } from "../../datasets/destination.ts";
import type { LabelRule } from "../../datasets/label_rule.ts";
import { RowAgent } from "../../datasets/row_agent.ts";
import { RowBuffer } from "../../datasets/row_buffer.ts";
import { columnScratch } from "../../datasets/row_group.ts";
import type { RowSpan } from "../../datasets/row_span.ts";
import { RowStore } from "../../datasets/row_store.ts";
import { rowWidthOf, TILE_ROWS, TilePool } from "../../datasets/row_tile.ts";
import { TableLayout } from "../../datasets/table_layout.ts";
import { FrameRing, makeFrames } from "../inference/frame_stream.ts";
import { inFolder, parquetPaths, readParquet } from "./read_parquet.ts";

const FEATURE_INDEXES = Int32Array.of(0, 2);
const LAYOUT = new TableLayout({
  featureIndexes: FEATURE_INDEXES,
  featureNames: ["a", "b"],
  hasMask: false,
  hasNames: false,
});
const DAY_NANOS = 86_400e9;

function ruleOf(frames: number): LabelRule {
  return {
    horizon: { unit: "frames", frames },
    smoothing: "none",
    threshold: { unit: "ticks", ticks: 0 },
  };
}

/** Drives made-up frames through agent and store; what came out, by instrument. */
async function storedRows(mostBytes: number, horizon: number, chunk: number) {
  const ring = new FrameRing(128);
  const byInstrument = new Map<number, unknown[]>();
  let groups = 0;
  const sink = {
    take(id: number, span: RowSpan) {
      groups++;
      const own = byInstrument.get(id) ?? [];
      byInstrument.set(id, own);
      const { rows } = span;
      const group = LAYOUT.group(span, 0, rows, { venue: "v", symbol: "s" }, 0);
      const columns = LAYOUT.columns.map((_, i) => group.column(i, columnScratch(rows)));
      for (let row = 0; row < rows; row++) own.push(columns.map((values) => values[row]));
      span.release();
    },
    work: () => false,
    finish() {},
    close() {},
  };
  const move = { unit: "ticks", ticks: 0 } as const;
  const store = new RowStore({
    featureIndexes: FEATURE_INDEXES,
    hasMask: false,
    move,
    groupRows: 65_536,
    sink,
    mostBytes,
  });
  const agent = new RowAgent({
    frames: ring.follower,
    rule: ruleOf(horizon),
    everyFrames: 1,
    receiver: store,
  });
  await ring.drive(agent, makeFrames(5, 3_000, 6), () => chunk);
  agent.doWork();
  assert.ok(agent.done);
  assert.equal(store.rows, 3_000);
  return { byInstrument, groups };
}

Deno.test("RowStore hands on the same rows in any chunks and with any memory", async () => {
  const expected = await storedRows(1e9, 20, 100);
  const rows = [...expected.byInstrument.values()].map((own) => own.length);
  assert.equal(rows.reduce((sum, count) => sum + count, 0), 3_000);
  assert.equal(expected.groups, 6);
  for (const chunk of [1, 64]) {
    const small = await storedRows(40_000, 20, chunk);
    assert.deepEqual(small.byInstrument, expected.byInstrument);
    assert.ok(small.groups > 12, "it had to hand on earlier");
  }
});

Deno.test("RowStore says so when more rows wait for labels than there is memory for", async () => {
  await assert.rejects(
    storedRows(40_000, 10_000, 64),
    (thrown) => thrown instanceof UserError && /^--horizon: more rows wait/.test(thrown.message),
  );
});

Deno.test("DatasetSink puts every day of an instrument into its own folder", async () => {
  await inFolder(async (folder) => {
    const destination = claim(`${folder}/out`);
    const layout = new TableLayout({
      featureIndexes: Int32Array.of(0),
      featureNames: ["a"],
      hasMask: false,
      hasNames: false,
    });
    const sink = new DatasetSink({
      destination,
      layout,
      compression: "none",
      nameOf: () => ({ venue: "v", symbol: "A/B c" }),
      epochMillis: () => Date.UTC(2024, 1, 28),
    });
    const buffer = new RowBuffer(Int32Array.of(0), false, new TilePool(rowWidthOf(1, false)));
    const times = [DAY_NANOS - 1, DAY_NANOS, 2 * DAY_NANOS - 1, 2 * DAY_NANOS, DAY_NANOS + 5];
    times.forEach((nanos, row) => {
      buffer.add(new Int32Array(FRAME_WORDS), 0);
      const { heads } = buffer.tileOf(row);
      [nanos, nanos, row, NaN, 1].forEach((value, i) => heads[i * TILE_ROWS + row] = value);
    });
    sink.take(0, buffer.cut(times.length));
    sink.finish();
    assert.deepEqual(sink.end({}).files, 3);
    settle(destination);
    const days = ["2024-02-28", "2024-02-29", "2024-03-01"];
    const paths = days.map((date) => `venue=v/symbol=A%2FB%20c/date=${date}/part-0.parquet`);
    assert.deepEqual(parquetPaths(destination.path), paths);
    const { rows, metadata } = await readParquet(`${destination.path}/${paths[1]}`);
    assert.deepEqual(rows.map(({ frame }) => Number(frame)), [1, 2, 4]);
    assert.equal(metadata.row_groups.length, 2, "the row that came late is a group of its own");
    assert.ok(!("symbol" in rows[0]), "its path says which instrument it is");
  });
});
