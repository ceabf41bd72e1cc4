/** When things happen: on the way to the exchange, there, and on the way back. */
import assert from "node:assert/strict";
import { BUY, VenueRig } from "./venue_rig.ts";

Deno.test("a command meets the book of the moment in which it arrives, not of that in which it was sent", () => {
  const rig = new VenueRig({
    feed: { kind: "constant", nanos: 30 },
    entry: { kind: "constant", nanos: 50 },
    response: { kind: "constant", nanos: 40 },
  });
  rig.now = 999;
  rig.level(1, 102, 5);
  rig.market(1, BUY, 2);
  // Sent at 1001, there at 1051. What is received at 1080 happened at 1050, at 1082 at 1052.
  rig.now = 1_079;
  rig.level(1, 102, 0);
  rig.level(1, 103, 5);
  assert.deepEqual(rig.reports(), [], "at 1051 both can still come first");
  rig.level(1, 101, 5);
  rig.now = 1_089;
  assert.deepEqual(rig.reports(), [], "the answer is on its way");
  const [accepted, filled] = (rig.at(1_200), rig.reports());
  assert.equal(accepted.exchNanos, 1_051);
  assert.equal(accepted.recvNanos, 1_091);
  assert.equal(filled.price, 103);
});

Deno.test("an answer that is faster than the feed comes with the feed", () => {
  const rig = new VenueRig({
    feed: { kind: "constant", nanos: 100 },
    response: { kind: "constant", nanos: 10 },
  });
  rig.level(1, 102, 5);
  rig.market(1, BUY, 2);
  rig.at(80);
  assert.deepEqual(rig.reports(), [], "asked in vain at 81");
  rig.at(110);
  const [accepted] = rig.reports();
  assert.equal(accepted.exchNanos, 3);
  assert.equal(accepted.recvNanos, 81, "not before that");
});

Deno.test("at the same instant the market goes first", () => {
  const rig = new VenueRig({ entry: { kind: "constant", nanos: 1 } });
  rig.level(1, 102, 5);
  rig.market(1, BUY, 2);
  rig.level(1, 102, 0);
  rig.level(1, 103, 5);
  assert.deepEqual(rig.told(), ["1 rejected 11"], "sent at 3, there at 4, when the level went");
});

Deno.test("commands and reports never overtake each other", () => {
  const random = { kind: "lognormal", medianNanos: 1_000, sigma: 2 } as const;
  const rig = new VenueRig({ entry: random, response: random });
  for (let id = 1; id <= 200; id++) rig.limit(id, BUY, 100, 1);
  rig.at(1e9);
  const reports = rig.reports();
  assert.deepEqual(reports.map(({ id }) => id), Array.from({ length: 200 }, (_, i) => i + 1));
  for (let i = 1; i < reports.length; i++) {
    assert.ok(reports[i].exchNanos >= reports[i - 1].exchNanos);
    assert.ok(reports[i].recvNanos >= reports[i - 1].recvNanos);
  }
});

Deno.test("at the end of all time everything has happened, and nothing more comes", () => {
  const rig = new VenueRig({ entry: { kind: "constant", nanos: 1e12 } });
  rig.level(1, 102, 5);
  rig.limit(1, BUY, 100, 2);
  rig.exchange.advanceTo(Infinity);
  assert.equal(rig.exchange.openOrders, 1);
  assert.equal(rig.exchange.nextReport(Infinity), true);
  assert.equal(rig.exchange.nextReport(Infinity), false);
});
