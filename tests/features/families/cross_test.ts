/** The cross group: a market by hand, a slow twin, silence, and a session that begins in the middle. */
import assert from "node:assert/strict";
import { FRAME_SLOT_BYTES } from "../../../core/base/limits.ts";
import { FeatureCalculator } from "../../../core/features/feature_calculator.ts";
import type { FeatureSettings } from "../../../core/features/feature_settings.ts";
import { CrossFeatures } from "../../../core/features/groups/cross_features.ts";
import { AT_CROSS } from "../../../core/features/table.ts";
import { F_FEATURES, F_MASK } from "../../../core/wire/frame.ts";
import { randomFrames, type TestFrame, writeFrame } from "../frames.ts";
import { crossTwin } from "./cross_twin.ts";
import type { Values } from "./run_family.ts";
import { assertValues } from "./twin_parts.ts";

const SYMBOLS = ["OWN", "REFERENCE"];
const SETTINGS: FeatureSettings = {
  groups: ["cross"],
  calibration: undefined,
  referenceSymbol: "REFERENCE",
};

/** Values of the cross group after every frame of either instrument. */
function crossOf(frames: readonly TestFrame[], settings = SETTINGS): Values[] {
  const buffer = new SharedArrayBuffer(FRAME_SLOT_BYTES);
  const words = new Int32Array(buffer);
  const floats = new Float32Array(buffer);
  const doubles = new Float64Array(buffer);
  const calculator = new FeatureCalculator(settings, (id) => SYMBOLS[id]);
  return frames.map((frame) => {
    writeFrame(frame, words, doubles);
    calculator.update(words, doubles, 0);
    return Object.fromEntries(CrossFeatures.definitions.map(({ name }, i) => {
      const at = AT_CROSS + i;
      const isValid = ((words[F_MASK + (at >> 5)] >>> (at & 31)) & 1) === 1;
      return [name, isValid ? floats[F_FEATURES + at] : undefined];
    }));
  });
}

/** Frames of both instruments in order of receipt. */
function market(seed: number, frames: number, meanStepNanos: number, hostile = false): TestFrame[] {
  const own = randomFrames({ seed, frames, meanStepNanos, hostile, instrumentId: 0 });
  const reference = randomFrames({
    seed: seed + 50,
    frames,
    meanStepNanos: meanStepNanos * 0.7,
    hostile,
    instrumentId: 1,
  });
  return [...own, ...reference].sort((a, b) => a.recvNanos - b.recvNanos);
}

function compareWithTwin(frames: readonly TestFrame[], stride: number): Map<string, number> {
  const found = crossOf(frames);
  const validCounts = new Map<string, number>();
  frames.forEach((frame, n) => {
    if (frame.instrumentId === 1 || n % stride !== 0) return;
    assertValues(found[n], crossTwin(frames.slice(0, n + 1)), `frame ${n}`, validCounts);
  });
  return validCounts;
}

function at(seconds: number, instrumentId: number, bidTicks: number, bidLots = 10): TestFrame {
  const recvNanos = 36_000e9 + seconds * 1e9;
  return { recvNanos, instrumentId, bids: [[bidTicks, bidLots]], asks: [[bidTicks + 2, 10]] };
}

Deno.test("cross features equal their twin when two instruments trade", () => {
  const validCounts = compareWithTwin(market(1, 400, 400e6), 2);
  for (const { name } of CrossFeatures.definitions) {
    assert.ok((validCounts.get(name) ?? 0) > 30, `${name}: ${validCounts.get(name)}`);
  }
});

Deno.test("cross features equal their twin when frames come in bursts", () => {
  compareWithTwin(market(2, 500, 4e6), 3);
});

Deno.test("cross features equal their twin when the feed is hostile", () => {
  // Not sorted: clocks that are set back arrive as they are.
  const own = randomFrames({ seed: 3, frames: 400, meanStepNanos: 300e6, hostile: true });
  const reference = randomFrames({
    seed: 7,
    frames: 400,
    meanStepNanos: 300e6,
    hostile: true,
    instrumentId: 1,
  });
  compareWithTwin(own.flatMap((frame, n) => [reference[n], frame]), 3);
  compareWithTwin(market(4, 400, 300e6, true), 3);
});

Deno.test("cross features compare returns and read the reference's book (by hand)", () => {
  const frames = [
    at(0, 1, 9_999),
    at(0, 0, 4_999),
    at(2, 1, 10_009, 30),
    at(2.1, 0, 4_999),
  ];
  const values = crossOf(frames).at(-1)!;
  const close = (name: string, expected: number) => {
    const found = values[name];
    assert.ok(found !== undefined && Math.abs(found - expected) < 1e-4, `${name}: ${found}`);
  };
  // Mids: 10,000 became 10,010 ticks, 5,000 stayed.
  close("reference_return_1s_bps", 1e4 * Math.log(1.001));
  close("reference_return_100ms_bps", 0);
  close("relative_return_1s_bps", -1e4 * Math.log(1.001));
  close("reference_queue_imbalance", 0.5);
  // Demand of 30 at a better price, and 10 offered there taken away by the higher ask; AD is 20.
  close("reference_ofi_1s_depths", 40 / 20);
  assert.equal(values.reference_return_10s_bps, undefined);
});

Deno.test("lead-lag correlations say who comes first when one market copies the other", () => {
  const frames: TestFrame[] = [];
  const steps = randomFrames({ seed: 9, frames: 90, meanStepNanos: 1e9 })
    .map(({ bids }) => bids[0][0]);
  for (let second = 1; second < 90; second++) {
    frames.push(at(second + 0.2, 1, steps[second]), at(second + 0.4, 0, steps[second - 1]));
  }
  const last = crossOf(frames).at(-1)!;
  assert.ok(last.reference_lead_correlation_60s! > 0.9, "own follows the reference by a second");
  assert.ok(Math.abs(last.reference_correlation_60s!) < 0.5);
  assert.ok(Math.abs(last.reference_lag_correlation_60s!) < 0.5);
});

Deno.test("cross features are not valid for the reference, without one, and while it is stale", () => {
  const frames = market(5, 300, 400e6);
  crossOf(frames).forEach((values, n) => {
    if (frames[n].instrumentId === 1) {
      assert.ok(Object.values(values).every((value) => value === undefined));
    }
  });
  for (const referenceSymbol of [undefined, "NOBODY"]) {
    const vectors = crossOf(frames, { ...SETTINGS, referenceSymbol });
    assert.ok(vectors.every((values) => Object.values(values).every((v) => v === undefined)));
  }
  const silent = [at(0, 1, 100), ...Array.from({ length: 30 }, (_, n) => at(n, 0, 200))];
  crossOf(silent).forEach((values, n) => {
    const isValid = values.reference_queue_imbalance !== undefined;
    assert.equal(isValid, n >= 1 && n - 1 <= 10, `frame ${n}`);
  });
});

Deno.test("cross features come to the same bytes when the session begins in the middle", () => {
  const frames = market(6, 1_500, 300e6).filter(({ recvNanos, instrumentId }) =>
    // The reference is silent for a while, now and then.
    instrumentId === 0 || Math.floor(recvNanos / 30e9) % 4 !== 0
  );
  const whole = crossOf(frames);
  const begin = 400;
  const later = crossOf(frames.slice(begin));
  let compared = 0;
  later.forEach((values, n) => {
    const ageNanos = frames[begin + n].recvNanos - frames[begin].recvNanos;
    for (const { name, memory } of CrossFeatures.definitions) {
      if (ageNanos < memory.nanos + 1e9) continue;
      assert.equal(values[name], whole[begin + n][name], `${name}, frame ${n}`);
      if (values[name] !== undefined) compared++;
    }
  });
  assert.ok(compared > 5_000, String(compared));
});
