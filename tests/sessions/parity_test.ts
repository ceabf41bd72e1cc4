/** What a live session did, it does again: with everything that was asked of it from outside. */
import assert from "node:assert/strict";
import { Prng } from "../../core/base/prng.ts";
import { PLACEMENTS } from "../../core/supervisor/topology.ts";
import * as control from "../../core/wire/control.ts";
import { readJournal } from "../../core/tape/journal_reader.ts";
import { J_KIND, JOURNAL_CONTROL, JOURNAL_WORDS } from "../../core/wire/journal.ts";
import { delay, prove, removeFolder, runLive, simulatedLive } from "./session_rig.ts";

const ASKED = [
  control.CONTROL_PAUSE,
  control.CONTROL_RESUME,
  control.CONTROL_CANCEL_ALL,
  control.CONTROL_FLATTEN,
  control.CONTROL_REDUCE_ONLY,
  control.CONTROL_FULL,
  control.CONTROL_STOP_STRATEGY,
  control.CONTROL_START_STRATEGY,
  control.CONTROL_SET_PARAMETER,
];

for (const placement of ["fused", "split"] as const) {
  Deno.test(`a live session with controls at random is proved in every placement: ${placement}`, async () => {
    const prng = new Prng(placement.length);
    const folder = await runLive(simulatedLive(60_000, 40), placement, async (session) => {
      for (let i = 0; i < 60; i++) {
        await delay(prng.nextBelow(20));
        session.send({
          kind: ASKED[prng.nextBelow(ASKED.length)],
          actor: control.ACTOR_API,
          strategyId: prng.nextBelow(6) - 1,
          instrumentId: prng.nextBelow(3) - 1,
          parameter: prng.nextBelow(3),
          value: prng.nextBelow(9),
        });
      }
    });
    const { words, entries } = readJournal(folder.journal());
    const controls = Array.from({ length: entries }, (_, i) => words[i * JOURNAL_WORDS + J_KIND])
      .filter((word) => (word & 0xff) === JOURNAL_CONTROL);
    assert.ok(controls.length > 20, `${controls.length} controls`);
    for (const other of PLACEMENTS) {
      const proof = await prove(folder, other);
      assert.deepEqual(proof.verdict?.difference, undefined, other);
      assert.ok(proof.isProved);
      assert.equal(proof.verdict?.compared, entries);
      assert.ok((proof.verdict?.commands ?? 0) > 100);
      assert.equal(proof.stages.length, 5);
    }
    removeFolder(folder);
  });
}
