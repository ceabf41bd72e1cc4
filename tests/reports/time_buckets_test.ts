/** Few points for many values: no spike lost, gaps kept, whatever the length. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { TimeBuckets } from "../../reports/time_buckets.ts";

const MILLI = 1e6;

interface Row {
  readonly stepMillis: number;
  readonly value: number | null;
}

/** Times from one step after the other on, from half past nine on. */
function rowsOf(steps: readonly Row[]): { nanos: number; value: number }[] {
  let nanos = 34_200_000 * MILLI;
  return steps.map(({ stepMillis, value }) => {
    nanos += stepMillis * MILLI;
    return { nanos, value: value ?? NaN };
  });
}

function filled(rows: readonly { nanos: number; value: number }[], most: number): TimeBuckets {
  const buckets = new TimeBuckets(1, most);
  for (const { nanos, value } of rows) buckets.add(nanos, Float64Array.of(value));
  return buckets;
}

const STEPS = fc.array(
  fc.record({
    stepMillis: fc.oneof(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 100_000 }),
    ),
    value: fc.option(fc.integer({ min: -50, max: 50 }), { freq: 4 }),
  }),
  { minLength: 1, maxLength: 300 },
);

Deno.test("TimeBuckets keeps what a slow twin keeps when it doubles its buckets again and again", () => {
  fc.assert(
    fc.property(STEPS, fc.integer({ min: 2, max: 20 }), (steps, most) => {
      const rows = rowsOf(steps);
      const buckets = filled(rows, most);
      const { nanos, values } = buckets.points(0);
      assert.ok(nanos.length <= 2 * most, "at most two points a bucket");
      const groups = Map.groupBy(rows, (row) => Math.floor(row.nanos / buckets.widthNanos));
      const expected = [...groups].flatMap(([number, members]) => {
        const known = members.filter(({ value }) => !Number.isNaN(value));
        if (known.length === 0) return [{ nanos: number * buckets.widthNanos, value: NaN }];
        const least = known.reduce((a, b) => b.value < a.value ? b : a);
        const greatest = known.reduce((a, b) => b.value > a.value ? b : a);
        if (least.value === greatest.value) return [least];
        return least.nanos <= greatest.nanos ? [least, greatest] : [greatest, least];
      });
      assert.deepEqual(values, expected.map(({ value }) => value));
      assert.deepEqual(nanos, expected.map((point) => point.nanos));
    }),
    { seed: 20120621, numRuns: 300 },
  );
});

Deno.test("TimeBuckets loses no spike of a day", () => {
  const day = Array.from({ length: 50_000 }, (_, i) => ({
    nanos: i * 500 * MILLI,
    value: i === 31_337 ? 99 : i === 31_340 ? -99 : Math.sin(i),
  }));
  const { values, nanos } = filled(day, 2_000).points(0);
  assert.ok(values.length <= 4_000 && values.length > 1_000, `${values.length} points`);
  assert.ok(values.includes(99) && values.includes(-99));
  assert.equal(nanos[values.indexOf(99)], 31_337 * 500 * MILLI, "at its own time");
});

Deno.test("TimeBuckets.points() has a gap where no frame has a value, and none in a silence", () => {
  const rows = [0, 1, 2, 3, 50, 51].map((at) => ({
    nanos: at * MILLI,
    value: at === 2 ? NaN : at,
  }));
  assert.deepEqual(filled(rows, 100).points(0).values, [0, 1, NaN, 3, 50, 51]);
});
