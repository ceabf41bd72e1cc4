import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { MARKET_SLOT_BYTES } from "../../core/base/limits.ts";
import { RingFollower } from "../../core/ring/follower.ts";
import { createRing } from "../../core/ring/layout.ts";
import { RingProducer } from "../../core/ring/producer.ts";
import { RecorderAgent } from "../../core/tape/recorder_agent.ts";
import { verifyTape } from "../../core/tape/verify.ts";
import { Board } from "../../core/telemetry/board.ts";
import { ScriptedMarket } from "./scripted_market.ts";
import { runSession } from "./session.ts";
import { EPOCH_MILLIS, levelSlots, readTape, withPath } from "./taped.ts";

Deno.test("RecorderAgent writes all that ingest published, and comes to its hash", () =>
  withPath(async (path) => {
    const session = await runSession(new ScriptedMarket({ rounds: 1_000 }), { recordPath: path });
    assert.equal(session.recorderHash, session.ingestHash);
    assert.equal(session.recorder.messages, session.ingest.messages);
    assert.equal(session.recorder.bytes, Deno.statSync(path).size);
    assert.equal(verifyTape(path).hash, session.ingestHash);
  }));

Deno.test("RecorderAgent writes the same bytes whatever the batches are", () =>
  withPath(async (path) => {
    const tapes: Uint8Array[] = [];
    for (const ringSlots of [256, 1_024, 8_192]) {
      for (const backwards of [false, true]) {
        await runSession(new ScriptedMarket({ rounds: 700 }), {
          recordPath: path,
          ringSlots,
          order: (agents) => backwards ? agents.reverse() : agents,
        });
        tapes.push(Deno.readFileSync(path));
      }
    }
    for (const tape of tapes) assert.deepEqual(tape, tapes[0]);
  }));

Deno.test("RecorderAgent closes the tape when the session is stopped before its end", () =>
  withPath((path) => {
    const { producer, agent } = setUp(path);
    const slots = levelSlots(5);
    for (let i = 0; i < 5; i++) {
      const at = producer.claim();
      producer.words.set(slots.subarray(i * 16, i * 16 + 16), at);
    }
    producer.publish(0);
    agent.onStart();
    assert.equal(agent.doWork(), 5);
    assert.equal(agent.done, false);
    agent.onClose();
    assert.deepEqual(readTape(path), slots);
    assert.equal(verifyTape(path).epochMillis, EPOCH_MILLIS);
  }));

Deno.test("RecorderAgent leaves an empty tape when nothing was published", () =>
  withPath((path) => {
    const { producer, agent } = setUp(path);
    agent.onStart();
    producer.close();
    assert.equal(agent.doWork(), 0);
    assert.equal(agent.done, true);
    agent.onClose();
    const report = verifyTape(path);
    assert.deepEqual([report.messages, report.sound, report.epochMillis], [0, true, EPOCH_MILLIS]);
  }));

Deno.test("RecorderAgent refuses to start when the tape cannot be created", () => {
  const { agent } = setUp("/nowhere/session.tape");
  assert.throws(() => agent.onStart(), UserError);
  agent.onClose();
});

function setUp(path: string): { producer: RingProducer; agent: RecorderAgent } {
  const buffer = createRing({ slotBytes: MARKET_SLOT_BYTES, capacity: 16, followers: 1 });
  const producer = new RingProducer(buffer, { gating: [0] });
  producer.epochMillis = EPOCH_MILLIS;
  const market = new RingFollower(buffer, { index: 0 });
  const agent = new RecorderAgent({ market, path, board: new Board().role("recorder") });
  return { producer, agent };
}
