/** The first principal component against numpy, and the flows' covariance against a plain one. */
import assert from "node:assert/strict";
import { FRAME_LEVELS, FRAME_SLOT_BYTES } from "../../core/base/limits.ts";
import { Levels } from "../../core/features/inputs/levels.ts";
import { firstComponent } from "../../models/first_component.ts";
import { FlowCovariance } from "../../models/flow_covariance.ts";
import { randomFrames, writeFrame } from "../features/frames.ts";
import { stepFlow } from "../features/twin.ts";

/** numpy 2.4.6: c = np.cov(a.T, bias=True); w, v = np.linalg.eigh(c); v[:, -1], w[-1] / w.sum() */
const NUMPY_COVARIANCE = Float64Array.of(
  ...[0.07909104553630775, 0.05916010653464683, 0.04383575720497907, -0.04879042234499268],
  ...[0.05916010653464683, 0.07018846933906568, 0.03739599999045046, -0.043662147878417754],
  ...[0.04383575720497907, 0.03739599999045046, 0.04192899163991377, -0.0322666657713616],
  ...[-0.04879042234499268, -0.043662147878417754, -0.0322666657713616, 0.038023664448874485],
);
const NUMPY_VECTOR = [
  0.6043094837151493,
  0.5496715629006752,
  0.39473362423060093,
  -0.42054320435840425,
];
const NUMPY_SHARE = 0.8528003626666459;

function assertClose(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, not ${expected}`);
}

Deno.test("firstComponent() finds numpy's eigenvector and its share of the variance", () => {
  const { vector, explainedShare } = firstComponent(NUMPY_COVARIANCE, 4)!;
  NUMPY_VECTOR.forEach((part, i) => assertClose(vector[i], part, 1e-10));
  assertClose(explainedShare, NUMPY_SHARE, 1e-12);
});

Deno.test("firstComponent() has its sign fixed, and is undefined when nothing varies", () => {
  const opposed = Float64Array.of(1, -0.9, -0.9, 2);
  const { vector } = firstComponent(opposed, 2)!;
  assert.ok(vector[0] + vector[1] > 0 && vector[0] < 0);
  assert.equal(firstComponent(new Float64Array(4), 2), undefined);
});

Deno.test("FlowCovariance gives the component of the covariance over windows of 50 frames", () => {
  const frames = randomFrames({ seed: 21, frames: 2_049, meanStepNanos: 1e6 });
  const buffer = new SharedArrayBuffer(FRAME_SLOT_BYTES);
  const words = new Int32Array(buffer);
  const doubles = new Float64Array(buffer);
  const levels = new Levels();
  const flows = new FlowCovariance();
  frames.forEach((frame, n) => {
    writeFrame(frame, words, doubles);
    levels.load(words, doubles, 0, n > 0);
    flows.observe(levels, frame.bids.length + frame.asks.length);
  });
  const windows = Array.from({ length: 40 }, (_, w) => {
    const inside = Array.from({ length: 50 }, (_, i) => 50 * w + i);
    const lots = inside.flatMap((n) => [...frames[n].bids, ...frames[n].asks].map(([, q]) => q));
    const levelLots = lots.reduce((sum, q) => sum + q, 0) / lots.length;
    return Array.from(
      { length: FRAME_LEVELS },
      (_, level) =>
        inside.reduce((sum, n) => sum + (stepFlow(frames, n)?.[level] ?? 0), 0) / levelLots,
    );
  });
  const means = windows[0].map((_, i) => windows.reduce((sum, w) => sum + w[i], 0) / 40);
  const covariance = Float64Array.from({ length: FRAME_LEVELS ** 2 }, (_, at) => {
    const [i, j] = [Math.floor(at / FRAME_LEVELS), at % FRAME_LEVELS];
    return windows.reduce((sum, w) => sum + (w[i] - means[i]) * (w[j] - means[j]), 0) / 40;
  });
  const { vector, explainedShare } = firstComponent(covariance, FRAME_LEVELS)!;
  const total = vector.reduce((sum, part) => sum + Math.abs(part), 0);
  const report = flows.report()!;
  assert.equal(report.windows, 40);
  report.loadings.forEach((loading, i) => assertClose(loading, vector[i] / total, 1e-6));
  assertClose(report.explainedShare, explainedShare, 1e-9);
  assertClose(report.loadings.reduce((sum, loading) => sum + Math.abs(loading), 0), 1, 1e-5);
});
