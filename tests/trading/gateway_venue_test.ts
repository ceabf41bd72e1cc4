import assert from "node:assert/strict";
import { Clock } from "../../core/base/clock.ts";
import { AssertionError } from "../../core/base/assert.ts";
import { RingFollower } from "../../core/ring/follower.ts";
import { createRing } from "../../core/ring/layout.ts";
import { RingProducer } from "../../core/ring/producer.ts";
import { GatewayVenue } from "../../core/trading/gateway_venue.ts";
import {
  C_ORDER_ID,
  COMMAND_DOUBLES,
  COMMAND_SLOT_BYTES,
  COMMAND_WORDS,
} from "../../core/wire/order.ts";
import { R_ORDER_ID, REPORT_SLOT_BYTES } from "../../core/wire/report.ts";

function rings(capacity: number) {
  const orders = createRing({
    slotBytes: COMMAND_SLOT_BYTES,
    capacity,
    followers: 1,
    stamped: true,
    firstCursor: 2 ** 31 - 3,
  });
  const reports = createRing({
    slotBytes: REPORT_SLOT_BYTES,
    capacity,
    followers: 1,
    firstCursor: 2 ** 31 - 3,
  });
  const venue = new GatewayVenue({
    orders: new RingProducer(orders, { gating: [0] }),
    reports: new RingFollower(reports, { index: 0 }),
    clock: new Clock(),
  });
  const producer = new RingProducer(reports, { gating: [0] });
  return { venue, commands: new RingFollower(orders, { index: 0 }), reports: producer };
}

Deno.test("GatewayVenue copies commands whole and in order, over the wrap of cursors", () => {
  const { venue, commands } = rings(8);
  const words = new Int32Array(2 * COMMAND_WORDS);
  const doubles = new Float64Array(words.buffer);
  for (let id = 1; id <= 20; id++) {
    for (let i = 0; i < COMMAND_WORDS; i++) words[COMMAND_WORDS + i] = id * 100 + i;
    doubles[COMMAND_DOUBLES + C_ORDER_ID] = id;
    venue.onCommand(words, doubles, COMMAND_WORDS);
    assert.equal(commands.available(), 1);
    const at = commands.at(0);
    for (let i = 0; i < COMMAND_WORDS; i++) {
      assert.equal(commands.words[at + i], words[COMMAND_WORDS + i]);
    }
    assert.ok(commands.stampAt(0) > 0);
    commands.advance(1);
  }
});

Deno.test("GatewayVenue hands out each report once, and holds it until the next is asked for", () => {
  const { venue, reports } = rings(4);
  let next = 1;
  let seen = 0;
  for (let round = 0; round < 10; round++) {
    while (reports.room(1) > 0) {
      reports.doubles[(reports.claim() >> 1) + R_ORDER_ID] = next++;
    }
    reports.publish(0);
    while (venue.nextReport()) {
      assert.equal(venue.reportDoubles[(venue.reportAt >> 1) + R_ORDER_ID], ++seen);
    }
  }
  assert.equal(seen, next - 1);
  assert.ok(seen >= 30);
});

Deno.test("GatewayVenue fails rather than losing a command that has no room", () => {
  const { venue } = rings(2);
  const words = new Int32Array(COMMAND_WORDS);
  const doubles = new Float64Array(words.buffer);
  venue.onCommand(words, doubles, 0);
  venue.onCommand(words, doubles, 0);
  assert.throws(() => venue.onCommand(words, doubles, 0), AssertionError);
});
