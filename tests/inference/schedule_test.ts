import assert from "node:assert/strict";
import fc from "fast-check";
import { Schedule } from "../../core/inference/schedule.ts";

const SEED = 20_260_101;

Deno.test("Schedule is due at every Nth frame, whatever the time, when frames count", () => {
  const schedule = new Schedule({ everyFrames: 3 });
  const due = [5, 5, 5, 1, 9e18, 0, 7].map((recvNanos) => schedule.due(recvNanos));
  assert.deepEqual(due, [false, false, true, false, false, true, false]);
});

Deno.test("Schedule is due at the first frame of each period when time counts", () => {
  const schedule = new Schedule({ everyMillis: 10 });
  const due = [0, 9e6, 10e6, 10e6, 19.9e6, 45e6, 49e6, 50e6].map((nanos) => schedule.due(nanos));
  assert.deepEqual(due, [true, false, true, false, false, true, false, true]);
});

Deno.test("Schedule starts no period when time runs backwards", () => {
  const schedule = new Schedule({ everyMillis: 10 });
  const due = [100e6, 20e6, 99e6, 109e6, 110e6].map((nanos) => schedule.due(nanos));
  assert.deepEqual(due, [true, false, false, false, true]);
});

Deno.test("Schedule is due once for each period that holds a frame", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 5_000_000_000 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 500 }),
      (times, everyMillis) => {
        const sorted = times.sort((a, b) => a - b);
        const schedule = new Schedule({ everyMillis });
        const due = sorted.filter((nanos) => schedule.due(nanos)).length;
        const periods = new Set(sorted.map((nanos) => Math.floor(nanos / (everyMillis * 1e6))));
        assert.equal(due, periods.size);
      },
    ),
    { seed: SEED },
  );
});
