/** How sessions end: at the end of their input, on request, or because a worker died. */
import assert from "node:assert/strict";
import { runSession, WorkerDied } from "../../core/supervisor/session.ts";
import { planTopology } from "../../core/supervisor/topology.ts";
import { verifyTape } from "../../core/tape/verify.ts";
import { simulatedJob } from "../parity/session_jobs.ts";

const ENDLESS_EVENTS = 2e9;

for (const placement of ["fused", "split"] as const) {
  const { places } = planTopology({ placement, policy: "auto", cores: 2, recording: false });
  for (const [dyingPlace, { name }] of places.entries()) {
    Deno.test(`runSession() names the worker and the reason when ${name} dies (${placement})`, async () => {
      const job = await simulatedJob(ENDLESS_EVENTS, {
        disturbance: { seed: 1, dyingPlace, dyingAfterCycles: 50 },
      });
      const topology = { placement, policy: "auto", cores: 2 } as const;
      await assert.rejects(runSession({ topology, job }), (thrown) => {
        assert.ok(thrown instanceof WorkerDied);
        assert.equal(thrown.message, `worker ${name} died: this worker was told to die`);
        return true;
      });
    });
  }
}

for (const placement of ["inline", "fused", "split"] as const) {
  Deno.test(`runSession() ends within a second of an abort and keeps a whole tape (${placement})`, async () => {
    const folder = await Deno.makeTempDir();
    const recordPath = `${folder}/cut.tape`;
    const job = await simulatedJob(ENDLESS_EVENTS, { recordPath });
    const controller = new AbortController();
    const topology = { placement, policy: "auto", cores: 2 } as const;
    let askedMillis = 0;
    const outcome = await runSession({
      topology,
      job,
      signal: controller.signal,
      onWatch: (board) => {
        const flowing = board.role("recorder").counter("messages") > 0 &&
          board.role("inference").counter("frames") > 0;
        if (!flowing || controller.signal.aborted) return;
        askedMillis = performance.now();
        controller.abort();
      },
    });
    const tookMillis = performance.now() - askedMillis;
    assert.ok(tookMillis < 1_000, `took ${tookMillis.toFixed(0)} ms`);
    assert.equal(outcome.interrupted, true);
    const report = verifyTape(recordPath);
    assert.equal(report.sound, true);
    assert.ok(report.messages > 0);
    await Deno.remove(folder, { recursive: true });
  });
}

Deno.test("planTopology() fuses on two cores, splits on many, stays inline on one", () => {
  const placementOn = (cores: number) =>
    planTopology({ placement: "auto", policy: "auto", cores, recording: false }).placement;
  assert.equal(placementOn(1), "inline");
  assert.equal(placementOn(2), "fused");
  assert.equal(placementOn(16), "split");
});
