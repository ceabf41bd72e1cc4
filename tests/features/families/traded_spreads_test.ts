/** Effective and realized spreads: examples by hand, whole histories against a slow twin. */
import assert from "node:assert/strict";
import { TradedSpreads } from "../../../core/features/families/traded_spreads.ts";
import { randomFrames, type TestFrame } from "../frames.ts";
import { runFamily, type Values } from "./run_family.ts";
import { assertValues, doubleMidOf, eventTimes, finite, isInside, sum } from "./twin_parts.ts";

/** A frame's trades, as far as they are known. */
interface Group {
  readonly nanos: number;
  readonly lots: number;
  /** Σ D·2p·q, Σ D·q. */
  readonly cost: number;
  readonly signedLots: number;
  /** Twice the mid before. */
  readonly doubleMid: number;
}

/** Price and quantity of all trades of a frame as writeFrame() tells them. */
function tickLotsOf(frame: TestFrame): { high: number; low: number; total: number } {
  const { bids, asks, buyLots = 0, sellLots = 0, buyTrades = 0, sellTrades = 0 } = frame;
  const buyPrice = asks[0]?.[0] ?? -0x8000_0000;
  const sellPrice = bids[0]?.[0] ?? -0x8000_0000;
  return {
    high: frame.highTradeTicks ?? (buyTrades > 0 ? buyPrice : sellPrice),
    low: frame.lowTradeTicks ?? (sellTrades > 0 ? sellPrice : buyPrice),
    total: frame.tradedTickLots ??
      (buyTrades > 0 ? buyLots * buyPrice : 0) + (sellTrades > 0 ? sellLots * sellPrice : 0),
  };
}

function groupsOf(history: readonly TestFrame[]): Group[] {
  const times = eventTimes(history);
  return history.flatMap((frame, n) => {
    const { buyLots = 0, sellLots = 0 } = frame;
    const doubleMid = n === 0 ? undefined : doubleMidOf(history[n - 1]);
    const isLeftOut = doubleMid === undefined || frame.snapshot || (frame.unsignedLots ?? 0) > 0;
    if (isLeftOut || buyLots + sellLots === 0) return [];
    const { high, low, total } = tickLotsOf(frame);
    const isMixed = buyLots > 0 && sellLots > 0;
    if (isMixed && buyLots * high + sellLots * low !== total) return [];
    const signed = isMixed ? buyLots * high - sellLots * low : buyLots > 0 ? total : -total;
    return [{
      nanos: times[n],
      lots: buyLots + sellLots,
      cost: 2 * signed,
      signedLots: buyLots - sellLots,
      doubleMid,
    }];
  });
}

function effectiveOf(group: Group): number {
  return group.cost - group.doubleMid * group.signedLots;
}

function twin(history: readonly TestFrame[]): Values {
  const times = eventTimes(history);
  const now = times[times.length - 1];
  const age = now - times[0];
  const groups = groupsOf(history);
  const doubleMid = doubleMidOf(history[history.length - 1]) ?? NaN;
  const bpsPerTick = 2e4 / doubleMid;
  const newest = groups.at(-1);
  const isNew = newest !== undefined && now - newest.nanos < 60e9;
  const newestTicks = isNew ? effectiveOf(newest) / newest.lots : NaN;
  const values: Record<string, number | undefined> = {
    effective_spread_ticks: finite(newestTicks),
    effective_spread_bps: isNew ? finite(2e4 * newestTicks / newest.doubleMid) : undefined,
  };
  const isWarm = !isInside(times[0], now, 10e9);
  const inside = groups.filter(({ nanos }) => isInside(nanos, now, 10e9));
  const mean = isWarm ? sum(inside.map(effectiveOf)) / sum(inside.map((g) => g.lots)) : NaN;
  values.effective_spread_10s_ticks = finite(mean);
  values.effective_spread_10s_bps = finite(mean * bpsPerTick);
  for (const [label, horizon] of [["1s", 1e9], ["10s", 10e9]] as const) {
    const judged = groups.flatMap((group) => {
      const bucketNanos = horizon / 20;
      const atNanos = (Math.floor(group.nanos / bucketNanos) + 20) * bucketNanos;
      if (atNanos > now || !isInside(atNanos, now, 10e9)) return [];
      const known = history.filter((_, n) => times[n] < atNanos).map(doubleMidOf)
        .findLast((mid) => mid !== undefined)!;
      const realized = group.cost - known * group.signedLots;
      return [{ realized, impact: effectiveOf(group) - realized, lots: group.lots }];
    });
    const lots = age >= 10e9 + horizon ? sum(judged.map((j) => j.lots)) : NaN;
    const put = (name: string, total: number) =>
      values[`${name}_after_${label}_10s_bps`] = finite(total / lots * bpsPerTick);
    put("realized_spread", sum(judged.map((j) => j.realized)));
    put("price_impact", sum(judged.map((j) => j.impact)));
  }
  const traded = history.filter((_, n) => isInside(times[n], now, 10e9));
  const lots = sum(traded.map((f) => (f.buyLots ?? 0) + (f.sellLots ?? 0) + (f.unsignedLots ?? 0)));
  const vwap = isWarm ? sum(traded.map((frame) => tickLotsOf(frame).total)) / lots : NaN;
  values.vwap_offset_10s_bps = finite((vwap - doubleMid / 2) * bpsPerTick);
  return values;
}

function run(frames: readonly TestFrame[]): Values[] {
  return runFamily(new TradedSpreads(), TradedSpreads.definitions, frames);
}

/** A book 100 at 104 (mid 102) that says nothing else. */
function quiet(seconds: number, changes: Partial<TestFrame> = {}): TestFrame {
  const recvNanos = 1_000e9 + seconds * 1e9;
  return { recvNanos, bids: [[100, 10]], asks: [[104, 10]], ...changes };
}

function assertNear(actual: number | undefined, expected: number, tolerance = 1e-4): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < tolerance, `${actual}`);
}

Deno.test("TradedSpreads measures a trade against the mid before it, whatever the book is after", () => {
  const moved = { bids: [[104, 5]], asks: [[106, 5]] } as const;
  const bought = { buyTrades: 2, buyLots: 12, tradedTickLots: 10 * 104 + 2 * 105 };
  const [, values] = run([quiet(0), quiet(1, { ...moved, ...bought })]);
  // Mean price 104 1/6, mid 102: 2 · 2 1/6.
  assertNear(values.effective_spread_ticks, 13 / 3);
  assertNear(values.effective_spread_bps, (1e4 * 13 / 3) / 102, 0.01);
});

Deno.test("TradedSpreads gives a seller's spread the same sign, and a hidden midpoint trade none", () => {
  const sold = { sellTrades: 1, sellLots: 3, tradedTickLots: 300 };
  assertNear(run([quiet(0), quiet(1, sold)])[1].effective_spread_ticks, 4);
  const hidden = { sellTrades: 1, sellLots: 3, tradedTickLots: 306 };
  assertNear(run([quiet(0), quiet(1, hidden)])[1].effective_spread_ticks, 0);
});

Deno.test("TradedSpreads takes both sides in a frame when they traded at two prices only", () => {
  const both = { buyTrades: 1, buyLots: 2, sellTrades: 1, sellLots: 6 };
  const prices = { highTradeTicks: 104, lowTradeTicks: 101 };
  const known = { ...both, ...prices, tradedTickLots: 2 * 104 + 6 * 101 };
  // (2 · 4 + 6 · 2) / 8.
  assertNear(run([quiet(0), quiet(1, known)])[1].effective_spread_ticks, 2.5);
  const unknown = { ...known, tradedTickLots: known.tradedTickLots + 1 };
  assert.equal(run([quiet(0), quiet(1, unknown)])[1].effective_spread_ticks, undefined);
});

Deno.test("TradedSpreads leaves out trades without a side, after a snapshot, and the first frame's", () => {
  const bought = { buyTrades: 1, buyLots: 1 };
  const name = "effective_spread_ticks";
  assert.equal(run([quiet(0, bought)])[0][name], undefined);
  assert.equal(run([quiet(0), quiet(1, { ...bought, snapshot: true })])[1][name], undefined);
  assert.equal(run([quiet(0), quiet(1, { ...bought, unsignedLots: 9 })])[1][name], undefined);
  assert.equal(run([quiet(0, { bids: [] }), quiet(1, bought)])[1][name], undefined);
});

Deno.test("TradedSpreads forgets the newest trade when it is 60 s old", () => {
  const values = run([quiet(0), quiet(1, { buyTrades: 1, buyLots: 1 }), quiet(60.9), quiet(61)]);
  assertNear(values[2].effective_spread_ticks, 4);
  assert.equal(values[3].effective_spread_ticks, undefined);
});

Deno.test("TradedSpreads splits the effective spread into realized spread and impact", () => {
  // Bought at 104 when the mid was 102; after half a second the mid is 103, from 5 s on 99.
  const up = { bids: [[101, 10]], asks: [[105, 10]] } as const;
  const down = { bids: [[97, 10]], asks: [[101, 10]] } as const;
  const frames = [
    quiet(-30),
    quiet(0, { buyTrades: 1, buyLots: 5 }),
    quiet(0.5, up),
    quiet(0.99, up),
    quiet(1, up),
    quiet(5, down),
    quiet(9.9, down),
    quiet(10, down),
    quiet(19.9, down),
    quiet(20, down),
  ];
  const values = run(frames);
  const name = (kind: string, horizon: string) => `${kind}_after_${horizon}_10s_bps`;
  const bps = (ticks: number, mid: number) => (1e4 * ticks) / mid;
  assert.equal(values[3][name("realized_spread", "1s")], undefined, "too early");
  assertNear(values[4][name("realized_spread", "1s")], bps(2, 103), 0.01);
  assertNear(values[4][name("price_impact", "1s")], bps(2, 103), 0.01);
  assertNear(values[6][name("realized_spread", "1s")], bps(2, 99), 0.01);
  assert.equal(values[6][name("realized_spread", "10s")], undefined, "too early");
  assertNear(values[7][name("realized_spread", "10s")], bps(10, 99), 0.01);
  assertNear(values[7][name("price_impact", "10s")], bps(-6, 99), 0.01);
  assertNear(values[8][name("realized_spread", "10s")], bps(10, 99), 0.01);
  assert.equal(values[9][name("realized_spread", "10s")], undefined, "judged 10 s ago");
});

Deno.test("TradedSpreads weighs the mean over 10 s, and VWAP, by lots", () => {
  const frames = [
    quiet(-10),
    quiet(0, { buyTrades: 1, buyLots: 1 }),
    quiet(1, { sellTrades: 1, sellLots: 3, tradedTickLots: 3 * 101 }),
  ];
  const values = run(frames)[2];
  assertNear(values.effective_spread_10s_ticks, (1 * 4 + 3 * 2) / 4);
  assertNear(values.effective_spread_10s_bps, (1e4 * 2.5) / 102, 0.01);
  assertNear(values.vwap_offset_10s_bps, (1e4 * (407 / 4 - 102)) / 102, 0.01);
});

for (
  const [name, shape] of [
    ["a quiet market", { seed: 61, frames: 700, meanStepNanos: 60e6 }],
    ["a busy market", { seed: 62, frames: 900, meanStepNanos: 25e6 }],
    ["a sparse market", { seed: 63, frames: 400, meanStepNanos: 2e9 }],
    ["a hostile feed", { seed: 64, frames: 700, meanStepNanos: 60e6, hostile: true }],
  ] as const
) {
  Deno.test(`TradedSpreads equals the twin on ${name} (seed ${shape.seed})`, () => {
    const frames = randomFrames(shape).map((frame, n) => {
      if (n % 11 === 0) return { ...frame, unsignedLots: n % 2 };
      return n % 13 === 0 ? { ...frame, tradedTickLots: tickLotsOf(frame).total + 1 } : frame;
    });
    const valid = new Map<string, number>();
    run(frames).forEach((values, n) => {
      if (n > 20 && n % 5 !== 0) return;
      assertValues(values, twin(frames.slice(0, n + 1)), `frame ${n}, seed ${shape.seed}`, valid);
    });
    for (const { name } of TradedSpreads.definitions) {
      assert.ok((valid.get(name) ?? 0) > 10, `${name} was valid often enough to compare`);
    }
  });
}

Deno.test("TradedSpreads forgets to the last bit when its memory has passed", () => {
  const late = randomFrames({ seed: 65, frames: 900, meanStepNanos: 150e6 });
  const early = randomFrames({ seed: 66, frames: 300, meanStepNanos: 10e6 })
    .map((frame) => ({ ...frame, recvNanos: frame.recvNanos - 5e9 }));
  const [whole, resumed] = [run([...early, ...late]).slice(early.length), run(late)];
  for (const { name, memory } of TradedSpreads.definitions) {
    const from = late[0].recvNanos + memory.nanos;
    const settled = late.findIndex((frame) => frame.recvNanos >= from);
    assert.ok(settled > 0 && settled < late.length - 100);
    const valuesFrom = (all: readonly Values[]) => all.slice(settled).map((values) => values[name]);
    assert.deepEqual(valuesFrom(whole), valuesFrom(resumed), name);
  }
});
