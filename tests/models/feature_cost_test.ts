/** Every family can be measured. What it costs is for `features explain` to say. */
import assert from "node:assert/strict";
import { FEATURES } from "../../core/features/table.ts";
import { measureCost } from "../../models/feature_cost.ts";

const SMALL = { frames: 400, warmRuns: 0, runs: 1, vectorRuns: 1 };

Deno.test("measureCost() can measure every family, or its group where families share parts", async () => {
  const families = Map.groupBy(FEATURES, ({ group, family }) => `${group} ${family}`);
  for (const [name, [feature]] of families) {
    const cost = await measureCost(feature, SMALL);
    assert.equal(cost.part, cost.isGroup ? feature.group : feature.family, name);
    assert.ok(cost.nanos >= 0 && cost.nanos < 1e6, name);
    assert.ok(cost.sharedNanos > 0 && cost.vectorNanos > 0, name);
    assert.ok(cost.frames > 100 && cost.frames < SMALL.frames, "one of two instruments");
  }
});
