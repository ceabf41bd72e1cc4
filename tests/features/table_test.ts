/** The table: names, units, and the page that is written from it. */
import assert from "node:assert/strict";
import { FRAME_FEATURES } from "../../core/base/limits.ts";
import { FEATURE_COUNT, featureIndex, FEATURES } from "../../core/features/table.ts";
import { featureDocs } from "../../tools/feature_docs.ts";

Deno.test("FEATURES have stable kinds of names: snake_case that ends in the unit", () => {
  for (const { name, unit } of FEATURES) {
    assert.match(name, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    if (unit !== "ratio") assert.ok(name.endsWith(`_${unit}`), `${name} ends in _${unit}`);
  }
});

Deno.test("FEATURES say where they come from and fit a frame", () => {
  assert.ok(FEATURE_COUNT >= 40 && FEATURE_COUNT <= FRAME_FEATURES);
  for (const feature of FEATURES) {
    assert.ok(feature.formula.length > 0 && feature.source.length > 0, feature.name);
    assert.ok(feature.warmUp.events >= feature.window.events, `${feature.name} warms its window`);
    assert.ok(feature.warmUp.nanos >= feature.window.nanos, `${feature.name} warms its window`);
  }
});

Deno.test("featureIndex() finds every feature and nothing else", () => {
  FEATURES.forEach(({ name }, index) => assert.equal(featureIndex(name), index));
  assert.equal(featureIndex("no_such_feature"), -1);
  assert.equal(featureIndex("constructor"), -1);
});

Deno.test("docs/FEATURES.md is current when the table changes", async () => {
  const path = new URL("../../docs/FEATURES.md", import.meta.url);
  const hint = "run: deno run --allow-write=docs tools/feature_docs.ts";
  assert.equal(await Deno.readTextFile(path), featureDocs(), hint);
});
