/** Sizes, runs and intensities of trades: by hand, and against a slow twin. */
import assert from "node:assert/strict";
import { TradeStatistics } from "../../../core/features/families/trade_statistics.ts";
import { randomFrames, type TestFrame } from "../frames.ts";
import { runFamily, type Values } from "./run_family.ts";
import { assertValues, decayedSum, eventTimes, finite, isInside, sum } from "./twin_parts.ts";

function tradesOf(frame: TestFrame): number {
  return (frame.buyTrades ?? 0) + (frame.sellTrades ?? 0);
}

function lotsOf(frame: TestFrame): number {
  return (frame.buyLots ?? 0) + (frame.sellLots ?? 0);
}

/** Trades in a row at the end of some frames. */
function runOf(frames: readonly TestFrame[]): number {
  let run = 0;
  for (const { buyTrades = 0, sellTrades = 0 } of frames) {
    if (buyTrades > 0 && sellTrades > 0) run = 0;
    else if (buyTrades > 0) run = Math.max(run, 0) + buyTrades;
    else if (sellTrades > 0) run = Math.min(run, 0) - sellTrades;
  }
  return run;
}

function twin(history: readonly TestFrame[]): Values {
  const times = eventTimes(history);
  const now = times[times.length - 1];
  const age = now - times[0];
  const within = (nanos: number) => history.filter((_, n) => isInside(times[n], now, nanos));
  const recent = within(10e9);
  const mean = isInside(times[0], now, 10e9)
    ? NaN
    : sum(recent.map(lotsOf)) / sum(recent.map(tradesOf));
  const newest = history.findLast((frame) => tradesOf(frame) > 0);
  const newestLots = newest === undefined ? NaN : lotsOf(newest) / tradesOf(newest);
  const values: Record<string, number | undefined> = {
    mean_trade_size_10s_lots: finite(mean),
    relative_trade_size_10s: finite(newestLots / mean),
    trade_run_length_60s: runOf(within(60e9)),
  };
  for (const seconds of [1, 10]) {
    const isWarm = age >= 3e9 * seconds;
    const decayed = (of: (frame: TestFrame) => number) =>
      decayedSum(history.map(of), times, seconds * 1e9);
    const buys = decayed((frame) => frame.buyTrades ?? 0) / seconds;
    const sells = decayed((frame) => frame.sellTrades ?? 0) / seconds;
    const imbalance = buys + sells === 0 ? 0 : (buys - sells) / (buys + sells);
    values[`buy_intensity_${seconds}s_decay_per_s`] = isWarm ? buys : undefined;
    values[`sell_intensity_${seconds}s_decay_per_s`] = isWarm ? sells : undefined;
    values[`trade_intensity_imbalance_${seconds}s_decay`] = isWarm ? imbalance : undefined;
    if (seconds === 10) {
      const flow = decayed(({ buyLots = 0, sellLots = 0 }) => buyLots - sellLots);
      values.signed_trade_flow_10s_decay_lots = isWarm ? flow : undefined;
    }
  }
  return values;
}

function run(frames: readonly TestFrame[]): Values[] {
  return runFamily(new TradeStatistics(), TradeStatistics.definitions, frames);
}

function frame(seconds: number, buys = 0, sells = 0, lots = 1): TestFrame {
  return {
    recvNanos: 1_200e9 + seconds * 1e9,
    bids: [[100, 10]],
    asks: [[101, 10]],
    buyTrades: buys,
    sellTrades: sells,
    buyLots: buys * lots,
    sellLots: sells * lots,
  };
}

/** Run lengths after each frame. */
function runsOf(...frames: TestFrame[]): (number | undefined)[] {
  return run(frames).map((values) => values.trade_run_length_60s);
}

Deno.test("TradeStatistics counts a run in trades, until the other side trades", () => {
  const frames = [frame(0), frame(1, 2), frame(5, 3), frame(8), frame(9, 0, 1), frame(12, 0, 4)];
  assert.deepEqual(runsOf(...frames), [0, 2, 5, 5, -1, -5]);
});

Deno.test("TradeStatistics ends a run when a frame brings both sides", () => {
  assert.deepEqual(runsOf(frame(0, 4), frame(1, 2, 1), frame(2, 3)), [4, 0, 3]);
});

Deno.test("TradeStatistics forgets the trades of a run one by one when they are 60 s old", () => {
  const frames = [frame(0, 1), frame(30, 1), frame(56, 1), frame(60), frame(89), frame(90)];
  assert.deepEqual(runsOf(...frames), [1, 2, 3, 2, 2, 1]);
  assert.deepEqual(runsOf(frame(0, 7), frame(7_200)), [7, 0]);
});

Deno.test("TradeStatistics compares the newest trades with the mean of 10 s", () => {
  const values = run([frame(-10), frame(0, 3, 0, 2), frame(1, 0, 1, 6), frame(2), frame(12)]);
  assert.equal(values[2].mean_trade_size_10s_lots, 3);
  assert.equal(values[2].relative_trade_size_10s, 2);
  assert.equal(values[3].relative_trade_size_10s, 2, "it stays the newest");
  assert.equal(values[4].mean_trade_size_10s_lots, undefined, "no trade in the window");
  assert.equal(values[4].relative_trade_size_10s, undefined);
});

Deno.test("TradeStatistics decays buyers and sellers apart, at two speeds", () => {
  const values = run([frame(-40), frame(0, 6, 2, 5), frame(1)])[2];
  const near = (name: string, expected: number) =>
    assert.ok(Math.abs(values[name]! - expected) < 1e-6, `${name} is ${values[name]}`);
  near("buy_intensity_1s_decay_per_s", 6 * Math.exp(-1));
  near("sell_intensity_1s_decay_per_s", 2 * Math.exp(-1));
  near("buy_intensity_10s_decay_per_s", 0.6 * Math.exp(-0.1));
  near("trade_intensity_imbalance_1s_decay", 0.5);
  near("signed_trade_flow_10s_decay_lots", 20 * Math.exp(-0.1));
});

for (
  const [name, shape] of [
    ["a quiet market", { seed: 71, frames: 900, meanStepNanos: 60e6 }],
    ["a sparse market", { seed: 73, frames: 400, meanStepNanos: 2e9 }],
    ["a hostile feed", { seed: 74, frames: 900, meanStepNanos: 60e6, hostile: true }],
  ] as const
) {
  Deno.test(`TradeStatistics equals the twin on ${name} (seed ${shape.seed})`, () => {
    // Every other minute only buyers, so that runs grow long.
    const frames = randomFrames(shape).map((frame, n) =>
      n % 200 < 100 ? frame : { ...frame, sellTrades: 0, sellLots: 0 }
    );
    const valid = new Map<string, number>();
    run(frames).forEach((values, n) => {
      if (n > 20 && n % 5 !== 0) return;
      assertValues(values, twin(frames.slice(0, n + 1)), `frame ${n}, seed ${shape.seed}`, valid);
    });
    for (const { name } of TradeStatistics.definitions) {
      assert.ok((valid.get(name) ?? 0) > 10, `${name} was valid often enough to compare`);
    }
  });
}

Deno.test("TradeStatistics forgets to the last bit when its memory has passed", () => {
  const late = randomFrames({ seed: 75, frames: 1_500, meanStepNanos: 300e6 });
  const early = randomFrames({ seed: 76, frames: 300, meanStepNanos: 10e6 })
    .map((frame) => ({ ...frame, recvNanos: frame.recvNanos - 5e9 }));
  const [whole, resumed] = [run([...early, ...late]).slice(early.length), run(late)];
  for (const { name, memory } of TradeStatistics.definitions) {
    const from = late[0].recvNanos + memory.nanos;
    const settled = late.findIndex((frame) => frame.recvNanos >= from);
    assert.ok(settled > 0 && settled < late.length - 100);
    const valuesFrom = (all: readonly Values[]) => all.slice(settled).map((values) => values[name]);
    assert.deepEqual(valuesFrom(whole), valuesFrom(resumed), name);
  }
});
