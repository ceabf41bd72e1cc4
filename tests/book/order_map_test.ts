import assert from "node:assert/strict";
import fc from "fast-check";
import { OrderMap } from "../../core/book/order_map.ts";

Deno.test("OrderMap agrees with a Map when ids are set, replaced and deleted", () => {
  // Few distinct words, so that runs collide and wrap round the end of the table.
  const word = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer());
  const step = fc.tuple(word, fc.integer({ min: -1, max: 1 }), fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const map = new OrderMap();
      const twin = new Map<string, number>();
      for (const [low, high, value] of steps) {
        if (value > 3) {
          map.set(low, high, value);
          twin.set(`${low}:${high}`, value);
        } else {
          map.delete(low, high);
          twin.delete(`${low}:${high}`);
        }
        assert.equal(map.size, twin.size);
      }
      for (const [low, high] of steps) {
        assert.equal(map.get(low, high), twin.get(`${low}:${high}`) ?? 0);
      }
    }),
    { seed: 20101224, numRuns: 500 },
  );
});

Deno.test("OrderMap keeps 64-bit ids apart when only their high words differ", () => {
  const map = new OrderMap();
  for (let high = 0; high < 5_000; high++) map.set(0xffff_ffff, high, high + 1);
  for (let high = 0; high < 5_000; high++) assert.equal(map.get(-1, high), high + 1);
  for (let high = 0; high < 5_000; high += 2) map.delete(0xffff_ffff, high);
  for (let high = 0; high < 5_000; high++) {
    assert.equal(map.get(0xffff_ffff, high), high % 2 === 0 ? 0 : high + 1);
  }
  map.clear();
  assert.equal(map.size, 0);
  assert.equal(map.get(0xffff_ffff, 1), 0);
});
