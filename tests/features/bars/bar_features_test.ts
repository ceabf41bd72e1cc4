/** The bars group against a twin that recomputes everything from all frames. */
import assert from "node:assert/strict";
import { BarFeatures } from "../../../core/features/groups/bar_features.ts";
import {
  type BarInterval,
  FIVE_MINUTE_BARS,
  MINUTE_BARS,
  SECOND_BARS,
} from "../../../core/features/bars/bar_interval.ts";
import type { TestFrame } from "../frames.ts";
import {
  barFrame,
  type BarValues,
  madeBars,
  randomTrades,
  rawBars,
  runBars,
  SECOND,
  slowBars,
  tradeFrame,
} from "./bar_rig.ts";
import { slowFeatures } from "./slow_features.ts";

/** Compares all features of one interval at every `stride`-th frame; counts the valid ones. */
function compareWithTwin(
  frames: readonly TestFrame[],
  interval: BarInterval,
  stride: number,
): number {
  const values = runBars(frames);
  const prefix = `bar_${interval.label}_`;
  const names = BarFeatures.definitions.map(({ name }) => name).filter((name) =>
    name.startsWith(prefix)
  );
  let valid = 0;
  for (let n = 0; n < frames.length; n += stride) {
    const expected = slowFeatures(slowBars(frames.slice(0, n + 1), interval));
    for (const name of names) {
      const rest = name.slice(prefix.length);
      assert.ok(expected.has(rest), `the twin knows ${rest}`);
      assertClose(values[n](name), expected.get(rest), `${name}, frame ${n}`);
      if (expected.get(rest) !== undefined) valid++;
    }
  }
  return valid / names.length;
}

function assertClose(actual: number | undefined, expected: number | undefined, where: string) {
  assert.equal(actual !== undefined, expected !== undefined, `validity of ${where}`);
  // Single precision, and the rounding of logarithms of prices around 10⁴ ticks.
  const tolerance = 1e-8 + 2e-7 * Math.abs(expected ?? 0);
  const found = actual ?? 0;
  assert.ok(Math.abs(found - (expected ?? 0)) <= tolerance, `${where}: ${found}, twin ${expected}`);
}

const RANDOM = { tradeProbability: 0.6, silenceProbability: 0.02 };

Deno.test("update() equals the twin on bars of a second (busy, with silences)", () => {
  const shape = { seed: 1, frames: 500, meanStepNanos: 300e6, ...RANDOM };
  const frames = randomTrades({ ...shape, longestSilenceNanos: 30 * SECOND });
  assert.ok(compareWithTwin(frames, SECOND_BARS, 3) > 100);
});

Deno.test("update() equals the twin on bars of a second (rare trades, histories that begin anew)", () => {
  const shape = { seed: 2, frames: 500, meanStepNanos: 2 * SECOND, ...RANDOM };
  const frames = randomTrades({ ...shape, longestSilenceNanos: 200 * SECOND });
  assert.ok(compareWithTwin(frames, SECOND_BARS, 3) > 50);
});

Deno.test("update() equals the twin on bars of a minute and of five", () => {
  const shape = { seed: 3, frames: 600, meanStepNanos: 25 * SECOND, ...RANDOM };
  const frames = randomTrades({ ...shape, longestSilenceNanos: 600 * SECOND });
  assert.ok(compareWithTwin(frames, MINUTE_BARS, 5) > 50);
  assert.ok(compareWithTwin(frames, FIVE_MINUTE_BARS, 5) > 50);
});

Deno.test("update() equals the twin on a source's bars of a minute, with minutes missing", () => {
  const frames = madeBars(250).map((bar, i) => barFrame(bar, (2_000 + i) * 60 * SECOND, 60))
    .filter((_, i) => i % 7 !== 3 && (i < 60 || i > 75));
  assert.ok(compareWithTwin(frames, MINUTE_BARS, 4) > 40);
  assert.ok(compareWithTwin(frames, FIVE_MINUTE_BARS, 4) > 20);
});

Deno.test("update() says nothing of the bar that is filling", () => {
  const frames = randomTrades({ seed: 4, frames: 400, meanStepNanos: 200e6, ...RANDOM });
  const plain = rawBars(frames);
  for (let n = 60; n < frames.length; n += 17) {
    const second = Math.floor(frames[n].recvNanos / SECOND);
    const changed = frames.slice(0, n + 1).map((frame) =>
      Math.floor(frame.recvNanos / SECOND) === second
        ? tradeFrame(frame.recvNanos, [77_777], 1_000)
        : frame
    );
    assert.deepEqual(rawBars(changed)[n], plain[n]);
  }
});

Deno.test("update() is valid after the warm-up that the definitions state, and not sooner", () => {
  // A session that begins at a border leaves that bar out.
  const stepNanos = SECOND / 2;
  const frames = Array.from(
    { length: 80 },
    (_, n) => tradeFrame(43_200e9 + n * stepNanos, [100 + (n % 5)]),
  );
  const rows = rawBars(frames);
  BarFeatures.definitions.forEach(({ name, warmUp, window, memory }, i) => {
    assert.ok(window.nanos <= warmUp.nanos && warmUp.nanos < memory.nanos, name);
    if (!name.startsWith("bar_1s_")) return;
    const firstValid = rows.findIndex((row) => !Number.isNaN(row[i]));
    assert.equal(firstValid * stepNanos, warmUp.nanos, name);
  });
});

Deno.test("update() comes to the same bytes wherever a session began, after the stated memory", () => {
  const busy = randomTrades({
    seed: 5,
    frames: 3_000,
    meanStepNanos: 700e6,
    tradeProbability: 0.4,
    silenceProbability: 0.01,
    longestSilenceNanos: 70 * SECOND,
  });
  const begin = busy[busy.length - 1].recvNanos;
  // Then a price that does not move for longer than any memory, and a market that wakes up.
  const still = Array.from(
    { length: 1_500 },
    (_, n) => tradeFrame(begin + (n + 1) * SECOND, n % 40 < 3 ? [9_999] : []),
  );
  const awake = randomTrades({ seed: 6, frames: 1_200, meanStepNanos: SECOND, ...RANDOM });
  const later = begin + 1_501 * SECOND - awake[0].recvNanos;
  const frames = [
    ...busy,
    ...still,
    ...awake.map((frame) => ({ ...frame, recvNanos: frame.recvNanos + later })),
  ];
  const whole = rawBars(frames);
  let compared = 0;
  for (const from of [1, 13, 180, 731, 1_502, 2_750, 2_999, 3_001, 3_300]) {
    const resumed = rawBars(frames.slice(from));
    BarFeatures.definitions.forEach(({ name, memory }, i) => {
      resumed.forEach((row, n) => {
        if (frames[from + n].recvNanos - frames[from].recvNanos < memory.nanos) return;
        assert.ok(
          Object.is(row[i], whole[from + n][i]),
          `${name}, from ${from}, frame ${from + n}`,
        );
        if (!Number.isNaN(row[i])) compared++;
      });
    });
  }
  assert.ok(compared > 100_000, `${compared} values compared`);
});

Deno.test("update() leaves the vector alone between closes", () => {
  const frames = randomTrades({ seed: 7, frames: 200, meanStepNanos: 100e6, ...RANDOM });
  const group = rawBars(frames);
  for (let n = 1; n < frames.length; n++) {
    const seconds = [n - 1, n].map((i) => Math.floor(frames[i].recvNanos / SECOND));
    if (seconds[0] === seconds[1]) assert.deepEqual(group[n], group[n - 1]);
  }
});

Deno.test("update() stays finite or invalid when prices jump, vanish or turn negative", () => {
  const hostile = Array.from({ length: 900 }, (_, n) => {
    const ticks = n % 53 === 0 ? 0 : n % 31 === 0 ? -5_000 : n % 11 === 0 ? 2 ** 30 : 5_000 + n;
    const recvNanos = 43_200e9 + n * 0.9 * SECOND - (n % 17 === 0 ? 5 * SECOND : 0);
    return n % 3 === 1
      ? tradeFrame(recvNanos)
      : tradeFrame(recvNanos, [ticks, ticks + 1], n % 7 === 0 ? 0 : n % 13 === 0 ? 2 ** 52 : 1);
  });
  const healed = Array.from(
    { length: 700 },
    (_, n) => tradeFrame(44_100e9 + n * SECOND, [100 + (n % 7)]),
  );
  for (const row of rawBars([...hostile, ...healed])) {
    assert.ok(row.every((value) => Number.isNaN(value) || Number.isFinite(value)));
  }
  const values = runBars([...hostile, ...healed]);
  const alone = runBars(healed);
  const seconds = BarFeatures.definitions.map(({ name }) => name).filter((name) =>
    name.startsWith("bar_1s_")
  );
  const all = (value: BarValues) => seconds.map((name) => value(name));
  assert.deepEqual(all(values[values.length - 1]), all(alone[alone.length - 1]));
});
