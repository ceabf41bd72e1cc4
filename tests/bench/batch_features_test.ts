import assert from "node:assert/strict";
import { BATCH_NAMES, BATCH_WINDOW, batchFeatures } from "../../bench/baselines/batch_features.ts";
import { SimulatedMarketSource } from "../../core/exchange/simulated_market.ts";
import { FeatureCalculator } from "../../core/features/feature_calculator.ts";
import { featureIndex } from "../../core/features/table.ts";
import { F_FEATURES, FRAME_WORDS } from "../../core/wire/frame.ts";
import { recordFrames } from "../../models/recorded_frames.ts";

Deno.test("batchFeatures() comes to the values that the incremental features have", async () => {
  const frames = BATCH_WINDOW + 300;
  const source = new SimulatedMarketSource({ seed: 3, events: 2 * frames, symbols: ["MILL-USD"] });
  const { words, doubles } = await recordFrames(source, frames);
  const floats = new Float32Array(words.buffer);
  const calculator = new FeatureCalculator();
  const out = new Float64Array(BATCH_NAMES.length + 3);
  for (let n = 0; n < frames; n++) {
    calculator.update(words, doubles, n * FRAME_WORDS);
    if (n < BATCH_WINDOW) continue;
    batchFeatures(words, doubles, n, out);
    BATCH_NAMES.forEach((name, i) => {
      const ours = floats[n * FRAME_WORDS + F_FEATURES + featureIndex(name)];
      assert.ok(Math.abs(ours - out[i]) <= 1e-6 * (1 + Math.abs(out[i])), `${name}, frame ${n}`);
    });
  }
});
