import assert from "node:assert/strict";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { checksumShare } from "../../core/wire/checksum.ts";
import {
  FLAG_EVERY_CHANGE,
  FLAG_LAST,
  FLAG_TIMED,
  STATUS_CLEAR,
  STATUS_GAP,
} from "../../core/wire/market.ts";
import { BookRig } from "./book_rig.ts";

/** A rig whose book goes through states that are easy to name: bid 100 × n after update n. */
class AuditRig extends BookRig {
  constructor() {
    super();
    this.define();
    this.writer.begin(0, 0, 0, 0);
    this.writer.level(SIDE_ASK, 101, 7, 0);
    this.writer.level(SIDE_BID, 100, 9, FLAG_LAST);
  }

  book(update: number, nanos = update): void {
    this.writer.begin(0, nanos, nanos, update);
    this.writer.level(SIDE_BID, 100, update, FLAG_LAST);
  }

  quote(update: number, bidLots = update, flags = FLAG_EVERY_CHANGE, nanos = update): void {
    this.writer.begin(0, nanos, nanos, update);
    this.writer.quote(100, bidLots, 101, 7, flags | FLAG_LAST);
  }

  expect(counts: Partial<ReturnType<BookRig["board"]["toRecord"]>>): void {
    this.run();
    const record = this.board.toRecord();
    for (const [name, value] of Object.entries(counts)) assert.equal(record[name], value, name);
  }
}

Deno.test("a quote is compared with the book of the same update id, whichever comes first", () => {
  const rig = new AuditRig();
  rig.quote(1);
  rig.book(1);
  rig.expect({ compared: 1, mismatches: 0 });
  rig.book(2);
  rig.expect({ compared: 1 });
  rig.quote(2);
  rig.expect({ compared: 2, mismatches: 0, impliedCompared: 0 });
});

Deno.test("a quote in the middle of a book's group is compared at its end", () => {
  const rig = new AuditRig();
  rig.writer.begin(0, 1, 1, 5);
  rig.writer.quote(100, 5, 101, 7, 0);
  rig.writer.level(SIDE_BID, 100, 5, FLAG_LAST);
  rig.expect({ compared: 1, mismatches: 0 });
});

Deno.test("a mismatch is counted and the first few are described", () => {
  const rig = new AuditRig();
  for (let update = 1; update <= 20; update++) {
    rig.quote(update, update + 1);
    rig.book(update);
  }
  rig.expect({ compared: 20, mismatches: 20 });
  assert.equal(rig.agent.auditor.firstMismatches.length, 8);
  assert.deepEqual(rig.agent.auditor.firstMismatches[0], {
    instrumentId: 0,
    check: "quote",
    sequence: 1,
    expected: "bid 100 × 2, ask 101 × 7",
    built: "bid 100 × 1, ask 101 × 7",
  });
});

Deno.test("an older quote is held against a later book once a newer quote proves it the newest", () => {
  const rig = new AuditRig();
  rig.quote(3, 5);
  rig.book(5);
  rig.expect({ impliedCompared: 0 });
  rig.quote(6, 6);
  rig.expect({ compared: 0, impliedCompared: 1, impliedUnmatched: 0 });
  rig.quote(8, 8);
  rig.quote(20, 20);
  rig.book(9);
  rig.expect({ compared: 0, mismatches: 0, impliedCompared: 2, impliedUnmatched: 1 });
  assert.deepEqual(rig.agent.auditor.firstMismatches, []);
});

Deno.test("an older quote proves nothing where the venue does not quote every change", () => {
  const rig = new AuditRig();
  rig.quote(3, 5, 0);
  rig.book(5);
  rig.quote(6, 6, 0);
  rig.expect({ compared: 0, impliedCompared: 0, impliedUnmatched: 0 });
});

Deno.test("books older than every quote, or without update id, are not compared", () => {
  const rig = new AuditRig();
  rig.quote(10, 3);
  rig.book(9);
  rig.writer.begin(0, 1, 1, 0);
  rig.writer.level(SIDE_BID, 100, 4, FLAG_LAST);
  rig.expect({ compared: 0, impliedCompared: 0 });
});

Deno.test("update ids that go back start the comparison anew", () => {
  const rig = new AuditRig();
  rig.quote(100, 3);
  rig.book(1);
  rig.quote(1);
  rig.book(2);
  rig.quote(2);
  rig.expect({ compared: 1, mismatches: 0 });
});

Deno.test("a stale book is not compared", () => {
  const rig = new AuditRig();
  rig.writer.begin(0, 1, 1, 0);
  rig.writer.status(STATUS_GAP, 0, 0, FLAG_LAST);
  rig.quote(1, 99);
  rig.book(1);
  rig.writer.checksum(1, 123, FLAG_LAST);
  rig.quote(2, 99, FLAG_TIMED);
  rig.expect({ compared: 0, mismatches: 0, timedCompared: 0 });
});

Deno.test("a timed quote agrees when the book has its values by the first later group", () => {
  const rig = new AuditRig();
  rig.quote(0, 9, FLAG_TIMED);
  rig.expect({ timedCompared: 1, timedUnmatched: 0 });
  rig.quote(0, 3, FLAG_TIMED, 10);
  rig.book(2, 9);
  rig.book(3, 10);
  rig.expect({ timedCompared: 2, timedUnmatched: 0 });
  rig.quote(0, 77, FLAG_TIMED, 20);
  rig.book(4, 20);
  rig.expect({ timedCompared: 2 });
  rig.book(5, 21);
  rig.expect({ timedCompared: 3, timedUnmatched: 1, compared: 0 });
  // The next group would agree, but it is too late.
  rig.book(77, 22);
  rig.expect({ timedCompared: 3, timedUnmatched: 1 });
});

Deno.test("timed quotes without any group between them never pile up", () => {
  const rig = new AuditRig();
  for (let i = 0; i < 100; i++) rig.quote(0, 1_000 + i, FLAG_TIMED, i);
  rig.expect({ timedCompared: 84, timedUnmatched: 84 });
});

Deno.test("checksums are compared at their place in the stream, absent levels as zeros", () => {
  const rig = new AuditRig();
  const levels = [[101, 7, 100, 9], [102, 2 ** 33 + 5, 0, 0], [0, 0, 0, 0]];
  let checksum = 0;
  for (const [level, [askTicks, askLots, bidTicks, bidLots]] of levels.entries()) {
    checksum = (checksum + checksumShare(2 * level, askTicks, askLots)) | 0;
    checksum = (checksum + checksumShare(2 * level + 1, bidTicks, bidLots)) | 0;
  }
  rig.writer.begin(0, 1, 1, 4);
  rig.writer.level(SIDE_ASK, 102, 2 ** 33 + 5, 0);
  rig.writer.checksum(3, checksum, 0);
  rig.writer.level(SIDE_ASK, 102, 1, FLAG_LAST);
  rig.expect({ compared: 1, mismatches: 0 });
  rig.writer.checksum(3, checksum, FLAG_LAST);
  rig.writer.checksum(40, checksum, FLAG_LAST);
  rig.expect({ compared: 3, mismatches: 2 });
  assert.equal(rig.agent.auditor.firstMismatches[0].check, "checksum");
  assert.equal(rig.agent.auditor.firstMismatches[0].sequence, 4);
});

Deno.test("an empty side is quoted by its sentinel", () => {
  const rig = new AuditRig();
  rig.writer.begin(0, 1, 1, 1);
  rig.writer.status(STATUS_CLEAR, 0, 0, 0);
  rig.writer.level(SIDE_BID, 100, 4, 0);
  rig.writer.quote(100, 4, NO_PRICE_TICKS, 0, FLAG_LAST);
  rig.expect({ compared: 1, mismatches: 0, oneSided: 1 });
});
