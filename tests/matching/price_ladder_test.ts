import assert from "node:assert/strict";
import { Prng } from "../../core/base/prng.ts";
import { NO_PRICE_TICKS } from "../../core/base/units.ts";
import { LADDER_ASKS, LADDER_BIDS, OrderQueues } from "../../core/matching/order_queues.ts";
import { MAX_WINDOW, PriceLadder } from "../../core/matching/price_ladder.ts";

const CHANGES = 20_000;
const CHECK_EVERY = 100;

/** How prices are drawn: near a mid that walks, now and then far away or at the end of the range. */
const MARKETS = [
  { name: "dense", spread: 40, walk: 1, far: 0 },
  { name: "jumping", spread: 200, walk: 3_000, far: 0.01 },
  { name: "scattered", spread: 2_000_000, walk: 50, far: 0.01 },
  { name: "wide", spread: 60_000, walk: 2, far: 0.001 },
] as const;

for (const ladderKind of [LADDER_BIDS, LADDER_ASKS]) {
  for (const { name, spread, walk, far } of MARKETS) {
    Deno.test(`PriceLadder ${ladderKind} keeps a ${name} market's levels in order`, () => {
      const random = new Prng(9);
      const queues = new OrderQueues();
      const ladder = new PriceLadder(queues, ladderKind);
      const levels = new Map<number, number>();
      const better = ladderKind === LADDER_BIDS ? -1 : 1;
      const size = Math.min(spread, 1_500);
      let mid = 0;
      for (let i = 0; i < CHANGES; i++) {
        mid += Math.round((random.nextUnit() - 0.5) * 2 * walk);
        const isFar = random.nextUnit() < far;
        const distance = isFar ? 2 ** 31 - 2 : spread;
        const price = Math.round(
          isFar ? (random.nextUnit() - 0.5) * 2 * distance : mid +
            (random.nextUnit() - 0.5) * distance,
        );
        const level = ladder.levelAt(price);
        assert.equal(level, levels.get(price) ?? 0);
        if (level === 0) levels.set(price, ladder.open(price));
        if (level !== 0 || levels.size > size) {
          const [gone] = level !== 0 ? [price] : levels.keys();
          ladder.close(levels.get(gone)!);
          levels.delete(gone);
        }
        if (i % CHECK_EVERY !== 0) continue;
        const wanted = [...levels.keys()].sort((a, b) => (a - b) * better);
        const found = [];
        for (let at = ladder.bestLevel; at !== 0; at = ladder.levelAfter(at)) {
          found.push(queues.levelTicks(at));
        }
        assert.deepEqual(found, wanted, `change ${i}`);
        assert.equal(ladder.bestTicks, wanted[0] ?? NO_PRICE_TICKS);
        assert.equal(ladder.size, wanted.length);
        assert.ok(ladder.windowTicks <= MAX_WINDOW);
      }
    });
  }
}
