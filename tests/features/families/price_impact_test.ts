/** Kyle's λ and Amihud's illiquidity: by hand, and against a batch implementation. */
import assert from "node:assert/strict";
import { PriceImpact } from "../../../core/features/families/price_impact.ts";
import { randomFrames, type TestFrame } from "../frames.ts";
import { assertForgets, compareWithTwin, type FamilyUnderTest } from "./compare_family.ts";
import { runFamily, type Values } from "./run_family.ts";
import { doubleMidOf, eventTimes, finite, sum } from "./twin_parts.ts";

const FAMILY: FamilyUnderTest = {
  make: () => new PriceImpact(),
  definitions: PriceImpact.definitions,
  twin,
};

/** Textbook sums over the last 60 whole seconds, in double precision. */
function twin(history: readonly TestFrame[]): Values {
  const seconds = eventTimes(history).map((nanos) => Math.floor(nanos / 1e9));
  const now = seconds[seconds.length - 1];
  const midBefore = (second: number) => {
    const known = history.filter((_, n) => seconds[n] < second).map(doubleMidOf);
    return (known.findLast((mid) => mid !== undefined) ?? NaN) / 2;
  };
  const isWarm = now - 60 > seconds[0];
  const points = Array.from({ length: 60 }, (_, i) => {
    const second = now - 60 + i;
    const frames = history.filter((_, n) => seconds[n] === second);
    const [before, after] = [midBefore(second), midBefore(second + 1)];
    return {
      x: sum(frames.map(({ buyLots = 0, sellLots = 0 }) => buyLots - sellLots)),
      y: after - before,
      returnBps: Math.abs(1e4 * Math.log(after / before)),
      // Ticks are 0.01, lots 1.
      millions: sum(frames.map(tickLots)) * 0.01 / 1e6,
    };
  });
  const of = (pick: (point: typeof points[number]) => number) => sum(points.map(pick));
  const n = 60;
  const xy = n * of(({ x, y }) => x * y) - of(({ x }) => x) * of(({ y }) => y);
  const xx = n * of(({ x }) => x * x) - of(({ x }) => x) ** 2;
  const yy = n * of(({ y }) => y * y) - of(({ y }) => y) ** 2;
  const traded = points.filter(({ millions }) => millions > 0);
  const ratios = traded.map(({ returnBps, millions }) => returnBps / millions);
  return {
    kyle_lambda_60s_ticks_per_lot: isWarm ? finite(xy / xx) : undefined,
    kyle_r2_60s: isWarm ? finite(xy ** 2 / (xx * yy)) : undefined,
    amihud_60s_bps_per_million: isWarm ? finite(sum(ratios) / ratios.length) : undefined,
  };
}

function tickLots({ bids, asks, buyTrades = 0, sellTrades = 0, ...lots }: TestFrame): number {
  const { buyLots = 0, sellLots = 0, tradedTickLots } = lots;
  const bought = buyTrades > 0 ? buyLots * (asks[0]?.[0] ?? 0) : 0;
  const sold = sellTrades > 0 ? sellLots * (bids[0]?.[0] ?? 0) : 0;
  return tradedTickLots ?? bought + sold;
}

/** A frame a second whose mid is moved by what was bought in it. */
function linear(lambda: number, noise: (n: number) => number): TestFrame[] {
  let mid = 1_000_000;
  return Array.from({ length: 63 }, (_, n) => {
    const lots = (n * 37) % 11 - 5;
    mid += lambda * lots + noise(n);
    return {
      recvNanos: n * 1e9,
      bids: [[mid - 1, 5]],
      asks: [[mid + 1, 5]],
      buyTrades: lots > 0 ? 1 : 0,
      sellTrades: lots < 0 ? 1 : 0,
      buyLots: Math.max(lots, 0),
      sellLots: Math.max(-lots, 0),
    };
  });
}

Deno.test("PriceImpact finds the slope when the mid follows signed volume exactly", () => {
  const values = runFamily(new PriceImpact(), PriceImpact.definitions, linear(3, () => 0));
  assert.equal(values[60].kyle_lambda_60s_ticks_per_lot, undefined);
  assert.ok(Math.abs(values[61].kyle_lambda_60s_ticks_per_lot! - 3) < 1e-6);
  assert.ok(Math.abs(values[61].kyle_r2_60s! - 1) < 1e-6);
});

Deno.test("PriceImpact explains less when the mid has a mind of its own", () => {
  const values = runFamily(
    new PriceImpact(),
    PriceImpact.definitions,
    linear(3, (n) => (n * 7) % 13 * 4 - 24),
  );
  assert.ok(values[61].kyle_r2_60s! < 0.6);
});

Deno.test("PriceImpact has no slope without trades, and none of Amihud's ratios", () => {
  const frames = linear(3, () => 0).map(({ recvNanos, bids, asks }) => ({ recvNanos, bids, asks }));
  const last = runFamily(new PriceImpact(), PriceImpact.definitions, frames).at(-1)!;
  assert.deepEqual(Object.values(last), [undefined, undefined, undefined]);
});

Deno.test("PriceImpact measures Amihud's ratio in bps by million", () => {
  // The mid goes from 10,000 to 10,001 in each odd second and back in each even one; 100 lots at
  // 10,000 ticks of 0.01 are 10,000 of quote currency.
  const frames: TestFrame[] = Array.from({ length: 70 }, (_, n) => ({
    recvNanos: n * 1e9,
    bids: [[9_999 + n % 2, 5]],
    asks: [[10_001 + n % 2, 5]],
    buyTrades: 1,
    buyLots: 100,
    tradedTickLots: 100 * 10_000,
  }));
  const last = runFamily(new PriceImpact(), PriceImpact.definitions, frames).at(-1)!;
  const expected = 1e4 * Math.log(10_001 / 10_000) / 0.01;
  assert.ok(Math.abs(last.amihud_60s_bps_per_million! - expected) < 1e-4 * expected);
  assert.equal(last.kyle_lambda_60s_ticks_per_lot, undefined);
});

for (const [hostile, seed] of [[false, 7], [true, 8]] as const) {
  const name = `(seed ${seed}${hostile ? ", hostile" : ""})`;
  const frames = randomFrames({ seed, frames: 900, meanStepNanos: 300e6, hostile })
    // A one-sided book has no price to trade at.
    .map((frame) => ({ ...frame, tradedTickLots: tickLots(frame) }));

  Deno.test(`PriceImpact equals a batch implementation ${name}`, () => {
    const validCounts = compareWithTwin(FAMILY, frames, 7);
    for (const { name } of FAMILY.definitions) assert.ok((validCounts.get(name) ?? 0) > 10, name);
  });

  Deno.test(`PriceImpact forgets to the last bit what is older than its memory ${name}`, () => {
    assertForgets(FAMILY, frames, [10, 200, 333]);
  });
}
