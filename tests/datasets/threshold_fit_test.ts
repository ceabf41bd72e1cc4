import assert from "node:assert/strict";
import fc from "fast-check";
import { ThresholdFit } from "../../datasets/threshold_fit.ts";

const SEED = 20_260_120;
/** Width of a bin. */
const PRECISION = 2 ** -12;

function fitOf(moves: readonly number[], instrumentOf = (_: number) => 0): ThresholdFit {
  const fit = new ThresholdFit();
  moves.forEach((move, i) => {
    fit.countMove(instrumentOf(i), Math.fround(move));
    fit.countRow();
  });
  return fit;
}

const MOVES = fc.array(
  fc.oneof(fc.constant(0), fc.double({ min: -50, max: 50, noNaN: true })),
  { minLength: 300, maxLength: 3_000, size: "max" },
);

Deno.test("ThresholdFit finds the quantile of the moves that sorting finds, a bin's width above", () => {
  fc.assert(
    fc.property(MOVES, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (moves, share) => {
      const sorted = moves.map((move) => Math.abs(Math.fround(move))).sort((a, b) => a - b);
      const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
      const found = fitOf(moves).thresholds(share, 1).get(0);
      assert.ok(found !== undefined && found >= exact, `${found} ≥ ${exact}`);
      assert.ok(found <= exact * (1 + PRECISION) + 1e-30, `${found} ≈ ${exact}`);
    }),
    { seed: SEED, numRuns: 100 },
  );
});

Deno.test("ThresholdFit knows nothing of moves after the share that it fits on", () => {
  fc.assert(
    fc.property(MOVES, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (moves, fitShare) => {
      const border = Math.floor(fitShare * moves.length);
      const changed = moves.map((move, i) => i < border ? move : 1e3 + i);
      const one = fitOf(moves).thresholds(0.5, fitShare);
      assert.deepEqual(fitOf(changed).thresholds(0.5, fitShare), one);
      assert.equal(one.size, 1);
      const all = fitOf(changed.map((_, i) => 1e3 + i)).thresholds(0.5, fitShare).get(0);
      assert.ok(all !== undefined && all < 1e3 + border, "only what lies before the border");
    }),
    { seed: SEED, numRuns: 50 },
  );
});

Deno.test("ThresholdFit keeps instruments apart and has none for one without moves", () => {
  const moves = Array.from({ length: 2_000 }, (_, i) => i % 2 === 0 ? 1 : 100);
  const thresholds = fitOf(moves, (i) => i % 2).thresholds(0.5, 0.6);
  assert.ok(Math.abs((thresholds.get(0) ?? 0) - 1) < 0.001);
  assert.ok(Math.abs((thresholds.get(1) ?? 0) - 100) < 0.1);
  assert.equal(thresholds.get(2), undefined);
});

Deno.test("ThresholdFit leaves the threshold at 0 when most mids stay where they are", () => {
  assert.equal(fitOf([0, 0, 0, 5, -5]).thresholds(0.5, 1).get(0), 0);
});
