import assert from "node:assert/strict";
import fc from "fast-check";
import { joinRows, type Rows, RowTable, splitByTime } from "../../models/dataset.ts";
import { makeRows } from "./made_rows.ts";

const SEED = 20_260_105;

/** Rows of instruments of different speed: spans differ, order is that of the labels. */
const rowsArbitrary = fc.array(
  fc.record({ gap: fc.integer({ min: 0, max: 9 }), span: fc.integer({ min: 1, max: 30 }) }),
  { minLength: 10, maxLength: 300 },
).map((steps) => {
  const table = new RowTable(["x"], ["A"]);
  let resolvedAt = 40;
  for (const { gap, span } of steps) {
    resolvedAt += gap;
    table.add(Float64Array.of(0), 0, 0, resolvedAt - span, resolvedAt, 0, 0);
  }
  return table.rows();
});

Deno.test("splitByTime() leaves no label of one part inside another, whatever the spans", () => {
  fc.assert(
    fc.property(rowsArbitrary, (rows) => {
      const { train, validation, test, purged } = splitByTime(rows);
      const parts = [train, validation, test];
      for (let i = 0; i < 2; i++) {
        const end = Math.max(...parts[i].resolvedAt);
        const begin = Math.min(...parts.slice(i + 1).flatMap(({ sequences }) => [...sequences]));
        assert.ok(end < begin, `part ${i} knows prices up to ${end}, the next starts at ${begin}`);
      }
      assert.equal(train.count + validation.count + test.count + purged, rows.count);
      assert.equal(purged, reachingOver(rows));
    }),
    { seed: SEED },
  );
});

/** Rows whose label begins before a border and ends at it or behind. */
function reachingOver({ count, sequences, resolvedAt }: Rows): number {
  const borders = [0.6, 0.8].map((share) => resolvedAt[Math.floor(share * count)]);
  return resolvedAt.filter((end, row) =>
    borders.some((border) => sequences[row] < border && end >= border)
  ).length;
}

Deno.test("splitByTime() purges the labels over its borders and nothing else", () => {
  const rows = makeRows(1, 1_000, 1, 25);
  const { train, validation, test, purged } = splitByTime(rows, 0.5, 0.25);
  assert.equal(purged, 2 * 25);
  assert.deepEqual([train.count, validation.count, test.count], [500, 225, 225]);
  assert.equal(test.sequences[test.count - 1], 1_000);
});

Deno.test("joinRows() puts runs one after the other and keeps symbols apart", () => {
  const one = makeRows(1, 10, 1);
  const other = { ...makeRows(2, 10, 1), symbols: ["TWO", "THREE"] };
  const joined = joinRows([one, other]);
  assert.deepEqual(joined.symbols, ["ONE", "TWO", "THREE"]);
  assert.equal(joined.count, 20);
  assert.deepEqual([...joined.symbolOf.slice(8, 12)], [0, 1, 1, 2]);
  assert.ok(joined.sequences[10] > joined.resolvedAt[9]);
  assert.deepEqual(joined.values.slice(30), other.values);
  for (let row = 1; row < 20; row++) {
    assert.ok(joined.resolvedAt[row] >= joined.resolvedAt[row - 1]);
  }
});
