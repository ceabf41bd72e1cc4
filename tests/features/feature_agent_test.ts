/** The stage in its ring: batches, stamps, hash, counters, end. */
import assert from "node:assert/strict";
import { Clock } from "../../core/base/clock.ts";
import { FRAME_BATCH, FRAME_SLOT_BYTES } from "../../core/base/limits.ts";
import { FeatureAgent } from "../../core/features/feature_agent.ts";
import { FEATURE_COUNT, featureIndex } from "../../core/features/table.ts";
import { RingFollower } from "../../core/ring/follower.ts";
import { createRing } from "../../core/ring/layout.ts";
import { RingProducer } from "../../core/ring/producer.ts";
import { Board } from "../../core/telemetry/board.ts";
import { F_FEATURE_STAMP } from "../../core/wire/frame.ts";
import { InstrumentDirectory } from "../../core/wire/directory.ts";
import { randomFrames, readVector, type TestFrame, type Vector, writeFrame } from "./frames.ts";

const RING_SLOTS = 256;

interface Outcome {
  readonly hash: string;
  readonly frames: number;
  readonly latencies: number;
  readonly vectors: readonly Vector[];
  readonly stamps: readonly number[];
}

/** Feeds frames in chunks of `chunk` through a real ring, one duty cycle a chunk or more. */
function runAgent(frames: readonly TestFrame[], chunk: number, epochMillis = 0): Outcome {
  const buffer = createRing({
    slotBytes: FRAME_SLOT_BYTES,
    capacity: RING_SLOTS,
    followers: 2,
    firstCursor: 0x7fff_ffff - 100,
  });
  const producer = new RingProducer(buffer, { gating: [1] });
  producer.epochMillis = epochMillis;
  const follower = new RingFollower(buffer, { index: 0 });
  const reader = new RingFollower(buffer, { index: 1, after: [0] });
  const board = new Board().role("features");
  const agent = new FeatureAgent({
    frames: follower,
    board,
    clock: new Clock(),
    directory: new InstrumentDirectory(),
  });
  const vectors: Vector[] = [];
  const stamps: number[] = [];
  agent.onStart();
  for (let from = 0; from < frames.length; from += chunk) {
    for (const frame of frames.slice(from, from + chunk)) {
      writeFrame(frame, producer.words, producer.doubles, producer.claim());
    }
    producer.publish(1);
    while (agent.doWork(0) > 0);
    for (let i = reader.available(); i > 0; i--) {
      const at = reader.at(0);
      vectors.push(readVector(reader.words, at, FEATURE_COUNT));
      stamps.push(reader.doubles[at / 2 + F_FEATURE_STAMP]);
      reader.advance(1);
    }
    assert.equal(agent.done, false);
  }
  producer.close();
  assert.equal(agent.doWork(0), 0);
  assert.equal(agent.done, true);
  agent.onClose();
  return {
    hash: board.hash,
    frames: board.counter("frames"),
    latencies: board.hopLatency.summary().count,
    vectors,
    stamps,
  };
}

function twoInstruments(): TestFrame[] {
  const first = randomFrames({ seed: 8, frames: 600, meanStepNanos: 20e6, instrumentId: 0 });
  const second = randomFrames({ seed: 9, frames: 600, meanStepNanos: 20e6, instrumentId: 1 });
  return first.flatMap((frame, i) => [frame, second[i]]);
}

Deno.test("FeatureAgent writes the same when frames come in batches of other sizes", () => {
  const frames = twoInstruments();
  const expected = runAgent(frames, 1);
  assert.equal(expected.frames, frames.length);
  assert.equal(expected.latencies, frames.length);
  for (const chunk of [7, FRAME_BATCH, FRAME_BATCH + 1, RING_SLOTS]) {
    const outcome = runAgent(frames, chunk);
    assert.equal(outcome.hash, expected.hash, `hash with chunks of ${chunk}`);
    assert.deepEqual(outcome.vectors, expected.vectors);
  }
});

Deno.test("FeatureAgent changes its hash when one frame differs in one lot", () => {
  const frames = twoInstruments();
  const [ticks, lots] = frames[500].bids[0];
  const changed = frames.with(500, {
    ...frames[500],
    bids: [[ticks, lots + 1], ...frames[500].bids.slice(1)],
  });
  assert.notEqual(runAgent(changed, 64).hash, runAgent(frames, 64).hash);
});

Deno.test("FeatureAgent stamps a batch once and takes at most FRAME_BATCH frames a cycle", () => {
  const { stamps } = runAgent(twoInstruments(), RING_SLOTS);
  assert.ok(stamps.every((stamp) => stamp > 0));
  for (let i = 0; i < RING_SLOTS; i += FRAME_BATCH) {
    assert.equal(new Set(stamps.slice(i, i + FRAME_BATCH)).size, 1);
  }
  assert.ok(stamps[0] < stamps[FRAME_BATCH], "the next batch has its own stamp");
});

Deno.test("doWork() tells features which day the session's epoch is", () => {
  const frames = randomFrames({ seed: 10, frames: 1, meanStepNanos: 1 });
  const weekOf = (isoDate: string) => {
    const { values } = runAgent(frames, 1, Date.parse(isoDate)).vectors[0];
    return values[featureIndex("time_of_week_sin")];
  };
  assert.equal(weekOf("2024-08-08"), weekOf("2024-08-15"));
  assert.notEqual(weekOf("2024-08-08"), weekOf("2024-08-09"));
});
