import assert from "node:assert/strict";
import fc from "fast-check";
import { SIDE_BID } from "../../core/base/units.ts";
import { OrderMap } from "../../core/book/order_map.ts";
import { OrderQueues } from "../../core/book/order_queues.ts";

/** A map and the orders it leads to. */
function rig() {
  const orders = new OrderQueues();
  const map = new OrderMap(orders);
  const queue = orders.open(SIDE_BID, 0);
  const add = (low: number, high: number) => {
    const order = orders.append(queue, 100, low, high, 1);
    map.add(low, high, order);
    return order;
  };
  const remove = (low: number, high: number) => {
    const order = map.find(low, high);
    map.delete(low, high, order);
    orders.remove(order);
  };
  return { map, add, remove };
}

Deno.test("OrderMap agrees with a Map when ids come and go", () => {
  // Few distinct words, so that runs collide and wrap round the end of the table.
  const word = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer());
  const step = fc.tuple(word, fc.integer({ min: -1, max: 1 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const { map, add, remove } = rig();
      const twin = new Map<string, number>();
      for (const [low, high] of steps) {
        const key = `${low}:${high}`;
        assert.equal(map.find(low, high), twin.get(key) ?? 0);
        if (twin.has(key)) {
          remove(low, high);
          twin.delete(key);
        } else {
          twin.set(key, add(low, high));
        }
        assert.equal(map.size, twin.size);
      }
      for (const [low, high] of steps) {
        assert.equal(map.find(low, high), twin.get(`${low}:${high}`) ?? 0);
      }
    }),
    { seed: 20101224, numRuns: 500 },
  );
});

Deno.test("OrderMap keeps 64-bit ids apart when only their high words differ", () => {
  const { map, add, remove } = rig();
  const orders = Array.from({ length: 5_000 }, (_, high) => add(0xffff_ffff, high));
  for (let high = 0; high < 5_000; high++) assert.equal(map.find(-1, high), orders[high]);
  for (let high = 0; high < 5_000; high += 2) remove(0xffff_ffff, high);
  for (let high = 0; high < 5_000; high++) {
    assert.equal(map.find(0xffff_ffff, high), high % 2 === 0 ? 0 : orders[high]);
  }
  map.clear();
  assert.equal(map.size, 0);
  assert.equal(map.find(0xffff_ffff, 1), 0);
});

Deno.test("OrderMap tells ids with equal hashes apart", () => {
  // The hash mixes the high word in by multiplication: these two words cancel each other out.
  const { map, add, remove } = rig();
  const low = Math.imul(1, 0x85eb_ca6b);
  const twin = low ^ (low >>> 16);
  const plain = add(0, 0);
  let clashing = 0;
  for (let word = 0; word < 65_536 && clashing === 0; word++) {
    const candidate = (twin & 0xffff_0000) | word;
    if ((candidate ^ (candidate >>> 16)) === low) clashing = add(candidate, 1);
  }
  assert.notEqual(clashing, 0);
  assert.equal(map.find(0, 0), plain);
  remove(0, 0);
  assert.equal(map.find(0, 0), 0);
  assert.equal(map.size, 1);
});
