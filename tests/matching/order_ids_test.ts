import assert from "node:assert/strict";
import fc from "fast-check";
import { OrderIds } from "../../core/matching/order_ids.ts";
import { LADDER_BIDS, OrderQueues } from "../../core/matching/order_queues.ts";

/** Ids and the orders they lead to, held to a Map after every step. */
class Rig {
  readonly queues = new OrderQueues();
  readonly ids = new OrderIds(this.queues);
  readonly #level = this.queues.open(LADDER_BIDS, 100);
  readonly #twin = new Map<number, number>();

  get standing(): number[] {
    return [...this.#twin.keys()];
  }

  find(id: number): number {
    const found = this.ids.find(id | 0, Math.floor(id / 2 ** 32));
    assert.equal(found, this.#twin.get(id) ?? 0, `id ${id}`);
    return found;
  }

  /** Adds an id that is new, takes one out that is there. */
  toggle(id: number): void {
    const low = id | 0;
    const high = Math.floor(id / 2 ** 32);
    const order = this.find(id);
    if (order === 0) {
      const added = this.queues.append(this.#level, low, high, 1);
      this.ids.add(low, high, added);
      this.#twin.set(id, added);
    } else {
      this.ids.delete(low, high, order);
      this.queues.remove(order);
      this.#twin.delete(id);
    }
    assert.equal(this.ids.size, this.#twin.size);
  }

  check(): void {
    for (const id of this.#twin.keys()) this.find(id);
  }
}

Deno.test("OrderIds agrees with a Map whatever the ids are", () => {
  // Runs of ids that count up, with gaps of some size, from anywhere: near 0, near 2^32, after it.
  const start = fc.oneof(
    fc.integer({ min: 0, max: 3_000 }),
    fc.integer({ min: 2 ** 32 - 1_500, max: 2 ** 32 + 1_500 }),
    fc.integer({ min: 0, max: 2 ** 50 }),
  );
  const gap = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2_000 }));
  const run = fc.record({ start, gap, length: fc.integer({ min: 1, max: 400 }), keep: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(run, { minLength: 1, maxLength: 8 }), (runs) => {
      const rig = new Rig();
      for (const { start, gap, length, keep } of runs) {
        for (let i = 0; i < length; i++) {
          rig.toggle(start + i * gap);
          if (keep > 0 && i >= keep && i % keep !== 0) rig.toggle(start + (i - keep) * gap);
          rig.find(start + i * gap - 1_024);
          rig.find(start + i * gap + 1);
        }
        rig.check();
      }
      for (const id of rig.standing) rig.toggle(id);
      assert.equal(rig.ids.size, 0);
    }),
    { seed: 20260105, numRuns: 200 },
  );
});

Deno.test("OrderIds keeps ids that count up in its window, which grows with the orders", () => {
  const rig = new Rig();
  for (let id = 1; id <= 10_000; id++) rig.toggle(id);
  assert.equal(rig.ids.othersSize, 0);
  assert.ok(rig.ids.windowIds >= 32_768, "four ids an order");
  rig.check();
});

Deno.test("OrderIds lets old orders go from its window, and takes them back when it doubles", () => {
  const rig = new Rig();
  for (let id = 1; id <= 20; id++) rig.toggle(id);
  for (let id = 21; id <= 5_000; id++) {
    rig.toggle(id);
    rig.toggle(id);
  }
  assert.equal(rig.ids.othersSize, 20, "the window has passed them");
  rig.check();
  for (let id = 5_001; id <= 9_000; id++) rig.toggle(id);
  assert.equal(rig.ids.othersSize, 0, "it reaches back to them");
  rig.check();
});

Deno.test("OrderIds stops following ids that are sparse, and begins anew once the book is empty", () => {
  const rig = new Rig();
  for (let i = 1; i <= 500; i++) rig.toggle(i * 100_000);
  assert.equal(rig.ids.othersSize, 499, "all but the first");
  for (const id of rig.standing) rig.toggle(id);
  for (let id = 7_000_000; id < 7_000_500; id++) rig.toggle(id);
  assert.equal(rig.ids.othersSize, 0);
});
