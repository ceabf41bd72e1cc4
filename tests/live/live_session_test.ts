/**
 * Whole live sessions over real sockets, with every stage in its worker: books as the venue has them,
 * and the same hashes from the raw capture and from the tape.
 */
import assert from "node:assert/strict";
import type { LiveInput } from "../../core/supervisor/job.ts";
import { fileJob, run, simulatedJob } from "../parity/session_jobs.ts";
import { MadeBinance } from "./made_binance.ts";

/** Runs a live session, then its capture and its tape, and holds them to the same hashes. */
async function assertReplays(
  input: Omit<LiveInput, "kind" | "rawPath">,
  placement: "inline" | "fused" | "split",
) {
  const folder = await Deno.makeTempDir();
  try {
    const rawPath = `${folder}/raw.jsonl`;
    const recordPath = `${folder}/live.tape`;
    const live = await run(
      await simulatedJob(0, { input: { kind: "live", rawPath, ...input }, recordPath }),
      placement,
    );
    for (const path of [rawPath, recordPath]) {
      const replayed = await run(await fileJob([path]), "inline");
      assert.deepEqual(replayed, live, path);
    }
    return live;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const market of ["spot", "usdm"] as const) {
  for (const placement of ["inline", "split"] as const) {
    Deno.test(`a live session of Binance ${market} replays to its hashes, ${placement}`, async () => {
      const venue = new MadeBinance({ market, symbols: ["BTCUSDT", "ETHUSDT"] });
      try {
        const input = { venues: [venue.input()], durationMillis: 1_200, tickMillis: 20 };
        const live = await assertReplays(input, placement);
        assert.ok(live.frames > 50, `${live.frames} frames`);
        assert.ok(live.compared > 50, `${live.compared} quotes compared`);
        assert.equal(live.mismatches, 0);
        assert.equal(live.gaps, 0);
      } finally {
        await venue.close();
      }
    });
  }
}

Deno.test("a live session of two venues replays to its hashes", async () => {
  const spot = new MadeBinance({ market: "spot", symbols: ["BTCUSDT"] });
  const futures = new MadeBinance({ market: "usdm", symbols: ["BTCUSDT"] });
  try {
    const input = { venues: [spot.input(), futures.input()], durationMillis: 1_200 };
    const live = await assertReplays(input, "fused");
    assert.ok(live.frames > 100, `${live.frames} frames`);
    assert.equal(live.mismatches, 0);
  } finally {
    await spot.close();
    await futures.close();
  }
});
