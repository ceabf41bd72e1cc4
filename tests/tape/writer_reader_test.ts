import assert from "node:assert/strict";
import fc from "fast-check";
import { UserError } from "../../core/base/errors.ts";
import { TapeReader } from "../../core/tape/reader.ts";
import { partPathOf, TapeWriter } from "../../core/tape/writer.ts";
import { MARKET_WORDS } from "../../core/wire/market.ts";
import { blockBytes, EPOCH_MILLIS, levelSlots, readTape, withPath, writeTape } from "./taped.ts";

const SEED = 20_260_105;

Deno.test("TapeReader reads back what TapeWriter wrote, with full and partial blocks", () =>
  withPath((path) => {
    for (const count of [1, 7, 8, 9, 16, 20]) {
      const slots = levelSlots(count);
      writeTape(path, slots, 8);
      assert.deepEqual(readTape(path), slots);
      const reader = new TapeReader(path);
      assert.equal(reader.index.blocks, Math.ceil(count / 8));
      assert.equal(reader.header.epochMillis, EPOCH_MILLIS);
      assert.equal(reader.closed, true);
      assert.equal(reader.tornBytes, 0);
      reader.close();
    }
  }));

Deno.test(`TapeReader reads back any bits in any slots (seed ${SEED})`, () =>
  withPath((path) => {
    const words = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 400 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 9 }), (some, blockSlots) => {
        const slots = new Int32Array(Math.floor(some.length / MARKET_WORDS) * MARKET_WORDS);
        slots.set(some.slice(0, slots.length));
        writeTape(path, slots, blockSlots);
        assert.deepEqual(readTape(path), slots);
      }),
      { seed: SEED, numRuns: 100 },
    );
  }));

Deno.test("TapeWriter leaves header, empty index and footer when nothing was appended", () =>
  withPath((path) => {
    writeTape(path, new Int32Array(0), 8);
    assert.equal(Deno.statSync(path).size, 3 * 64);
    assert.equal(readTape(path).length, 0);
  }));

Deno.test("TapeWriter gives the tape its name only when it is closed", () =>
  withPath((path) => {
    const writer = new TapeWriter({ path, blockSlots: 4 });
    writer.begin(EPOCH_MILLIS);
    const slots = levelSlots(6);
    for (let i = 0; i < 6; i++) writer.append(slots, i * MARKET_WORDS);
    assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
    assert.equal(Deno.statSync(partPathOf(path)).size, 64 + blockBytes(4));
    writer.close();
    assert.throws(() => Deno.statSync(partPathOf(path)), Deno.errors.NotFound);
    assert.equal(Deno.statSync(path).size, writer.bytesWritten);
    assert.equal(writer.slots, 6);
  }));

Deno.test("TapeWriter.abandon() leaves the blocks written so far readable", () =>
  withPath((path) => {
    const writer = new TapeWriter({ path, blockSlots: 4 });
    writer.begin(EPOCH_MILLIS);
    const slots = levelSlots(6);
    for (let i = 0; i < 6; i++) writer.append(slots, i * MARKET_WORDS);
    writer.abandon();
    assert.deepEqual(readTape(writer.partPath), slots.slice(0, 4 * MARKET_WORDS));
  }));

Deno.test("TapeWriter names the path when the tape cannot be created", () => {
  assert.throws(
    () => new TapeWriter({ path: "/nowhere/session.tape" }),
    (thrown) => thrown instanceof UserError && thrown.message.includes("/nowhere/session.tape"),
  );
});

Deno.test("TapeWriter names both paths when the finished tape cannot take its name", () =>
  withPath((path) => {
    Deno.mkdirSync(path);
    const writer = new TapeWriter({ path });
    writer.begin(EPOCH_MILLIS);
    assert.throws(
      () => writer.close(),
      (thrown) => thrown instanceof UserError && thrown.message.includes(`rename to ${path}`),
    );
  }));

Deno.test("TapeReader.seek() finds what a scan finds, although receipt times step back", () =>
  withPath((path) => {
    const slots = levelSlots(64);
    const recv = new Float64Array(slots.buffer);
    for (let i = 0; i < 64; i++) recv[i * 8 + 2] = 100 * ((i * 37) % 64) + 10 * i;
    writeTape(path, slots, 8);
    const reader = new TapeReader(path);
    for (let nanos = -50; nanos <= 7_500; nanos += 25) {
      let expected = 0;
      while (expected < 64 && recv[expected * 8 + 2] < nanos) expected++;
      assert.equal(reader.seek(nanos), expected, `at ${nanos}`);
    }
    reader.close();
  }));

Deno.test("TapeIndex.blockOf() finds the block of every slot", () =>
  withPath((path) => {
    writeTape(path, levelSlots(30), 8);
    const reader = new TapeReader(path);
    for (let slot = 0; slot < 30; slot++) {
      assert.equal(reader.index.blockOf(slot), Math.floor(slot / 8));
    }
    reader.close();
  }));
