/**
 * The plain pipeline is a fair yardstick only if it does the work: on the same market it must come to
 * the same books and the same features as Millrace. Windows in time are left out, because Millrace's
 * move by buckets and the plain ones do not.
 */
import assert from "node:assert/strict";
import { parsePlainEvents, type PlainEvent } from "../../bench/baselines/plain_events.ts";
import { parsePlainLobster } from "../../bench/baselines/plain_lobster.ts";
import { type PlainResult, runPlainPipeline } from "../../bench/baselines/plain_pipeline.ts";
import { makeEventLines } from "../../bench/inputs/event_lines.ts";
import { replay, simulatedInput, sourceOf } from "../../bench/sessions.ts";
import { FEATURES } from "../../core/features/table.ts";
import { AT_PUBLISHED, mapRing } from "../../core/ring/layout.ts";
import * as frame from "../../core/wire/frame.ts";

const EVENTS = 3_000;
const COMPARED_FRAMES = 1_000;
const IN_TIME = /_(100ms|1s|3s|10s)_|_(1s|10s)$/;

Deno.test("runPlainPipeline() comes to Millrace's books and features on the simulated market", async () => {
  const input = simulatedInput(EVENTS);
  const { lines, ticks } = await makeEventLines(await sourceOf(input));
  const results: PlainResult[] = [];
  const { compared, mismatches } = runPlainPipeline(parsePlainEvents(lines), {
    ticks,
    model: undefined,
    predictEvery: 64,
    onResult: (result) => results.push(result),
  });
  const { board, frames } = await replay(input, "inline", undefined);
  assert.equal(results.length, board.role("inference").counter("frames"));
  assert.ok(compared > 0);
  assert.equal(mismatches, 0);
  const { header, words, doubles, capacity, wordsPerSlot } = mapRing(frames);
  const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
  let featuresCompared = 0;
  for (let back = 1; back <= COMPARED_FRAMES; back++) {
    const at = ((header[AT_PUBLISHED] - back) & (capacity - 1)) * wordsPerSlot;
    const result = results[results.length - back];
    const tick = ticks[result.instrument];
    assert.equal(result.instrument, words[at + frame.F_INSTRUMENT]);
    for (let level = 0; level < result.bids.length; level++) {
      const { price, qty } = result.bids[level];
      assert.equal(Math.round(price / tick), words[at + frame.F_BID_TICKS + level]);
      assert.equal(qty, doubles[(at >> 1) + frame.F_BID_LOTS + level]);
    }
    for (const [index, { name }] of FEATURES.entries()) {
      const valid = (words[at + frame.F_MASK + (index >> 5)] >>> (index & 31)) & 1;
      const plain = result.features[name];
      if (!valid || plain === undefined || IN_TIME.test(name)) continue;
      const ours = floats[at + frame.F_FEATURES + index];
      const tolerance = 1e-6 * (1 + Math.abs(ours));
      assert.ok(Math.abs(ours - plain) <= tolerance, `${name}: ${ours}, plain ${plain}`);
      featuresCompared++;
    }
  }
  assert.ok(featuresCompared > 30 * COMPARED_FRAMES, `${featuresCompared} features compared`);
});

Deno.test("parsePlainLobster() reads orders, hidden trades and the book of each row", () => {
  const messages = ["34200.5,1,7,100,5800000,1", "34200.6,5,0,10,5805000,-1"];
  const rows = ["5810000,50,5800000,100", "5810000,50,-9999999999,0"];
  const events: PlainEvent[] = [...parsePlainLobster(messages, rows)];
  assert.deepEqual(events.map(({ recvNanos }) => recvNanos), [34_200.5e9, 34_200.6e9]);
  assert.deepEqual(events[0].changes, [
    { kind: "add", order: 7, side: "bid", price: 580, qty: 100 },
    { kind: "book", bids: [[580, 100]], asks: [[581, 50]] },
  ]);
  assert.deepEqual(events[1].changes, [
    { kind: "trade", side: "bid", price: 580.5, qty: 10 },
    { kind: "book", bids: [], asks: [[581, 50]] },
  ]);
});
