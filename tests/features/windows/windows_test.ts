/** Windows and lags against sums over plain arrays. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  COLUMN_EVENTS,
  COLUMN_SQUARE,
  ROW_LENGTH,
  ROW_NANOS,
} from "../../../core/features/inputs/columns.ts";
import { EventWindow } from "../../../core/features/windows/event_window.ts";
import { TimeLag } from "../../../core/features/windows/time_lag.ts";
import { BUCKETS, TimeWindow } from "../../../core/features/windows/time_window.ts";

const SEED = 20_240_808;
const WINDOW_NANOS = 2_000;
const BUCKET_NANOS = WINDOW_NANOS / BUCKETS;

function rowOf(value: number, nanos = 0): Float64Array {
  const row = new Float64Array(ROW_LENGTH);
  row[COLUMN_EVENTS] = 1;
  row[COLUMN_SQUARE] = value;
  row[ROW_NANOS] = nanos;
  return row;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

Deno.test(`EventWindow equals the sum of the last N when integers are pushed (seed ${SEED})`, () => {
  const property = fc.property(
    fc.integer({ min: 1, max: 12 }),
    fc.array(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), { maxLength: 60 }),
    (length, values) => {
      const window = new EventWindow(length, COLUMN_SQUARE, COLUMN_SQUARE);
      values.forEach((value, i) => {
        window.push(rowOf(value));
        const expected = i < length ? NaN : sum(values.slice(i + 1 - length, i + 1));
        assert.equal(window.totals[COLUMN_SQUARE], expected);
      });
    },
  );
  fc.assert(property, { seed: SEED, numRuns: 300 });
});

Deno.test(`EventWindow.pushZeros() does what pushes of zeros do (seed ${SEED})`, () => {
  const property = fc.property(
    fc.integer({ min: 1, max: 12 }),
    fc.array(fc.record({ value: fc.nat(9), zeros: fc.nat(30) }), { maxLength: 20 }),
    (length, steps) => {
      const window = new EventWindow(length, COLUMN_SQUARE, COLUMN_EVENTS);
      const twin = new EventWindow(length, COLUMN_SQUARE, COLUMN_EVENTS);
      for (const { value, zeros } of steps) {
        window.push(rowOf(value));
        twin.push(rowOf(value));
        if (zeros > 0) window.pushZeros(zeros);
        for (let i = 0; i < zeros; i++) twin.push(new Float64Array(ROW_LENGTH));
        assert.deepEqual(window.totals, twin.totals);
      }
    },
  );
  fc.assert(property, { seed: SEED, numRuns: 300 });
});

Deno.test("EventWindow forgets a huge value completely when it has left", () => {
  const window = new EventWindow(50, COLUMN_SQUARE, COLUMN_SQUARE);
  window.push(rowOf(1e18));
  for (let i = 0; i < 10_000; i++) window.push(rowOf(0.1));
  assert.ok(Math.abs(window.totals[COLUMN_SQUARE] - 5) < 1e-12);
});

Deno.test("EventWindow leaves columns unknown when it was not told to keep them", () => {
  const window = new EventWindow(2, COLUMN_SQUARE, COLUMN_SQUARE);
  for (let i = 0; i < 5; i++) window.push(rowOf(1));
  assert.equal(window.totals[COLUMN_SQUARE], 2);
  assert.equal(window.totals[COLUMN_EVENTS], NaN);
});

/** Times with steps of nothing, within a bucket, over several, and beyond a whole window. */
const stepsNanos = fc.array(
  fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: BUCKET_NANOS }),
    fc.integer({ min: 1, max: WINDOW_NANOS }),
    fc.constant(BUCKET_NANOS),
    fc.constant(3 * WINDOW_NANOS),
  ),
  { maxLength: 120 },
);

Deno.test(`TimeWindow equals the sum over its buckets when time moves on (seed ${SEED})`, () => {
  const property = fc.property(
    fc.integer({ min: -5_000, max: 5_000 }),
    stepsNanos,
    (from, steps) => {
      const window = new TimeWindow(WINDOW_NANOS, COLUMN_SQUARE, COLUMN_EVENTS);
      const times: number[] = [];
      let nowNanos = from;
      for (const step of steps) {
        nowNanos += step;
        times.push(nowNanos);
        window.push(rowOf(times.length, nowNanos));
        const bucketOf = (nanos: number) => Math.floor(nanos / BUCKET_NANOS);
        const isWarm = bucketOf(nowNanos) - bucketOf(times[0]) >= BUCKETS;
        const isInside = (nanos: number) => bucketOf(nanos) > bucketOf(nowNanos) - BUCKETS;
        const values = times.map((nanos, i) => isInside(nanos) ? i + 1 : 0);
        assert.equal(window.totals[COLUMN_SQUARE], isWarm ? sum(values) : NaN);
        const count = times.filter(isInside).length;
        assert.equal(window.totals[COLUMN_EVENTS], isWarm ? count : NaN);
        assert.ok(window.coveredNanos >= WINDOW_NANOS - BUCKET_NANOS);
        assert.ok(window.coveredNanos < WINDOW_NANOS);
      }
    },
  );
  fc.assert(property, { seed: SEED, numRuns: 300 });
});

Deno.test(`TimeLag is the value in force when the window began (seed ${SEED})`, () => {
  const property = fc.property(fc.integer({ min: 0, max: 5_000 }), stepsNanos, (from, steps) => {
    const window = new TimeWindow(WINDOW_NANOS);
    const lag = new TimeLag();
    const times: number[] = [];
    let nowNanos = from;
    for (const step of steps) {
      nowNanos += step;
      window.push(rowOf(0, nowNanos));
      // The value of frame i is i, so the lag names the frame whose value was in force.
      lag.push(window.steps, { knownLogMidBefore: times.length - 1 });
      times.push(nowNanos);
      const opening = (Math.floor(nowNanos / BUCKET_NANOS) - BUCKETS + 1) * BUCKET_NANOS;
      const expected = times.filter((nanos) => nanos < opening).length - 1;
      assert.equal(lag.value, expected < 0 ? NaN : expected);
    }
  });
  fc.assert(property, { seed: SEED, numRuns: 300 });
});
