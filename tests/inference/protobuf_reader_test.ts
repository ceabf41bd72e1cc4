import assert from "node:assert/strict";
import fc from "fast-check";
import { UserError } from "../../core/base/errors.ts";
import { ProtobufReader } from "../../core/inference/protobuf_reader.ts";
import { ProtobufWriter } from "../../models/protobuf.ts";

const SEED = 20_260_118;

function readerOf(hex: string): ProtobufReader {
  return new ProtobufReader(Uint8Array.fromHex(hex));
}

function atFirst(hex: string): ProtobufReader {
  const reader = readerOf(hex);
  assert.ok(reader.next());
  return reader;
}

Deno.test("ProtobufReader reads the examples of the format's documentation", () => {
  assert.equal(atFirst("089601").int(), 150);
  assert.equal(atFirst("120774657374696e67").text(), "testing");
  assert.equal(atFirst("08feffffffffffffffff01").int(), -2);
  assert.equal(atFirst("150000c03f").float(), 1.5);
  const inner = atFirst("1a03089601").message();
  assert.ok(inner.next());
  assert.deepEqual([inner.field, inner.int(), inner.next()], [1, 150, false]);
});

Deno.test("ProtobufReader gives back what ProtobufWriter wrote, for any fields", () => {
  const entry = fc.record({
    field: fc.integer({ min: 1, max: 536_870_911 }),
    int: fc.maxSafeInteger(),
    float: fc.float({ noNaN: true }),
    text: fc.string({ unit: "grapheme" }),
  });
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      const writer = new ProtobufWriter();
      for (const { field, int, float, text } of entries) {
        writer.int(field, int).float(field, float).message(
          field,
          new ProtobufWriter().text(1, text),
        );
      }
      const reader = new ProtobufReader(writer.finish());
      for (const { field, int, float, text } of entries) {
        assert.ok(reader.next());
        assert.deepEqual([reader.field, reader.int()], [field, int]);
        assert.ok(reader.next());
        assert.ok(Object.is(reader.float(), float));
        assert.ok(reader.next());
        const inner = reader.message();
        assert.ok(inner.next());
        assert.equal(inner.text(), text);
      }
      assert.ok(!reader.next());
    }),
    { seed: SEED },
  );
});

Deno.test("ProtobufReader takes repeated numbers packed and one by one", () => {
  const list: number[] = [];
  const reader = readerOf("0803" + "0a0403019601" + "0a00");
  while (reader.next()) reader.intsInto(list);
  assert.deepEqual(list, [3, 3, 1, 150]);
  const floats: number[] = [];
  const more = readerOf("0d0000c03f" + "0a080000c03f000000c0");
  while (more.next()) more.floatsInto(floats);
  assert.deepEqual(floats, [1.5, 1.5, -2]);
});

Deno.test("ProtobufReader skips what nobody reads, of every wire type", () => {
  const reader = readerOf("089601" + "110102030405060708" + "1202aabb" + "1d01020304" + "2007");
  const fields: number[] = [];
  while (reader.next()) {
    fields.push(reader.field);
    if (reader.field === 4) assert.equal(reader.int(), 7);
  }
  assert.deepEqual(fields, [1, 2, 2, 3, 4]);
});

Deno.test("ProtobufReader names the byte when the bytes are broken", () => {
  refuses(() => atFirst("0896").int(), /broken at byte 2: 1 bytes are wanted where 0 are left/);
  refuses(() => atFirst("120774").text(), /broken at byte 2: 7 bytes are wanted where 1 are left/);
  refuses(() => atFirst("08" + "ff".repeat(11)).int(), /a number is longer than ten bytes/);
  refuses(() => atFirst("0801").text(), /field 1 has wire type 0, not 2/);
  refuses(() => {
    const reader = atFirst("0b");
    reader.next();
  }, /field 1 has the unknown wire type 3/);
  refuses(() => {
    const inner = atFirst("0a020896" + "0801").message();
    inner.next();
    inner.int();
  }, /broken at byte 4/);
});

function refuses(read: () => unknown, wanted: RegExp): void {
  assert.throws(read, (thrown) => thrown instanceof UserError && wanted.test(thrown.message));
}
