/** The engine against an independent one, npm nodejs-order-book, where both mean the same. */
import assert from "node:assert/strict";
import { NodejsOrderBook } from "../../bench/baselines/nodejs_order_book.ts";
import { COMMAND_LIMIT, makeOrderCommands } from "../../bench/inputs/order_commands.ts";
import { MATCH_CANCEL, MATCH_FILL } from "../../core/matching/match_events.ts";
import { MatchingEngine } from "../../core/matching/matching_engine.ts";

Deno.test("MatchingEngine makes the fills and cancels that nodejs-order-book makes", () => {
  for (const [seed, depthTicks] of [[11, 5], [12, 50]]) {
    const { kinds, ids, sides, priceTicks, qtyLots, from, count } = makeOrderCommands(
      20_000,
      300,
      depthTicks,
      seed,
    );
    const engine = new MatchingEngine();
    const { events } = engine;
    const other = new NodejsOrderBook();
    let traded = 0;
    for (let i = 0; i < from + count; i++) {
      if (kinds[i] === COMMAND_LIMIT) {
        engine.submitLimit(ids[i], 0, sides[i], priceTicks[i], qtyLots[i]);
        const fills: number[] = [];
        for (let e = 0; e < events.count; e++) {
          if (events.kind(e) === MATCH_FILL) fills.push(events.idLow(e), events.qtyLots(e));
        }
        assert.deepEqual(
          fills,
          other.fillsOf(ids[i], sides[i], priceTicks[i], qtyLots[i]),
          `seed ${seed}, command ${i}`,
        );
        traded += fills.length / 2;
      } else {
        engine.cancel(ids[i], 0);
        const lots = events.kind(0) === MATCH_CANCEL ? events.qtyLots(0) : 0;
        assert.equal(lots, other.cancel(ids[i]), `seed ${seed}, command ${i}`);
      }
    }
    assert.ok(traded > 2_000, `only ${traded} fills`);
  }
});
