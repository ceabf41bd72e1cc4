/** The ring in one thread: order, gating, dependence, the cursor's wrap, lossy readers. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { RingFollower } from "../../core/ring/follower.ts";
import { createRing } from "../../core/ring/layout.ts";
import {
  LossyFollower,
  READ_EMPTY,
  READ_LAPPED,
  READ_SLOT,
} from "../../core/ring/lossy_follower.ts";
import { RingProducer } from "../../core/ring/producer.ts";

const NEAR_WRAP = 0x7fff_fff0;

function put(producer: RingProducer, value: number): void {
  producer.words[producer.claim()] = value;
}

Deno.test("RingFollower reads what RingProducer wrote when cursors cross 2^31", () => {
  const buffer = createRing({
    slotBytes: 64,
    capacity: 8,
    followers: 1,
    firstCursor: NEAR_WRAP,
    stamped: true,
  });
  const producer = new RingProducer(buffer, { gating: [0] });
  const follower = new RingFollower(buffer, { index: 0 });
  for (let value = 0; value < 100; value++) {
    assert.equal(producer.room(8), 8);
    put(producer, value);
    assert.equal(follower.available(), 0, "nothing is visible before publish()");
    producer.publish(value * 10);
    assert.equal(follower.available(), 1);
    assert.equal(follower.words[follower.at(0)], value);
    assert.equal(follower.stampAt(0), value * 10);
    follower.advance(1);
  }
});

Deno.test("RingProducer.room() counts down to 0 when a gating follower stands still", () => {
  const buffer = createRing({ slotBytes: 64, capacity: 4, followers: 2, firstCursor: NEAR_WRAP });
  const producer = new RingProducer(buffer, { gating: [0, 1] });
  const fast = new RingFollower(buffer, { index: 0 });
  const slow = new RingFollower(buffer, { index: 1 });
  for (let value = 0; value < 4; value++) put(producer, value);
  producer.publish(0);
  assert.equal(producer.room(1), 0);
  fast.available();
  fast.advance(4);
  assert.equal(producer.room(1), 0, "the slower follower still holds the slots");
  slow.available();
  slow.advance(3);
  assert.equal(producer.room(4), 3);
});

Deno.test("RingFollower.available() stays behind the follower it depends on", () => {
  const buffer = createRing({ slotBytes: 64, capacity: 8, followers: 2 });
  const producer = new RingProducer(buffer, { gating: [1] });
  const first = new RingFollower(buffer, { index: 0 });
  const second = new RingFollower(buffer, { index: 1, after: [0] });
  for (let value = 0; value < 5; value++) put(producer, value);
  producer.publish(0);
  assert.equal(second.available(), 0);
  assert.equal(first.available(), 5);
  first.advance(2);
  assert.equal(second.available(), 2);
});

Deno.test("RingFollower.ended() is true only when closed and everything is read", () => {
  const buffer = createRing({ slotBytes: 64, capacity: 8, followers: 1 });
  const producer = new RingProducer(buffer, { gating: [0] });
  const follower = new RingFollower(buffer, { index: 0 });
  put(producer, 1);
  producer.publish(0);
  assert.equal(follower.ended(), false);
  producer.close();
  assert.equal(follower.ended(), false);
  follower.advance(1);
  assert.equal(follower.ended(), true);
});

Deno.test("LossyFollower.read() reports a lap and goes on from the newest slot", () => {
  const buffer = createRing({ slotBytes: 64, capacity: 8, followers: 1, firstCursor: NEAR_WRAP });
  const producer = new RingProducer(buffer, { gating: [] });
  const tap = new LossyFollower(buffer, 0);
  const slot = new Int32Array(16);
  assert.equal(tap.read(slot), READ_EMPTY);
  for (let value = 0; value < 20; value++) put(producer, value);
  producer.publish(0);
  assert.equal(tap.read(slot), READ_LAPPED);
  assert.equal(tap.lost, 20);
  assert.equal(tap.read(slot), READ_EMPTY);
});

Deno.test("LossyFollower.read() copies every slot when it keeps up", () => {
  const buffer = createRing({ slotBytes: 64, capacity: 1024, followers: 1 });
  const producer = new RingProducer(buffer, { gating: [] });
  const tap = new LossyFollower(buffer, 0);
  const slot = new Int32Array(16);
  for (let value = 0; value < 5_000; value++) {
    put(producer, value);
    producer.publish(0);
    assert.equal(tap.read(slot), READ_SLOT);
    assert.equal(slot[0], value);
  }
  assert.equal(tap.lost, 0);
});

Deno.test("a ring behaves like a bounded queue under any interleaving", () => {
  const command = fc.oneof(
    fc.record({ kind: fc.constant("write"), count: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ kind: fc.constant("publish"), count: fc.constant(0) }),
    fc.record({ kind: fc.constant("read"), count: fc.integer({ min: 1, max: 6 }) }),
  );
  const property = fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
    const buffer = createRing({ slotBytes: 8, capacity: 8, followers: 1, firstCursor: NEAR_WRAP });
    const producer = new RingProducer(buffer, { gating: [0] });
    const follower = new RingFollower(buffer, { index: 0 });
    const pending: number[] = [];
    const visible: number[] = [];
    let next = 0;
    for (const { kind, count } of commands) {
      if (kind === "write") {
        for (let i = 0; i < count && producer.room(1) > 0; i++) {
          pending.push(next);
          put(producer, next++);
        }
        assert.ok(pending.length + visible.length <= 8);
      } else if (kind === "publish") {
        visible.push(...pending.splice(0));
        producer.publish(0);
      } else {
        const ready = follower.available();
        assert.ok(ready <= visible.length);
        const taken = Math.min(ready, count);
        for (let i = 0; i < taken; i++) {
          assert.equal(follower.words[follower.at(i)], visible.shift());
        }
        if (taken > 0) follower.advance(taken);
      }
    }
  });
  fc.assert(property, { seed: 20260105, numRuns: 300 });
});
