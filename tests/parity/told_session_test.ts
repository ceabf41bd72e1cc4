/** What features are told beforehand, a calibration and a reference, holds wherever they are computed. */
import assert from "node:assert/strict";
import { DEFAULT_SYMBOLS } from "../../core/exchange/parameters.ts";
import { FEATURE_GROUPS } from "../../core/features/feature_settings.ts";
import { FEATURES } from "../../core/features/table.ts";
import { SHIPPED_CALIBRATION } from "../../models/shipped_calibration.ts";
import { compareResumed } from "./resumed_vectors.ts";
import { run, simulatedJob } from "./session_jobs.ts";

const SETTINGS = {
  groups: FEATURE_GROUPS,
  calibration: SHIPPED_CALIBRATION,
  referenceSymbol: DEFAULT_SYMBOLS[0],
};

/** About 950 a second. */
const INPUT = { kind: "simulated", seed: 8, events: 130_000, symbols: DEFAULT_SYMBOLS } as const;

Deno.test("a session that was told something gives the same hashes in every placement", async () => {
  const job = await simulatedJob(0, { input: { ...INPUT, events: 40_000 }, features: SETTINGS });
  const inline = await run(job, "inline");
  assert.deepEqual((await run(job, "fused")).hashes, inline.hashes);
  assert.deepEqual((await run(job, "split")).hashes, inline.hashes);
  const untold = await run({ ...job, features: undefined }, "inline");
  assert.notEqual(untold.hashes.features, inline.hashes.features, "being told makes a difference");
});

Deno.test("a resumed session that was told something comes to the same vectors", async () => {
  // The market opens at 14:30 UTC.
  const resumption = { input: INPUT, settings: SETTINGS, framesFrom: 52_220e9 };
  const { compared, differences } = await compareResumed(resumption);
  assert.deepEqual(differences, []);
  FEATURES.forEach(({ name, needs }, i) => {
    if (needs !== undefined) assert.ok(compared[i] > 1_000, `${name} was compared`);
  });
});
