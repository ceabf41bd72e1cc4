/** Runs: the same whoever is beside them and wherever the market is read from; failures stay alone. */
import assert from "node:assert/strict";
import { runPool } from "../../backtest/pool.ts";
import { recordMarket } from "../../backtest/record_market.ts";
import { runDesks } from "../../backtest/run_desks.ts";
import type { RunOutcome } from "../../backtest/run_job.ts";
import { UserError } from "../../core/base/errors.ts";
import { featureIndex } from "../../core/features/table.ts";
import { deskOf, smallMarket, strategyFile, SYMBOLS } from "./market_rig.ts";

const MAKER = deskOf("micro_price_maker");
const RANDOM = deskOf("random_trader", { mean_interval_s: 1 });

function hashesOf({ desks }: RunOutcome): (string | undefined)[] {
  return desks.map(({ figures }) => figures?.hash);
}

Deno.test("runDesks() trades, and a desk comes to the same alone as beside others", async () => {
  const market = smallMarket();
  const job = { window: undefined, detail: "full" } as const;
  const together = await runDesks(market, { ...job, desks: [MAKER, RANDOM] });
  const alone = await runDesks(market, { ...job, desks: [RANDOM] });
  assert.ok(together.desks.every(({ figures }) => figures !== undefined && figures.fills > 0));
  assert.equal(hashesOf(together)[1], hashesOf(alone)[0]);
  assert.deepEqual(together.desks[1].result, alone.desks[0].result);
  assert.notEqual(hashesOf(together)[0], hashesOf(together)[1]);
});

Deno.test("runDesks() comes to the same from a market in memory as from its source", async () => {
  const market = smallMarket();
  const { memory, messages } = await recordMarket({ input: market.input });
  const job = { desks: [MAKER, RANDOM], window: undefined, detail: "full" } as const;
  const fresh = await runDesks(market, job);
  const remembered = await runDesks({ ...market, memory }, job);
  assert.equal(remembered.messages, messages);
  assert.deepEqual(remembered.desks, fresh.desks);
  assert.deepEqual(remembered.desks[0].result?.hashes, fresh.desks[0].result?.hashes);
});

Deno.test("recordMarket() keeps nothing that does not fit, and measures it all the same", async () => {
  const { input } = smallMarket();
  const whole = await recordMarket({ input });
  const none = await recordMarket({ input, mostBytes: 64 * 1000 });
  assert.ok(whole.memory !== undefined && whole.memory.slots === whole.messages);
  assert.equal(none.memory, undefined);
  assert.deepEqual(none.span, whole.span);
  assert.equal(none.messages, whole.messages);
});

Deno.test("runDesks() shows strategies nothing outside their window", async () => {
  const market = smallMarket();
  const { memory, span } = await recordMarket({ input: market.input });
  const length = span.lastNanos - span.firstNanos;
  const window = {
    fromNanos: span.firstNanos + length / 4,
    toNanos: span.firstNanos + length / 2,
  };
  const job = { desks: [MAKER], window, detail: "full" } as const;
  for (const kept of [memory, undefined]) {
    const { desks } = await runDesks({ ...market, memory: kept }, job);
    const result = desks[0].result;
    assert.ok(result !== undefined && result.totals.frames > 0);
    assert.ok(result.startNanos >= window.fromNanos);
    assert.ok(result.startNanos < window.fromNanos + length / 20);
    assert.ok(result.fills.timesNanos.every((at) => at >= window.fromNanos));
    assert.ok(result.equity.timesNanos.every((at) => at <= window.toNanos + 60e9));
    assert.ok(
      result.totals.frames < whole(await runDesks(market, { ...job, window: undefined })) / 2,
    );
  }
});

Deno.test("runDesks() begins a window with warm features, and a whole market with cold ones", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const feature = featureIndex("return_1s_bps");
    assert.ok(feature >= 0);
    const buysIfWarm = `if (frames === 1 && frame.isValid(${feature})) {
      trader.market(frame.instrumentId, 0, 1); }`;
    const desks = [deskOf(strategyFile(folder, "warm", buysIfWarm))];
    const market = smallMarket();
    const { span } = await recordMarket({ input: market.input });
    const fromNanos = (span.firstNanos + span.lastNanos) / 2;
    const fillsWith = async (window: { fromNanos: number; toNanos: number } | undefined) =>
      (await runDesks(market, { desks, window, detail: "figures" })).desks[0].figures?.fills;
    assert.equal(await fillsWith(undefined), 0);
    assert.equal(await fillsWith({ fromNanos, toNanos: Infinity }), SYMBOLS.length);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("runDesks() names a strategy that throws, and the others go on", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = strategyFile(folder, "bursts", 'if (frames === 100) throw new Error("enough");');
    const job = { window: undefined, detail: "full" } as const;
    const { desks } = await runDesks(smallMarket(), {
      ...job,
      desks: [deskOf(file, {}, "b"), RANDOM],
    });
    assert.match(desks[0].failure ?? "", /onFrame: enough/);
    assert.equal(desks[1].failure, undefined);
    const alone = await runDesks(smallMarket(), { ...job, desks: [RANDOM] });
    assert.equal(desks[1].figures?.hash, hashesOf(alone)[0]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("runPool() leaves out a strategy that never comes back, and runs the others", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = strategyFile(folder, "loops", "while (frames > 50) ;");
    const desks = [deskOf(file, {}, "loops"), RANDOM];
    const [outcome] = await runPool({
      market: smallMarket(),
      jobs: [{ desks, window: undefined, detail: "figures" }],
      workers: 1,
      strategyFiles: [file],
      silentSeconds: 2,
    });
    assert.deepEqual(outcome?.desks.map(({ label }) => label), ["loops", "random_trader"]);
    assert.match(outcome?.desks[0].failure ?? "", /never came back/);
    const alone = await runDesks(smallMarket(), {
      desks: [RANDOM],
      window: undefined,
      detail: "full",
    });
    assert.equal(outcome?.desks[1].figures?.hash, hashesOf(alone)[0]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("runPool() says what is wrong with a strategy's parameters in one line", async () => {
  const jobs = [{
    desks: [deskOf("twap", { nonsense: 1 })],
    window: undefined,
    detail: "full",
  }] as const;
  await assert.rejects(
    runPool({ market: smallMarket(), jobs, workers: 1 }),
    (thrown) => thrown instanceof UserError && /no parameter nonsense/.test(thrown.message),
  );
});

function whole({ desks }: RunOutcome): number {
  return desks[0].result?.totals.frames ?? 0;
}
