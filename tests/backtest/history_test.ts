/** What strategies learn from the window before theirs, and that they cannot trade in it. */
import assert from "node:assert/strict";
import { recordMarket } from "../../backtest/record_market.ts";
import { runDesks } from "../../backtest/run_desks.ts";
import { deskOf, smallMarket, SYMBOLS } from "./market_rig.ts";

/** Tries to trade all the time, and says at its end what it saw. */
function learner(folder: string, learns: boolean): string {
  const path = `${folder}/learner_${learns}.ts`;
  Deno.writeTextFileSync(
    path,
    `export const strategy = {
  name: "learner", summary: "", source: "", parameters: {}, learns: ${learns},
  create: ({ trader }) => {
    let history = 0, shown = 0, early = 0, last = 0, first = 0;
    return {
      onHistory(frame) {
        history++;
        last = frame.nowNanos;
        if (trader.market(frame.instrumentId, 0, 1) > 0) early++;
      },
      onFrame(frame) {
        if (shown++ === 0) {
          first = frame.nowNanos;
          trader.market(frame.instrumentId, 0, 1);
        }
      },
      onStop() { throw new Error([history, shown, early, last < first].join(" ")); },
    };
  },
};\n`,
  );
  return new URL(`file://${path}`).href;
}

Deno.test("runDesks() shows strategies that learn the frames of before, and lets none trade there", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const market = smallMarket();
    const { memory, span } = await recordMarket({ input: market.input });
    const length = span.lastNanos - span.firstNanos;
    const window = { fromNanos: span.firstNanos + length / 2, toNanos: span.lastNanos };
    const historyFromNanos = span.firstNanos + length / 4;
    const run = async (learns: boolean, from: number | undefined) => {
      const desks = [deskOf(learner(folder, learns))];
      const job = { desks, window, historyFromNanos: from, detail: "full" } as const;
      const outcome = await runDesks({ ...market, memory }, job);
      const [{ failure, result }] = outcome.desks;
      assert.ok(result !== undefined && failure !== undefined);
      const [history, , early, isBefore] = failure.replace("onStop: ", "").split(" ");
      assert.equal(early, "0", "an order came through before its time");
      assert.ok(result.startNanos >= window.fromNanos);
      assert.ok(result.orders.sentNanos.every((at) => at >= window.fromNanos));
      assert.equal(result.totals.fills, SYMBOLS.length);
      return { history: Number(history), isBefore, result };
    };
    const learnt = await run(true, historyFromNanos);
    assert.ok(learnt.history > 0 && learnt.isBefore === "true");
    const deeper = await run(true, span.firstNanos);
    assert.ok(deeper.history > learnt.history, "twice as far back");
    assert.equal(deeper.result.totals.frames, learnt.result.totals.frames);
    const without = await run(true, undefined);
    assert.equal(without.history, 0);
    assert.equal((await run(false, historyFromNanos)).history, 0, "it does not say that it learns");
    // What was shown, and what came of it, is the same.
    assert.deepEqual(learnt.result.totals.pnlQuote, without.result.totals.pnlQuote);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
