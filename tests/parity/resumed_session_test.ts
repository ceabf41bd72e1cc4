/** A session that begins in the middle comes to the bytes of the one that ran through. */
import assert from "node:assert/strict";
import { DEFAULT_FEATURE_SETTINGS } from "../../core/features/feature_settings.ts";
import { FEATURES } from "../../core/features/table.ts";
import { NANOS_PER_SECOND } from "../../core/base/units.ts";
import { dataTest } from "../real_data.ts";
import { compareResumed, type Resumption } from "./resumed_vectors.ts";
import { fileJob } from "./session_jobs.ts";

/** @param never features whose memory is longer than what follows */
async function assertSame(resumption: Resumption, longestMemorySeconds: number): Promise<void> {
  const { frames, compared, differences } = await compareResumed(resumption);
  assert.ok(frames > 100, `${frames} frames`);
  assert.deepEqual(differences, []);
  const never = FEATURES.filter(({ memory, group }, i) =>
    resumption.settings.groups.includes(group) && compared[i] === 0 &&
    memory.nanos <= longestMemorySeconds * NANOS_PER_SECOND
  );
  assert.deepEqual(never.map(({ name }) => name), [], "features that were never compared");
}

Deno.test("a resumed session comes to the same vectors (simulated market)", async () => {
  const input = {
    kind: "simulated",
    seed: 7,
    events: 60_000,
    symbols: ["ALPHA-USD", "BETA-USD"],
  } as const;
  const settings = { ...DEFAULT_FEATURE_SETTINGS, referenceSymbol: "ALPHA-USD" };
  // The market opens at 14:30 UTC.
  await assertSame({ input, settings, framesFrom: 52_210e9 }, 30);
});

const RECORDINGS = [
  ["LOBSTER GOOG", ["lobster/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip"], 15 * 3600 + 1800],
  [
    "Binance spot",
    ["binance/spot_btcusdt_20240808.gz", "binance/spot_btcusdt_20240809.gz"],
    86_400,
  ],
] as const;

for (const [name, files, fromSeconds] of RECORDINGS) {
  dataTest(`a resumed session comes to the same vectors (${name})`, files, async (paths) => {
    const { input } = await fileJob(paths);
    const framesFrom = fromSeconds * NANOS_PER_SECOND;
    await assertSame({ input, settings: DEFAULT_FEATURE_SETTINGS, framesFrom }, 120);
  });
}
