import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { checksumOf } from "../../core/tape/layout.ts";
import { TapeReader } from "../../core/tape/reader.ts";
import { TapeDamage } from "../../core/tape/tape_file.ts";
import { MARKET_WORDS } from "../../core/wire/market.ts";
import { blockBytes, levelSlots, readTape, withPath, writeTape } from "./taped.ts";

const BLOCK_SLOTS = 4;
/** Three blocks, the last of three slots. */
const SLOTS = levelSlots(11);
const BLOCKS_END = 64 + 2 * blockBytes(4) + blockBytes(3);
const INDEX_ENTRIES = BLOCKS_END + 64;
const FOOTER = INDEX_ENTRIES + 3 * 40;

/** The region that a byte of the closed tape belongs to: its name and where it starts. */
function regionOf(byte: number): [part: string, start: number] {
  if (byte < 64) return ["file header", 0];
  if (byte >= FOOTER) return ["footer", FOOTER];
  if (byte >= INDEX_ENTRIES) return ["index", INDEX_ENTRIES];
  if (byte >= BLOCKS_END) return ["index header", BLOCKS_END];
  const block = Math.floor((byte - 64) / blockBytes(4));
  return [`block ${block}`, 64 + block * blockBytes(4)];
}

function outcomeOf(path: string): Int32Array | UserError {
  try {
    return readTape(path);
  } catch (thrown) {
    assert.ok(thrown instanceof UserError, String(thrown));
    return thrown;
  }
}

Deno.test("TapeReader names part and byte when any one byte of a closed tape is flipped", () =>
  withPath((path) => {
    writeTape(path, SLOTS, BLOCK_SLOTS);
    const whole = Deno.readFileSync(path);
    assert.equal(whole.length, FOOTER + 64);
    for (let byte = 0; byte < whole.length; byte++) {
      const damaged = whole.slice();
      damaged[byte] ^= 1 << (byte % 8);
      Deno.writeFileSync(path, damaged);
      const outcome = outcomeOf(path);
      assert.ok(outcome instanceof UserError, `byte ${byte} went unnoticed`);
      if (byte < 8) {
        assert.match(outcome.message, /is no tape: it does not begin with MRTAPE01/);
        continue;
      }
      const [part, start] = regionOf(byte);
      assert.ok(outcome instanceof TapeDamage, `byte ${byte}: ${outcome.message}`);
      assert.equal(outcome.part, part, `byte ${byte}`);
      assert.equal(outcome.byte, start, `byte ${byte}`);
      assert.ok(outcome.message.startsWith(`${path}: ${part} at byte ${start}: `));
    }
  }));

Deno.test("TapeReader cuts the tail and says how much when the tape ends at any byte", () =>
  withPath((path) => {
    writeTape(path, SLOTS, BLOCK_SLOTS);
    const whole = Deno.readFileSync(path);
    for (let length = 64; length < whole.length; length++) {
      Deno.writeFileSync(path, whole.subarray(0, length));
      const blocks = length >= BLOCKS_END ? 3 : Math.floor((length - 64) / blockBytes(4));
      const kept = length >= BLOCKS_END ? BLOCKS_END : 64 + blocks * blockBytes(4);
      const reader = new TapeReader(path);
      assert.equal(reader.closed, false);
      assert.equal(reader.index.blocks, blocks, `length ${length}`);
      assert.equal(reader.tornBytes, length - kept, `length ${length}`);
      reader.close();
      const slots = Math.min(11, blocks * BLOCK_SLOTS);
      assert.deepEqual(readTape(path), SLOTS.slice(0, slots * MARKET_WORDS));
    }
  }));

Deno.test("TapeReader cuts the last block when the tape was not closed and any of its bytes is wrong", () =>
  withPath((path) => {
    writeTape(path, SLOTS, BLOCK_SLOTS);
    const unclosed = Deno.readFileSync(path).slice(0, BLOCKS_END);
    const last = 64 + 2 * blockBytes(4);
    for (let byte = last; byte < BLOCKS_END; byte++) {
      const damaged = unclosed.slice();
      damaged[byte] ^= 0x10;
      Deno.writeFileSync(path, damaged);
      const reader = new TapeReader(path);
      assert.equal(reader.tornBytes, blockBytes(3), `byte ${byte}`);
      reader.close();
      assert.deepEqual(readTape(path), SLOTS.slice(0, 8 * MARKET_WORDS));
    }
  }));

Deno.test("TapeReader takes damage before whole blocks for damage when the tape was not closed", () =>
  withPath((path) => {
    writeTape(path, SLOTS, BLOCK_SLOTS);
    const unclosed = Deno.readFileSync(path).slice(0, BLOCKS_END);
    for (let byte = 64; byte < 64 + 2 * blockBytes(4); byte++) {
      const damaged = unclosed.slice();
      damaged[byte] ^= 0x80;
      Deno.writeFileSync(path, damaged);
      const outcome = outcomeOf(path);
      assert.ok(outcome instanceof TapeDamage, `byte ${byte} went unnoticed`);
      assert.equal(outcome.part, regionOf(byte)[0], `byte ${byte}`);
    }
  }));

Deno.test("TapeReader notices bytes that follow the footer", () =>
  withPath((path) => {
    writeTape(path, SLOTS, BLOCK_SLOTS);
    Deno.writeFileSync(path, new Uint8Array(10), { append: true });
    assert.throws(() => new TapeReader(path), /footer at byte \d+: the file goes on for 10 bytes/);
  }));

Deno.test("TapeReader refuses what is no tape", () =>
  withPath((path) => {
    for (const bytes of [new Uint8Array(0), new TextEncoder().encode("time,price\n1,2\n")]) {
      Deno.writeFileSync(path, bytes);
      assert.throws(() => new TapeReader(path), /session\.tape: is no tape/);
    }
    Deno.writeFileSync(path, new TextEncoder().encode("MRTAPE01 and then some"));
    assert.throws(() => new TapeReader(path), /ends at byte 22, within its header/);
    assert.throws(() => new TapeReader("/nowhere.tape"), /\/nowhere\.tape: cannot open the tape/);
    Deno.removeSync(path);
    Deno.mkdirSync(path);
    assert.throws(() => new TapeReader(path), UserError);
  }));

Deno.test("TapeReader says which version it found when it cannot read it", () =>
  withPath((path) => {
    const cases: [at: number, value: number, message: RegExp][] = [
      [8, 2, /tape version 2; this Millrace reads version 1/],
      [16, 128, /slots of 128 bytes, version 1; this Millrace reads 64 bytes, version 1/],
      [20, 9, /slots of 64 bytes, version 9; this Millrace reads 64 bytes, version 1/],
    ];
    for (const [at, value, message] of cases) {
      writeTape(path, SLOTS, BLOCK_SLOTS);
      const bytes = Deno.readFileSync(path);
      const view = new DataView(bytes.buffer);
      view.setUint32(at, value, true);
      view.setUint32(60, checksumOf(bytes.subarray(0, 60)), true);
      Deno.writeFileSync(path, bytes);
      assert.throws(() => new TapeReader(path), message);
    }
  }));

Deno.test("TapeReader refuses a block whose compression it does not know", () =>
  withPath((path) => {
    writeTape(path, SLOTS, BLOCK_SLOTS);
    const bytes = Deno.readFileSync(path);
    const view = new DataView(bytes.buffer);
    view.setUint32(64 + 36, 7, true);
    view.setUint32(64 + 60, checksumOf(bytes.subarray(64, 64 + 60)), true);
    Deno.writeFileSync(path, bytes);
    assert.throws(
      () => readTape(path),
      /block 0 at byte 64: compression 7; only 0 \(none\) is known/,
    );
  }));

Deno.test("checksumOf() is CRC-32 as everybody computes it", () => {
  assert.equal(checksumOf(new TextEncoder().encode("123456789")), 0xcbf4_3926);
});
