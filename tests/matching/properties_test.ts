/** What holds for any commands: lots are conserved, books never cross, queues are first in, first out. */
import assert from "node:assert/strict";
import fc from "fast-check";
import * as kinds from "../../core/matching/match_events.ts";
import { MatchingEngine } from "../../core/matching/matching_engine.ts";
import { OrderRequest } from "../../core/matching/order_request.ts";
import { fill, RandomOrders } from "./random_orders.ts";

const SEED = 4;
const COMMANDS = 300;

/** Lots of all orders, hidden and waiting ones included. */
function standingLots(engine: MatchingEngine): number {
  const { book } = engine;
  let sum = 0;
  for (const ladder of [book.bids, book.asks, book.sellStops, book.buyStops]) {
    for (let level = ladder.bestLevel; level !== 0; level = ladder.levelAfter(level)) {
      let shown = 0;
      for (let at = book.queues.headOf(level); at !== 0; at = book.queues.nextOf(at)) {
        shown += book.queues.lotsOf(at);
        sum += engine.state.totalLots(at);
      }
      assert.equal(shown, book.queues.levelLots(level), "a level is the sum of its orders");
    }
  }
  return sum;
}

/** Lots that a command took out of the market, by what it told. */
function goneLots({ events }: MatchingEngine): number {
  let sum = 0;
  for (let i = 0; i < events.count; i++) {
    const kind = events.kind(i);
    if (kind === kinds.MATCH_FILL) sum += 2 * events.qtyLots(i);
    if (kind === kinds.MATCH_CANCEL || kind === kinds.MATCH_REDUCE) sum += events.qtyLots(i);
  }
  return sum;
}

Deno.test(`MatchingEngine conserves lots and never crosses, seed ${SEED}`, () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 31 }),
      fc.integer({ min: 1, max: 40 }),
      (seed, d) => {
        const orders = new RandomOrders({ seed, distanceTicks: d, accounts: 3, plainShare: 0.2 });
        const engine = new MatchingEngine();
        const request = new OrderRequest();
        let standing = 0;
        for (let i = 0; i < COMMANDS; i++) {
          const id = orders.recentId();
          let entered = 0;
          if (orders.chance(0.75)) {
            fill(request, orders.request(i * 10));
            engine.submit(request);
            if (engine.events.kind(0) !== kinds.MATCH_REJECT) entered = request.qtyLots;
          } else if (orders.chance(0.5)) {
            engine.cancel(id | 0, Math.floor(id / 2 ** 32));
          } else {
            engine.expire(i * 10);
          }
          standing += entered - goneLots(engine);
          assert.equal(standingLots(engine), standing, `command ${i}`);
          assert.equal(engine.book.isCrossed, false);
        }
      },
    ),
    { seed: SEED, numRuns: 200 },
  );
});

Deno.test(`MatchingEngine fills a level in the order in which its orders came, seed ${SEED}`, () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sizes) => {
      const engine = new MatchingEngine();
      sizes.forEach((lots, i) => engine.submitLimit(i + 1, 0, 1, 100, lots));
      engine.submitMarket(1_000, 0, 0, sizes.reduce((sum, lots) => sum + lots, 0));
      const { events } = engine;
      assert.equal(events.count, sizes.length);
      sizes.forEach((lots, i) => {
        assert.deepEqual([events.idLow(i), events.qtyLots(i)], [i + 1, lots]);
      });
    }),
    { seed: SEED },
  );
});
