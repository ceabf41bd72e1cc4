/**
 * Races between two threads, with the outcomes that are allowed. A worker consumes what this thread
 * produces; the sums prove that no slot was lost, repeated or seen before it was complete.
 */
import assert from "node:assert/strict";
import { createDoorbells, Doorbell } from "../../core/ring/doorbell.ts";
import { createRing } from "../../core/ring/layout.ts";
import { RingProducer } from "../../core/ring/producer.ts";
import type { WaitPolicy } from "../../core/ring/wait.ts";
import type { LitmusAnswer, LitmusOrder } from "./litmus_worker.ts";

const CAPACITY = 256;
const FIRST_CURSOR = 0x7fff_ff00;

/** Writes `count` slots whose two ends must agree; returns what the worker saw. */
async function race(
  count: number,
  batch: number,
  reader: LitmusOrder["reader"],
  policy: WaitPolicy,
): Promise<LitmusAnswer> {
  const ring = createRing({
    slotBytes: 64,
    capacity: CAPACITY,
    followers: 1,
    firstCursor: FIRST_CURSOR,
  });
  const doorbells = createDoorbells(2);
  const worker = new Worker(new URL("./litmus_worker.ts", import.meta.url), {
    type: "module",
    deno: { permissions: "none" },
  });
  const answer = new Promise<LitmusAnswer>((resolve, reject) => {
    worker.onmessage = (event) => resolve(event.data);
    worker.onerror = (event) => reject(new Error(event.message));
  });
  worker.postMessage({ ring, doorbells, reader, policy } satisfies LitmusOrder);
  const own = new Doorbell(doorbells, 0);
  const producer = new RingProducer(ring, {
    gating: reader === "gating" ? [0] : [],
    wakes: [new Doorbell(doorbells, 1)],
  });
  for (let value = 1; value <= count;) {
    if (producer.room(batch) < batch) {
      own.arm();
      if (producer.room(batch) < batch) await own.waitAsync(10);
      else own.disarm();
      continue;
    }
    for (let i = 0; i < batch && value <= count; i++, value++) {
      const at = producer.claim();
      producer.words[at] = value;
      producer.words[at + 15] = ~value;
    }
    producer.publish(0);
  }
  producer.close();
  const result = await answer;
  worker.terminate();
  return result;
}

for (const policy of ["park", "hybrid"] as const) {
  for (const batch of [1, 7, 128]) {
    Deno.test(`a gating follower sees every slot once, whole and in order (${policy}, batches of ${batch})`, async () => {
      const count = batch === 1 ? 20_000 : 200_000;
      const seen = await race(count, batch, "gating", policy);
      assert.deepEqual(seen, { read: count, lost: 0, torn: 0, outOfOrder: 0, lastValue: count });
    });
  }
}

Deno.test("a lossy follower never sees a torn slot and counts what it missed", async () => {
  const count = 10_000_000;
  const seen = await race(count, 32, "lossy", "park");
  assert.equal(seen.torn, 0);
  assert.equal(seen.outOfOrder, 0);
  assert.equal(seen.read + seen.lost, count);
  assert.ok(seen.read > 0, "the reader was there during the race");
});
