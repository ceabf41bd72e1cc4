/** The calendar as points on circles. */
import assert from "node:assert/strict";
import { TimeOfDay } from "../../../core/features/families/time_of_day.ts";
import type { TestFrame } from "../frames.ts";
import { runFamily } from "./run_family.ts";

const MONDAY = Date.parse("2024-08-05T00:00:00Z");
const DAY_MILLIS = 86_400_000;

/** [day sin, day cos, week sin, week cos] so long after midnight of the epoch. */
function valuesAt(epochMillis: number, ...seconds: number[]): number[][] {
  const frames = seconds.map((second): TestFrame => ({
    recvNanos: second * 1e9,
    bids: [[100, 1]],
    asks: [[101, 1]],
  }));
  return runFamily(new TimeOfDay(epochMillis), TimeOfDay.definitions, frames)
    .map((values) => Object.values(values).map((value) => value ?? NaN));
}

function assertNear(found: readonly number[], expected: readonly number[]): void {
  found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-6, `${found}`));
}

Deno.test("TimeOfDay goes round once a day and once a week, from Monday", () => {
  const [midnight, six, noon] = valuesAt(MONDAY, 0, 6 * 3_600, 12 * 3_600);
  const week = (days: number) =>
    [2 * Math.PI * days / 7].flatMap((a) => [Math.sin(a), Math.cos(a)]);
  assertNear(midnight, [0, 1, 0, 1]);
  assertNear(six, [1, 0, ...week(0.25)]);
  assertNear(noon, [0, -1, ...week(0.5)]);
  const [thursday] = valuesAt(MONDAY + 3 * DAY_MILLIS, 0);
  assertNear(thursday, [0, 1, ...week(3)]);
});

Deno.test("TimeOfDay counts whole seconds, and goes on over midnight and Sunday", () => {
  const sunday = MONDAY + 6 * DAY_MILLIS;
  const [a, b, last, monday, tuesday] = valuesAt(
    sunday,
    86_398.2,
    86_398.9,
    86_399,
    86_400,
    2 * 86_400,
  );
  assert.deepEqual(a, b);
  assert.notDeepEqual(b, last);
  assertNear(monday, [0, 1, 0, 1]);
  assertNear(tuesday.slice(0, 2), [0, 1]);
  assert.ok(Math.hypot(last[2] - monday[2], last[3] - monday[3]) < 2e-5, "neighbours");
});

Deno.test("TimeOfDay is the same whichever midnight is the session's epoch", () => {
  assert.deepEqual(
    valuesAt(MONDAY, 2 * 86_400 + 1_234),
    valuesAt(MONDAY + 2 * DAY_MILLIS, 1_234),
  );
});

Deno.test("TimeOfDay stands still where the clock steps back", () => {
  const [before, after] = valuesAt(MONDAY, 5_000, 1_000);
  assert.deepEqual(after, before);
});
