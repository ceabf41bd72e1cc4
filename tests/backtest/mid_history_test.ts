/** Looking up mids against a list that is searched from its start. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { MidHistory } from "../../backtest/mid_history.ts";
import { NO_MID_TICKS } from "../../backtest/result.ts";

Deno.test("MidHistory finds what a list of all changes finds", () => {
  const change = fc.record({ passed: fc.nat(3), mid: fc.integer({ min: 1, max: 4 }) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const history = new MidHistory();
      const all: { time: number; mid: number }[] = [];
      let time = 0;
      for (const { passed, mid } of changes) {
        time += passed;
        history.add(Float64Array.of(time, mid), 0, 1);
        all.push({ time, mid });
      }
      for (let at = -1; at <= time + 1; at++) {
        const until = all.filter((each) => each.time <= at).at(-1)?.mid ?? NO_MID_TICKS;
        const before = all.filter((each) => each.time < at).at(-1)?.mid ?? NO_MID_TICKS;
        assert.equal(history.at(at), until);
        assert.equal(history.before(at), before);
      }
    }),
    { seed: 20_260_106, numRuns: 500 },
  );
});

Deno.test("MidHistory answers with the oldest it has when asked for older", () => {
  const history = new MidHistory();
  assert.equal(history.at(5), NO_MID_TICKS);
  for (let i = 0; i < 10_000; i++) history.add(Float64Array.of(i), 0, 0);
  assert.equal(history.at(9_999.5), 9_999);
  assert.equal(history.before(9_000), 8_999);
  assert.equal(history.at(10), 10_000 - 4_096);
});
