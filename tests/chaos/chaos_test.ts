/** A few scenarios of chaos; `deno task chaos:sessions` runs as many as are asked for. */
import assert from "node:assert/strict";
import { runScenario, scenarioOf } from "./scenario.ts";

/** A worker of trading dies; the gateway freezes; answers are lost. */
const SEEDS = [2, 8];

for (const seed of SEEDS) {
  Deno.test(`after chaos of seed ${seed} the exchange and we agree`, async () => {
    const outcome = await runScenario(scenarioOf(seed));
    assert.deepEqual(outcome.wrongs, [], JSON.stringify(outcome.scenario));
    assert.ok(outcome.orders > 0);
  });
}

Deno.test("scenarios differ by their seed and are the same for the same one", () => {
  assert.deepEqual(scenarioOf(5), scenarioOf(5));
  const kinds = new Set(Array.from({ length: 50 }, (_, seed) => JSON.stringify(scenarioOf(seed))));
  assert.equal(kinds.size, 50);
});
