/** The incremental features against a twin that recomputes everything from the history. */
import assert from "node:assert/strict";
import { FeatureCalculator } from "../../core/features/feature_calculator.ts";
import { FEATURE_COUNT, FEATURES } from "../../core/features/table.ts";
import {
  type MarketShape,
  randomFrames,
  readVector,
  type TestFrame,
  type Vector,
  writeFrame,
} from "./frames.ts";
import { FRAME_SLOT_BYTES } from "../../core/base/limits.ts";
import { twinFeatures } from "./twin.ts";

/** Vectors of a sequence of frames, computed by one calculator. */
function vectorsOf(frames: readonly TestFrame[]): Vector[] {
  const buffer = new SharedArrayBuffer(FRAME_SLOT_BYTES);
  const words = new Int32Array(buffer);
  const doubles = new Float64Array(buffer);
  const calculator = new FeatureCalculator();
  return frames.map((frame) => {
    writeFrame(frame, words, doubles);
    calculator.update(words, doubles, 0);
    return readVector(words, 0, FEATURE_COUNT);
  });
}

/** Compares every feature of every `stride`-th frame; returns how often each was valid. */
function compareWithTwin(shape: MarketShape, stride: number): Map<string, number> {
  const frames = randomFrames(shape);
  const vectors = vectorsOf(frames);
  const validCounts = new Map<string, number>();
  for (let n = 0; n < frames.length; n += n < 60 ? 1 : stride) {
    const expected = twinFeatures(frames.slice(0, n + 1));
    FEATURES.forEach(({ name, group }, i) => {
      if (group !== "core") return;
      const where = `${name}, frame ${n}, seed ${shape.seed}`;
      assert.ok(expected.has(name), `the twin knows ${name}`);
      const want = expected.get(name);
      assert.equal(vectors[n].valid[i], want !== undefined, `validity of ${where}`);
      assertClose(vectors[n].values[i], want ?? 0, where);
      if (want !== undefined) validCounts.set(name, (validCounts.get(name) ?? 0) + 1);
    });
  }
  return validCounts;
}

function assertClose(actual: number, expected: number, where: string): void {
  // Values are in single precision.
  const tolerance = 1e-9 + 2e-7 * Math.abs(expected);
  assert.ok(Math.abs(actual - expected) <= tolerance, `${where}: ${actual}, twin ${expected}`);
}

for (const seed of [1, 2]) {
  Deno.test(`update() equals the twin when a quiet market trades (seed ${seed})`, () => {
    const validCounts = compareWithTwin({ seed, frames: 700, meanStepNanos: 40e6 }, 7);
    for (const { name, group } of FEATURES) {
      if (group !== "core") continue;
      assert.ok((validCounts.get(name) ?? 0) > 10, `${name} was valid often enough to compare`);
    }
  });

  Deno.test(`update() equals the twin when frames come in bursts (seed ${seed})`, () => {
    compareWithTwin({ seed: seed + 10, frames: 600, meanStepNanos: 200e3 }, 13);
  });

  Deno.test(`update() equals the twin when frames are rare (seed ${seed})`, () => {
    compareWithTwin({ seed: seed + 20, frames: 500, meanStepNanos: 700e6 }, 11);
  });

  Deno.test(`update() equals the twin when the feed is hostile (seed ${seed})`, () => {
    const shape = { seed: seed + 30, frames: 800, meanStepNanos: 50e6, hostile: true };
    compareWithTwin(shape, 5);
  });
}

Deno.test("update() writes only finite numbers, and 0 where not valid, when books are degenerate", () => {
  const hostile: TestFrame[] = [];
  for (let n = 0; n < 400; n++) {
    const empty = n % 7 === 3;
    const lots = n % 5 === 0 ? 2 ** 53 : n % 5 === 1 ? 0 : 1;
    hostile.push({
      recvNanos: n % 11 === 0 ? -1e9 * n : 5e8,
      bids: empty ? [] : [[n % 3 === 0 ? -2_147_483_647 : n, lots]],
      asks: n % 13 === 5 ? [] : [[n % 3 === 1 ? 2_147_483_646 : n, lots]],
      buyLots: n % 17 === 0 ? 2 ** 53 : 0,
      buyTrades: n % 17 === 0 ? 2 ** 30 : 0,
      snapshot: n % 29 === 0,
    });
  }
  for (const vector of vectorsOf(hostile)) {
    vector.values.forEach((value, i) => {
      assert.ok(Number.isFinite(value), `${FEATURES[i].name} is finite`);
      if (!vector.valid[i]) assert.equal(value, 0, `${FEATURES[i].name} is 0 when not valid`);
    });
  }
});

Deno.test("update() keeps instruments apart when their frames are interleaved", () => {
  const first = randomFrames({ seed: 5, frames: 500, meanStepNanos: 30e6, instrumentId: 3 });
  const second = randomFrames({ seed: 6, frames: 500, meanStepNanos: 30e6, instrumentId: 16_383 });
  const mixed = vectorsOf(first.flatMap((frame, i) => [frame, second[i]]));
  assert.deepEqual(mixed.filter((_, i) => i % 2 === 0), vectorsOf(first));
  assert.deepEqual(mixed.filter((_, i) => i % 2 === 1), vectorsOf(second));
});

Deno.test("update() starts afresh when the size of a tick or of a lot changes", () => {
  const frames = randomFrames({ seed: 7, frames: 600, meanStepNanos: 40e6 });
  const later = frames.slice(300).map((frame) => ({ ...frame, priceUnit: 0.05 }));
  const evenLater = later.slice(150).map((frame) => ({ ...frame, qtyUnit: 100 }));
  const all = [...frames.slice(0, 300), ...later.slice(0, 150), ...evenLater];
  assert.deepEqual(vectorsOf(all).slice(450), vectorsOf(evenLater));
  assert.deepEqual(vectorsOf(all).slice(300, 450), vectorsOf(later.slice(0, 150)));
});

Deno.test("update() does not compare frames across a snapshot", () => {
  const book = { bids: [[100, 10]], asks: [[101, 10]] } as const;
  const far = { bids: [[900, 77]], asks: [[901, 3]] } as const;
  const frames: TestFrame[] = [];
  for (let n = 0; n < 60; n++) frames.push({ recvNanos: n * 1e6, ...book });
  frames.push({ recvNanos: 60e6, ...far, snapshot: true });
  frames.push({ recvNanos: 61e6, ...far });
  const vectors = vectorsOf(frames);
  const at = (n: number, name: string) => {
    const i = FEATURES.findIndex((feature) => feature.name === name);
    return vectors[n].valid[i] ? vectors[n].values[i] : undefined;
  };
  assert.equal(at(60, "ofi_1_event_lots"), undefined);
  assert.equal(at(61, "ofi_1_event_lots"), 0);
  assert.equal(at(60, "ofi_50_events_lots"), 0);
  assert.equal(at(60, "ofi_10_levels_50_events_lots"), 0);
  assert.equal(at(60, "realized_volatility_50_events_bps"), 0);
  assertClose(at(60, "return_1_event_bps")!, 1e4 * Math.log(1801 / 201), "return");
});

Deno.test("update() becomes valid exactly when the table says", () => {
  const stepNanos = 50e6;
  const frames: TestFrame[] = Array.from({ length: 820 }, (_, n) => ({
    recvNanos: 1_000e9 + n * stepNanos,
    bids: [[100 + (n & 1), 10], [99, 10]],
    asks: [[102, 10], [103, 10]],
    buyTrades: 1,
    buyLots: 1,
  }));
  const vectors = vectorsOf(frames);
  FEATURES.forEach(({ name, warmUp, needs }, i) => {
    const firstValid = vectors.findIndex((vector) => vector.valid[i]);
    if (needs !== undefined) return assert.equal(firstValid, -1, `${name} without ${needs}`);
    const byEvents = Math.max(0, warmUp.events - 1);
    const byTime = Math.ceil(warmUp.nanos / stepNanos);
    const first = Math.max(byEvents, byTime);
    assert.equal(firstValid, first < frames.length ? first : -1, name);
    if (firstValid === -1) return;
    assert.ok(vectors.slice(firstValid).every((vector) => vector.valid[i]), `${name} stays valid`);
  });
});
