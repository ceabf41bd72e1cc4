import assert from "node:assert/strict";
import fc from "fast-check";
import { FeatureScaler } from "../../core/inference/feature_scaler.ts";
import type { ManifestFeature } from "../../core/inference/manifest.ts";

const CLIP = 4;

function scaled(feature: ManifestFeature, value: number): number {
  const out = new Float32Array(1);
  new FeatureScaler([feature], CLIP).scaleRow(Float64Array.of(value), 0, out, 0);
  return out[0];
}

Deno.test("scaleRow() takes off the centre, divides by the scale and cuts", () => {
  assert.equal(scaled({ name: "a", mean: 3, scale: 2 }, 8), 2.5);
  assert.equal(scaled({ name: "a", median: 3, scale: 2 }, 4), 0.5);
  assert.equal(scaled({ name: "a", mean: 3, scale: 2 }, 1e9), CLIP);
  assert.equal(scaled({ name: "a", median: 3, scale: 2 }, -1e9), -CLIP);
});

Deno.test("scaleRow() ranks a value between its knots, ties in the middle, by hand", () => {
  const rank = { name: "a", knots: [0, 1, 1, 1, 3] };
  assert.equal(scaled(rank, -5), -1);
  assert.equal(scaled(rank, 0), -1);
  assert.equal(scaled(rank, 0.5), -0.75);
  assert.equal(scaled(rank, 1), 0);
  assert.equal(scaled(rank, 2), 0.75);
  assert.equal(scaled(rank, 3), 1);
  assert.equal(scaled(rank, 9), 1);
  assert.equal(scaled({ name: "a", knots: [2, 2, 2] }, 2), 0, "a feature that never changes");
});

Deno.test("scaleRow() ranks as counting does, never falls, and stays within ±1", () => {
  const knots = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 40 })
    .map((values) => values.sort((a, b) => a - b));
  fc.assert(
    fc.property(knots, fc.integer({ min: -25, max: 25 }), (sorted, value) => {
      const feature = { name: "a", knots: sorted };
      const found = scaled(feature, value);
      assert.ok(found >= -1 && found <= 1);
      assert.ok(scaled(feature, value + 0.5) >= found);
      if (!sorted.includes(value)) return;
      const below = sorted.filter((knot) => knot < value).length;
      const notAbove = sorted.filter((knot) => knot <= value).length;
      const middle = (below + notAbove - 1) / 2;
      assert.equal(found, Math.fround((2 * middle) / (sorted.length - 1) - 1));
    }),
    { seed: 20261120 },
  );
});

Deno.test("scaleRow() scales every feature in its own way, at any place", () => {
  const features: ManifestFeature[] = [
    { name: "a", mean: 1, scale: 1 },
    { name: "b", knots: [0, 10] },
    { name: "c", median: 0, scale: 0.5 },
    { name: "d", knots: [-1, 0, 1] },
  ];
  const out = new Float32Array(6).fill(9);
  new FeatureScaler(features, CLIP).scaleRow(Float32Array.of(7, 2, 5, 1, 0.5), 1, out, 2);
  assert.deepEqual([...out], [9, 9, 1, 0, 2, 0.5]);
});
