import assert from "node:assert/strict";
import { MAX_WAITING_DIFFS, WaitingDiffs } from "../../core/venues/binance/waiting_diffs.ts";
import { BinanceEvent } from "../../core/venues/binance/event.ts";
import { LevelBuffer } from "../../core/venues/level_buffer.ts";
import { diff, drive, quote, snapshot, summary, trade } from "./binance_lines.ts";

const SNAPSHOT_AT = (id: number) => [
  `clear 0 u${id}`,
  `bid 10025 u${id}`,
  `ask 10175 u${id}.`,
];

Deno.test("spot depth waits for its snapshot and joins it when U ≤ lastUpdateId + 1 ≤ u", async () => {
  const result = await drive([diff(1, 4), diff(5, 12), diff(13, 14), snapshot(10), diff(15, 15)]);
  assert.deepEqual(summary(result), [
    ...SNAPSHOT_AT(10),
    "bid 10050 u12.",
    "bid 10050 u14.",
    "bid 10050 u15.",
  ]);
  assert.equal(result.counters.droppedDiffs, 1);
  assert.equal(result.counters.appliedDiffs, 3);
  assert.equal(result.counters.waitingDiffs, 0);
  assert.equal(result.counters.gaps, 0);
  assert.deepEqual(result.problems, []);
});

Deno.test("waiting updates carry the snapshot's time of receipt when they are written", async () => {
  const result = await drive([diff(9, 12), snapshot(10)]);
  const times = result.messages.map((message) => message.recvNanos);
  assert.deepEqual(times.toSorted((a, b) => a - b), times, "receipt never goes back");
  assert.equal(result.messages.at(-1)?.recvNanos, 1_000);
});

Deno.test("futures depth joins when U ≤ lastUpdateId ≤ u and then follows pu", async () => {
  const result = await drive([
    diff(1, 9, { pu: 0 }),
    diff(10, 14, { pu: 9 }),
    snapshot(10),
    diff(20, 25, { pu: 14 }),
  ]);
  assert.deepEqual(summary(result), [...SNAPSHOT_AT(10), "bid 10050 u14.", "bid 10050 u25."]);
  assert.equal(result.counters.gaps, 0);
});

Deno.test("a missing update makes the book stale once, and the next snapshot mends it", async () => {
  const result = await drive([
    diff(9, 11),
    snapshot(10),
    diff(14, 15),
    diff(16, 17),
    snapshot(16),
    diff(18, 18),
  ]);
  assert.deepEqual(summary(result), [
    ...SNAPSHOT_AT(10),
    "bid 10050 u11.",
    "gap 12 u11.",
    ...SNAPSHOT_AT(16),
    "bid 10050 u17.",
    "bid 10050 u18.",
  ]);
  assert.equal(result.counters.gaps, 1);
  assert.match(result.problems[0].where, /^made\.txt line 3$/);
  assert.match(result.problems[0].text, /BTCUSDT: depth updates are missing.*ends at 11.*U 14/);
});

Deno.test("an old update is dropped when the sequence goes backwards", async () => {
  const result = await drive([diff(9, 12), snapshot(10), diff(5, 8), diff(9, 12), diff(13, 13)]);
  assert.deepEqual(summary(result).slice(3), ["bid 10050 u12.", "bid 10050 u13."]);
  assert.equal(result.counters.droppedDiffs, 2);
  assert.equal(result.counters.gaps, 0);
});

Deno.test("an update that overlaps the book in part counts as a gap", async () => {
  const result = await drive([diff(9, 12), snapshot(10), diff(12, 14)]);
  assert.equal(summary(result).at(-1), "gap 13 u12.");
});

Deno.test("a snapshot in a healthy stream resynchronises when newer, is ignored when older", async () => {
  const result = await drive([
    diff(9, 12),
    snapshot(10),
    snapshot(11),
    diff(13, 13),
    snapshot(20),
    diff(14, 21),
  ]);
  assert.deepEqual(summary(result), [
    ...SNAPSHOT_AT(10),
    "bid 10050 u12.",
    "bid 10050 u13.",
    ...SNAPSHOT_AT(20),
    "bid 10050 u21.",
  ]);
  assert.equal(result.counters.snapshots, 2);
  assert.equal(result.counters.ignored, 1);
});

Deno.test("a snapshot too old for the waiting updates is left out and named", async () => {
  const result = await drive([diff(20, 22), snapshot(10), snapshot(21), diff(23, 23)]);
  assert.deepEqual(summary(result), [...SNAPSHOT_AT(21), "bid 10050 u22.", "bid 10050 u23."]);
  assert.match(result.problems[0].where, /line 2$/);
  assert.match(result.problems[0].text, /snapshot 10 does not join/);
});

Deno.test("an update without levels moves the sequence on", async () => {
  const result = await drive([
    diff(9, 12),
    snapshot(10),
    diff(13, 13, { bids: [] }),
    diff(14, 14),
  ]);
  assert.equal(summary(result).at(-1), "bid 10050 u14.");
  assert.equal(result.counters.gaps, 0);
  assert.equal(result.counters.appliedDiffs, 3);
});

Deno.test("one instrument's unreadable update leaves the other instrument's book alone", async () => {
  const other = { symbol: "ETHUSDT" };
  const result = await drive([
    diff(9, 12),
    snapshot(10),
    diff(109, 112, other),
    snapshot(110),
    diff(13, 13, { bids: [["-5.00", "1"]] }),
    diff(113, 114, other),
    diff(14, 14),
    trade(1),
    quote(14),
  ]);
  assert.deepEqual(summary(result), [
    ...SNAPSHOT_AT(10),
    "bid 10050 u12.",
    ...SNAPSHOT_AT(110).map((line) => `#1 ${line}`),
    "#1 bid 10050 u112.",
    "bad 0 u12.",
    "gap 13 u12.",
    "#1 bid 10050 u114.",
    "trade.",
    "quote.",
  ]);
  assert.equal(result.counters.badRecords, 1);
  assert.match(result.problems[0].where, /line 5$/);
  assert.match(result.problems[0].text, /BTCUSDT: price -5\.00 is no plain positive decimal/);
});

Deno.test("WaitingDiffs keeps the newest updates when more wait than it holds", () => {
  const waiting = new WaitingDiffs();
  const event = new BinanceEvent();
  let dropped = 0;
  const total = MAX_WAITING_DIFFS + 1_000;
  for (let id = 1; id <= total; id++) {
    event.clear();
    event.firstId = id;
    event.lastId = id;
    for (let i = 0; i < id % 7; i++) event.levels.push(id, i);
    event.levels.endBids();
    event.levels.push(id + 1, 9);
    dropped += waiting.add(event, id * 10);
  }
  assert.equal(dropped, 1_000);
  assert.equal(waiting.count, MAX_WAITING_DIFFS);
  const levels = new LevelBuffer();
  for (let id = 1_001; id <= total; id++) {
    assert.equal(waiting.firstId, id);
    assert.equal(waiting.exchNanos, id * 10);
    waiting.copyLevels(levels);
    assert.equal(levels.bidCount, id % 7);
    assert.equal(levels.count, id % 7 + 1);
    assert.equal(levels.priceTicks[levels.count - 1], id + 1);
    waiting.drop();
  }
  assert.equal(waiting.count, 0);
});

Deno.test("WaitingDiffs stays within its bytes when updates are large", () => {
  const waiting = new WaitingDiffs();
  const event = new BinanceEvent();
  let dropped = 0;
  for (let id = 1; id <= 200; id++) {
    event.clear();
    event.lastId = id;
    for (let i = 0; i < 10_000; i++) event.levels.push(id, i);
    dropped += waiting.add(event, 0);
  }
  assert.equal(waiting.count + dropped, 200);
  const bytes = waiting.count * (6 + 2 * 10_000) * 8;
  assert.ok(bytes <= 8 * 1_024 * 1_024, `${bytes} bytes wait`);
  assert.ok(bytes >= 3 * 1_024 * 1_024, "no more is dropped than has to be");
  assert.equal(waiting.newestId, 200);
  assert.equal(waiting.lastId, 200 - waiting.count + 1);
});
