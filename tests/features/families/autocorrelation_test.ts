/** Autocorrelation and bipower variation: by hand, and against slow twins. */
import assert from "node:assert/strict";
import { Autocorrelation } from "../../../core/features/families/autocorrelation.ts";
import { Bipower } from "../../../core/features/families/bipower.ts";
import { randomFrames, type TestFrame } from "../frames.ts";
import { assertForgets, compareWithTwin, type FamilyUnderTest } from "./compare_family.ts";
import { runFamily, type Values } from "./run_family.ts";
import { doubleMidOf, eventTimes, finite, sum } from "./twin_parts.ts";

const FAMILIES: Record<string, FamilyUnderTest> = {
  Autocorrelation: {
    make: () => new Autocorrelation(),
    definitions: Autocorrelation.definitions,
    twin: autocorrelationTwin,
  },
  Bipower: { make: () => new Bipower(), definitions: Bipower.definitions, twin: bipowerTwin },
};

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const squares = sum(pairs.map(([r, before]) => (r * r + before * before) / 2));
  return squares === 0 ? 0 : sum(pairs.map(([r, before]) => r * before)) / squares;
}

function pairsOf(returns: readonly number[]): (readonly [number, number])[] {
  return returns.slice(1).map((r, i) => [r, returns[i]] as const);
}

/** Up to frame n from ten frames before. */
function tenFrameReturn(mids: readonly number[], n: number): number {
  const r = 1e4 * Math.log(mids[n] / mids[n - 10]);
  return Number.isNaN(r) ? 0 : r;
}

/** The last `count` whole buckets' returns, the oldest first; undefined before they are known. */
function gridReturns(
  history: readonly TestFrame[],
  bucketNanos: number,
  count: number,
): number[] | undefined {
  const buckets = eventTimes(history).map((nanos) => Math.floor(nanos / bucketNanos));
  const now = buckets[buckets.length - 1];
  if (now - count <= buckets[0]) return undefined;
  const mids = Array.from({ length: count + 1 }, (_, i) => {
    const known = history.filter((_, n) => buckets[n] < now - count + i).map(doubleMidOf);
    return known.findLast((mid) => mid !== undefined) ?? NaN;
  });
  return mids.slice(1).map((mid, i) => 1e4 * Math.log(mid / mids[i]));
}

function autocorrelationTwin(history: readonly TestFrame[]): Values {
  const last = history.length - 1;
  let known = NaN;
  const mids = history.map((frame) => known = doubleMidOf(frame) ?? known);
  const events = Array.from({ length: 200 }, (_, i) => {
    const n = last - 199 + i;
    return [tenFrameReturn(mids, n), tenFrameReturn(mids, n - 10)] as const;
  });
  const seconds = gridReturns(history, 1e9, 60);
  return {
    return_autocorrelation_10_in_200_events: last >= 219 ? correlation(events) : undefined,
    return_autocorrelation_1_in_60s: seconds && finite(correlation(pairsOf(seconds))),
  };
}

function bipowerTwin(history: readonly TestFrame[]): Values {
  const returns = gridReturns(history, 500e6, 20) ?? [NaN];
  const products = pairsOf(returns).map(([r, before]) => Math.abs(r) * Math.abs(before));
  const bipower = Math.PI / 2 * (20 / 19) * sum(products);
  const variance = sum(returns.map((r) => r * r));
  return {
    bipower_volatility_10s_bps: returns.length === 1 ? undefined : finite(Math.sqrt(bipower)),
    jump_ratio_10s: variance === 0 ? 0 : finite(Math.max(0, 1 - bipower / variance)),
  };
}

/** A frame each half second whose mid moves by so many bps, nearly. */
function moving(moves: readonly number[]): TestFrame[] {
  let mid = 10_000_000;
  return [0, ...moves].map((move, n) => {
    mid += move * 1_000;
    return { recvNanos: n * 500e6, bids: [[mid - 1, 5]], asks: [[mid + 1, 5]] };
  });
}

Deno.test("Autocorrelation is −1 when every move is taken back, 0 when nothing moves", () => {
  const run = (moves: number[]) =>
    runFamily(new Autocorrelation(), Autocorrelation.definitions, moving(moves)).at(-1)!;
  const bounce = run(Array.from({ length: 230 }, (_, n) => n % 20 < 10 ? 1 : -1));
  // Moves of 10, −10 … where the tens begin with the moves, of 8, −8 … a frame later, of 0 halfway.
  assert.ok(Math.abs(bounce.return_autocorrelation_10_in_200_events! + 1) < 1e-3);
  const trend = run(Array.from({ length: 230 }, () => 1));
  assert.ok(Math.abs(trend.return_autocorrelation_10_in_200_events! - 1) < 1e-3);
  assert.ok(Math.abs(trend.return_autocorrelation_1_in_60s! - 1) < 1e-3);
  // Two frames a second: up for a second, down for a second.
  const seconds = run(Array.from({ length: 230 }, (_, n) => (n + 1) % 4 < 2 ? 1 : -1));
  assert.ok(Math.abs(seconds.return_autocorrelation_1_in_60s! + 1) < 1e-3);
  const still = run(Array.from({ length: 230 }, () => 0));
  assert.deepEqual(Object.values(still), [0, 0]);
});

Deno.test("Bipower leaves a single jump out and keeps what moves all the time", () => {
  const run = (moves: number[]) =>
    runFamily(new Bipower(), Bipower.definitions, moving(moves)).at(-1)!;
  const jump = run(Array.from({ length: 40 }, (_, n) => n === 30 ? 500 : 0));
  assert.deepEqual(Object.values(jump), [0, 1]);
  const steady = run(Array.from({ length: 40 }, (_, n) => n % 2 === 0 ? 1 : -1));
  assert.ok(Math.abs(steady.bipower_volatility_10s_bps! - Math.sqrt(Math.PI / 2 * 20)) < 0.01);
  assert.equal(steady.jump_ratio_10s, 0);
  // Of twenty moves of 1 bps, one more is 9.
  const both = run(Array.from({ length: 40 }, (_, n) => n === 30 ? 9 : 1));
  const bipower = Math.PI / 2 * (20 / 19) * (17 + 2 * 9);
  assert.ok(Math.abs(both.jump_ratio_10s! - (1 - bipower / (19 + 81))) < 0.01);
});

for (const [name, family] of Object.entries(FAMILIES)) {
  for (const [hostile, seed] of [[false, 14], [true, 15]] as const) {
    const label = `(seed ${seed}${hostile ? ", hostile" : ""})`;
    const frames = randomFrames({ seed, frames: 900, meanStepNanos: 200e6, hostile });

    Deno.test(`${name} equals its twin ${label}`, () => {
      const validCounts = compareWithTwin(family, frames, 11);
      for (const { name } of family.definitions) assert.ok((validCounts.get(name) ?? 0) > 10, name);
    });

    Deno.test(`${name} forgets to the last bit what is older than its memory ${label}`, () => {
      assertForgets(family, frames, [10, 201, 333]);
    });
  }
}
