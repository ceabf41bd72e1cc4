/** Sweeps, walk-forward, what-if: their plans, and that no number of workers changes a result. */
import assert from "node:assert/strict";
import { type BacktestJob, runBacktest } from "../../backtest/backtest.ts";
import { parseCompare } from "../../backtest/compare.ts";
import { barFillsOf, feesOf, impactOf, queueOf } from "../../backtest/exchange_texts.ts";
import { fundingOf } from "../../backtest/funding_texts.ts";
import { latenciesOf } from "../../backtest/latency_texts.ts";
import { ranked } from "../../backtest/ranking.ts";
import { recordMarket } from "../../backtest/record_market.ts";
import type { DeskOutcome } from "../../backtest/run_job.ts";
import { parseStrategyChoice } from "../../backtest/strategy_choice.ts";
import {
  checkTargets,
  gridOf,
  parseSweep,
  randomSetsOf,
  sweptOf,
} from "../../backtest/sweep_plan.ts";
import { runTrials } from "../../backtest/trials.ts";
import { parseWalkForward, windowsOf } from "../../backtest/windows.ts";
import { UserError } from "../../core/base/errors.ts";
import { numberOf, wholeOf } from "../../core/trading/parameters.ts";
import { deskOf, smallMarket } from "./market_rig.ts";

const SCHEMA = { a: wholeOf(1, 1, 100, ""), b: numberOf(0.5, 0, 1, "") };
const STRATEGY = { name: "maker", parameters: SCHEMA };

function refuses(text: RegExp, action: () => unknown): void {
  assert.throws(action, (thrown) => thrown instanceof UserError && text.test(thrown.message));
}

Deno.test("parseStrategyChoice() tells names, files and parameters apart", () => {
  const parse = (text: string) => parseStrategyChoice("--strategy", text);
  assert.deepEqual(parse("twap"), { ref: "twap", given: {} });
  assert.deepEqual(parse("twap:a=1,b=x"), { ref: "twap", given: { a: "1", b: "x" } });
  assert.deepEqual(parse("./my.ts:a=2"), { ref: "./my.ts", given: { a: "2" } });
  assert.deepEqual(parse("file:///x/my.ts"), { ref: "file:///x/my.ts", given: {} });
  assert.deepEqual(parse("C:\\x\\my.ts"), { ref: "C:\\x\\my.ts", given: {} });
  refuses(/"a" must be parameter=value/, () => parse("twap:a"));
  refuses(/a is given twice/, () => parse("twap:a=1,a=2"));
  refuses(/must be NAME/, () => parse(""));
});

Deno.test("gridOf() makes all combinations of lists and stepped ranges", () => {
  const grid = gridOf([parseSweep("a=1,2"), parseSweep("b=0.1..0.3/0.1")]);
  assert.deepEqual(grid.map(({ a, b }) => `${a} ${b}`), [
    "1 0.1",
    "1 0.2",
    "1 0.3",
    "2 0.1",
    "2 0.2",
    "2 0.3",
  ]);
  assert.deepEqual(gridOf([]), [{}]);
  assert.equal(gridOf([parseSweep("a=1..10/1")]).length, 10);
  refuses(/needs a step/, () => gridOf([parseSweep("a=1..10")]));
  refuses(/must be a range/, () => parseSweep("a=5..1/1"));
  refuses(/must be parameter=value/, () => parseSweep("a"));
  refuses(/more than/, () => gridOf([parseSweep("a=1..1000/1"), parseSweep("b=1..1000/1")]));
});

Deno.test("randomSetsOf() draws the same different sets from one seed, whole where they must be", () => {
  const swept = [parseSweep("a=1..50"), parseSweep("b=0.2..0.4")];
  const sets = randomSetsOf(swept, 20, 7, SCHEMA);
  assert.deepEqual(sets, randomSetsOf(swept, 20, 7, SCHEMA));
  assert.notDeepEqual(sets, randomSetsOf(swept, 20, 8, SCHEMA));
  assert.equal(new Set(sets.map((set) => JSON.stringify(set))).size, 20);
  for (const { a, b } of sets) {
    assert.ok(Number.isInteger(Number(a)) && Number(a) >= 1 && Number(a) <= 50);
    assert.ok(Number(b) >= 0.2 && Number(b) <= 0.4);
  }
  assert.equal(randomSetsOf([parseSweep("a=1,2,3")], 100, 1, SCHEMA).length, 3);
});

Deno.test("checkTargets() names a parameter that no strategy has", () => {
  checkTargets([parseSweep("a=1,2"), parseSweep("maker.b=0,1")], [STRATEGY]);
  refuses(/no parameter c; maker has a, b/, () => checkTargets([parseSweep("c=1")], [STRATEGY]));
  refuses(/no parameter a/, () => checkTargets([parseSweep("taker.a=1")], [STRATEGY]));
  assert.equal(sweptOf([parseSweep("other.a=1")], STRATEGY).length, 0);
});

Deno.test("windowsOf() lays tests side by side, cuts purge and embargo, and never lets train see test", () => {
  const span = { firstNanos: 0, lastNanos: 100e9 - 1, days: [0] };
  const slices = windowsOf(parseWalkForward("train=2,test=1,slices=5"), span);
  assert.deepEqual(
    slices.map(({ train, test }) => [train.fromNanos, train.toNanos, test.toNanos]),
    [
      [0, 40e9, 60e9],
      [20e9, 60e9, 80e9],
      [40e9, 80e9, 100e9],
    ],
  );
  const cut = windowsOf(parseWalkForward("train=40s,test=20s,purge=5s,embargo=2s"), span);
  assert.equal(cut.length, 3);
  for (const [i, { train, test }] of cut.entries()) {
    assert.equal(train.toNanos, (i * 20 + 40 - 5) * 1e9);
    assert.equal(test.fromNanos, (i * 20 + 40 + 2) * 1e9);
  }
  const day = 86_400e9;
  const days = windowsOf(parseWalkForward("train=2d,test=1d"), {
    firstNanos: 0.4 * day,
    lastNanos: 8.7 * day,
    days: [0, 3, 4, 8],
  });
  assert.deepEqual(days.map(({ train, test }) => [train.fromNanos, train.toNanos, test.toNanos]), [
    [0, 4 * day, 8 * day],
    [3 * day, 8 * day, 9 * day],
  ]);
});

Deno.test("parseWalkForward() and windowsOf() say what cannot be", () => {
  const span = { firstNanos: 0, lastNanos: 10e9, days: [0] };
  const windows = (text: string) => windowsOf(parseWalkForward(text), span);
  refuses(/one kind of unit/, () => windows("train=3,test=1d"));
  refuses(/test must be a length/, () => windows("train=3"));
  refuses(/must be one of train/, () => windows("train=3,test=1,gap=2"));
  refuses(/slices must be/, () => windows("train=3,test=1,slices=2"));
  refuses(/there are 10.0 s/, () => windows("train=10s,test=5s"));
  refuses(/do not fit into 1 days/, () => windows("train=2d,test=1d"));
  refuses(/purge is longer than train/, () => windows("train=4s,test=1s,purge=4s"));
  refuses(/embargo is longer than test/, () => windows("train=4s,test=1s,embargo=1s"));
});

Deno.test("models are read from text, and refused in one line", () => {
  const { feed, entry, response } = latenciesOf(
    "--latency ",
    "feed:1ms,order:250us,response:2ms~0.5",
  );
  assert.deepEqual(feed, { kind: "constant", nanos: 1e6 });
  assert.deepEqual(entry, { kind: "constant", nanos: 250e3 });
  assert.deepEqual(response, { kind: "lognormal", medianNanos: 2e6, sigma: 0.5 });
  assert.deepEqual(latenciesOf("--latency ", "0ms").entry, { kind: "none" });
  assert.deepEqual(queueOf("", "power:3"), { kind: "power", n: 3, form: "back-over-sum" });
  assert.equal(feesOf("", "-0.5/3bps").makerBps, -0.5);
  const law = { kind: "square-root", y: 1, dailyVolatility: 0.02, halfLifeNanos: 600e9 } as const;
  assert.deepEqual(impactOf("", "sqrt:25_000/2%"), { ...law, dailyUnits: 25_000 });
  const other = { ...law, y: 0.8, dailyUnits: 1.5e6, halfLifeNanos: 30e9 };
  assert.deepEqual(impactOf("", "sqrt:1.5e6/2%/0.8/30s"), other);
  assert.deepEqual(fundingOf("", "-0.01%/4h"), {
    kind: "perpetual",
    firstMillis: 0,
    everyMillis: 4 * 3_600_000,
    rate: -0.0001,
  });
  const bars = { marketAt: "close", halfSpreadBps: 2.5, participation: 0.05 };
  assert.deepEqual(barFillsOf("", "close/2.5bps/5%"), bars);
  const { feed: stamped } = latenciesOf("", "feed:recorded,order:1ms");
  assert.deepEqual(stamped, { kind: "recorded", offsetNanos: 0 });
  assert.deepEqual(parseCompare("queue=risk-averse,power:2,log").map(({ label }) => label), [
    "queue risk-averse",
    "queue power:2",
    "queue log",
  ]);
  assert.deepEqual(parseCompare("latency=1ms")[0].change({ seed: 3 }), {
    seed: 3,
    ...latenciesOf("--latency ", "1ms"),
  });
  refuses(
    /--latency way:/,
    () =>
      latenciesOf("--latency ", "way:1ms,order:1ms") && latenciesOf("--latency ", "order:1parsec"),
  );
  refuses(/must be a time/, () => latenciesOf("--latency ", "fast"));
  refuses(/risk-averse, power:2/, () => queueOf("--queue ", "power:0"));
  refuses(/maker\/taker/, () => feesOf("--fees ", "5"));
  refuses(/must be latency=/, () => parseCompare("weather=good"));
  refuses(/--impact sqrt:0\/2%: must be/, () => impactOf("--impact ", "sqrt:0/2%"));
  refuses(/must be none, or sqrt/, () => impactOf("--impact ", "sqrt:100/2%/1/0s"));
  refuses(/--compare impact=x: must be none/, () => parseCompare("impact=none,x"));
  refuses(/--funding 5: must be none/, () => fundingOf("--funding ", "5"));
  refuses(/must be none, a rate/, () => fundingOf("--funding ", "0.01%/0h"));
  refuses(/nowhere\.csv: cannot read this file/, () => fundingOf("--funding ", "nowhere.csv"));
  refuses(/feed:trips\.csv: must be a time/, () => latenciesOf("--latency ", "feed:trips.csv"));
  refuses(/must be open or close/, () => barFillsOf("--bar-fills ", "open/1bps/101%"));
});

Deno.test("ranked() puts the best ratio first, what risked nothing behind, what failed last", () => {
  const trial = (label: string, sharpe: number | undefined, failure?: string) => {
    const figures = { sharpe, pnlQuote: 0 } as DeskOutcome["figures"];
    return { desk: deskOf(label), outcome: { label, figures, result: undefined, failure } };
  };
  const order = ranked([
    trial("failed", 9, "why"),
    trial("idle", undefined),
    trial("bad", -1),
    trial("good", 0.2),
  ]);
  assert.deepEqual(order.map(({ desk }) => desk.label), ["good", "bad", "idle", "failed"]);
});

Deno.test("runTrials() comes to the same results on any number of workers, in any company", async () => {
  const market = smallMarket(6_000);
  const { memory } = await recordMarket({ input: market.input });
  const desks = [1, 2, 3, 4, 5].map((half_spread_ticks) =>
    deskOf("micro_price_maker", { half_spread_ticks }, `maker ${half_spread_ticks}`)
  );
  const sets = [{ desks, window: undefined, detail: "figures" }] as const;
  const results = [];
  for (const workers of [1, 2, 3]) {
    const options = { market: { ...market, memory }, workers, strategyFiles: [] };
    const { desks: [outcomes] } = await runTrials(sets, options);
    results.push(outcomes);
  }
  assert.deepEqual(results[0].map(({ label }) => label), desks.map(({ label }) => label));
  assert.equal(new Set(results[0].map(({ figures }) => figures?.hash)).size, 5);
  assert.deepEqual(results[1], results[0]);
  assert.deepEqual(results[2], results[0]);
});

Deno.test("runBacktest() reports a sweep's best with its luck, whether or not the market fits", async () => {
  const desks = [1, 2, 3].map((half_spread_ticks) =>
    deskOf("micro_price_maker", { half_spread_ticks }, `maker ${half_spread_ticks}`)
  );
  const job: BacktestJob = {
    market: smallMarket(6_000),
    entrants: [{ name: "maker", desks }],
    isSweep: true,
    walkForward: undefined,
    variants: [],
    strategyFiles: [],
    workers: 2,
    memoryBytes: 1 << 26,
  };
  const { sweeps: [sweep], runs, reread } = await runBacktest(job);
  assert.equal(reread, false);
  assert.equal(sweep.trials.length, 3);
  assert.equal(sweep.luck?.trials, 3);
  assert.equal(runs.length, 1);
  assert.equal(runs[0].result.label, sweep.trials[0].desk.label);
  assert.equal(runs[0].result.hashes.trading, sweep.trials[0].outcome.figures?.hash);
  assert.equal(runs[0].metrics.trials, 3);

  const again = await runBacktest({ ...job, memoryBytes: 0 });
  assert.equal(again.reread, true);
  assert.deepEqual(again.sweeps, [sweep]);
});

Deno.test("runBacktest() walks forward: what trains chose is run on tests, and nothing else is", async () => {
  const desks = [1, 4].map((half_spread_ticks) =>
    deskOf("micro_price_maker", { half_spread_ticks }, `maker ${half_spread_ticks}`)
  );
  const { walkForwards: [report], runs } = await runBacktest({
    market: smallMarket(9_000),
    entrants: [{ name: "maker", desks }],
    isSweep: true,
    walkForward: parseWalkForward("train=2,test=1,slices=4"),
    variants: [],
    strategyFiles: [],
    workers: 2,
    memoryBytes: 1 << 26,
  });
  assert.equal(report.steps.length, 2);
  assert.equal(report.trials, 2);
  assert.equal(runs.length, 2);
  for (const { window, train, test, chosen } of report.steps) {
    assert.ok(
      desks.includes(chosen) && test.label === chosen.label && train.label === chosen.label,
    );
    assert.ok((test.result?.startNanos ?? 0) >= window.train.toNanos);
  }
  const sum = report.steps.reduce((total, { test }) => total + (test.figures?.pnlQuote ?? 0), 0);
  assert.equal(report.testPnlQuote, sum);
});
