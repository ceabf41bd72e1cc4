/** Decayed sums against the sum over all events, and the end of their memory to the last bit. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { DECAYED_SUM_MEMORY, DecayedSums } from "../../../core/features/windows/decayed_sums.ts";
import { FrameInputs } from "../../../core/features/inputs/frame_inputs.ts";

const SEED = 20_240_811;
const DECAY_NANOS = 1_000;

interface Step {
  readonly elapsedNanos: number;
  readonly amount: number;
}

const steps = fc.array(
  fc.record({
    elapsedNanos: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 3 * DECAY_NANOS }),
      fc.constant(DECAY_NANOS),
      fc.integer({ min: 18 * DECAY_NANOS, max: 25 * DECAY_NANOS }),
    ),
    amount: fc.integer({ min: 0, max: 1_000 }),
  }),
  { minLength: 1, maxLength: 80 },
);

/** The sum after each step; the second sum counts twice as much. */
function run(fromNanos: number, history: readonly Step[]): number[] {
  const sums = new DecayedSums(DECAY_NANOS, 2);
  const inputs = new FrameInputs();
  inputs.nowNanos = fromNanos;
  return history.map(({ elapsedNanos, amount }, n) => {
    inputs.elapsedNanos = n === 0 ? 0 : elapsedNanos;
    inputs.nowNanos += inputs.elapsedNanos;
    sums.added[0] = amount;
    sums.added[1] = 2 * amount;
    sums.push(inputs);
    assert.equal(sums.values[1], 2 * sums.values[0]);
    return sums.values[0];
  });
}

Deno.test(`DecayedSums equals the sum over all events (seed ${SEED})`, () => {
  const property = fc.property(fc.integer({ min: -9_999, max: 9_999 }), steps, (from, history) => {
    let now = from;
    const times: number[] = [];
    run(from, history).forEach((found, n) => {
      if (n > 0) now += history[n].elapsedNanos;
      times.push(now);
      const expected = times.reduce(
        (sum, time, i) => sum + history[i].amount * Math.exp((time - now) / DECAY_NANOS),
        0,
      );
      // What has left the memory weighs less than e⁻²⁰ of 80 events of 1,000.
      const tolerance = 80_000 * Math.exp(-20) + 1e-12 * expected;
      assert.ok(Math.abs(found - expected) <= tolerance, `${found}, expected ${expected}`);
    });
  });
  fc.assert(property, { seed: SEED, numRuns: 300 });
});

Deno.test(`DecayedSums come to the same doubles when they begin later (seed ${SEED})`, () => {
  const property = fc.property(steps, steps, (early, late) => {
    const whole = run(0, [...early, ...late]).slice(early.length);
    const openedAt = [...early.slice(1), late[0]].reduce((sum, s) => sum + s.elapsedNanos, 0);
    const resumed = run(openedAt, late);
    let age = 0;
    resumed.forEach((value, n) => {
      if (n > 0) age += late[n].elapsedNanos;
      if (age >= DECAYED_SUM_MEMORY * DECAY_NANOS) assert.equal(whole[n], value);
    });
  });
  fc.assert(property, { seed: SEED, numRuns: 300 });
});

Deno.test("DecayedSums are exactly 0 again when nothing came for the length of their memory", () => {
  const silence = { elapsedNanos: DECAYED_SUM_MEMORY * DECAY_NANOS, amount: 0 };
  assert.deepEqual(run(500, [{ elapsedNanos: 0, amount: 2 ** 50 }, silence]), [2 ** 50, 0]);
});
