/** Volume time: by hand, and against a batch implementation in double precision. */
import assert from "node:assert/strict";
import { Vpin } from "../../../core/features/families/vpin.ts";
import { randomFrames, type TestFrame } from "../frames.ts";
import { assertForgets, compareWithTwin, type FamilyUnderTest } from "./compare_family.ts";
import { runFamily, type Values } from "./run_family.ts";
import { eventTimes, sum } from "./twin_parts.ts";

const PERIOD_NANOS = 600e9;
const FAMILY: FamilyUnderTest = { make: () => new Vpin(), definitions: Vpin.definitions, twin };

interface Bucket {
  readonly period: number;
  readonly tilt: number;
  readonly flow: number;
}

function lotsOf({ buyLots = 0, sellLots = 0, unsignedLots = 0 }: TestFrame): number {
  return buyLots + sellLots + unsignedLots;
}

/** e of the best level. */
function flowOf(history: readonly TestFrame[], n: number): number {
  if (n === 0 || history[n].snapshot) return 0;
  const [was, is] = [history[n - 1], history[n]];
  const [pb, qb] = is.bids[0] ?? [-Infinity, 0];
  const [pb0, qb0] = was.bids[0] ?? [-Infinity, 0];
  const [pa, qa] = is.asks[0] ?? [Infinity, 0];
  const [pa0, qa0] = was.asks[0] ?? [Infinity, 0];
  return (pb >= pb0 ? qb : 0) - (pb <= pb0 ? qb0 : 0) - (pa <= pa0 ? qa : 0) +
    (pa >= pa0 ? qa0 : 0);
}

/** Every bucket that the history fills, each from the volume of the period before its own. */
function bucketsOf(history: readonly TestFrame[]): Bucket[] {
  const periods = eventTimes(history).map((nanos) => Math.floor(nanos / PERIOD_NANOS));
  const volumeIn = (period: number) =>
    period > periods[0] ? sum(history.filter((_, n) => periods[n] === period).map(lotsOf)) : 0;
  const buckets: Bucket[] = [];
  for (const period of new Set(periods)) {
    // In fiftieths of a lot, so that volumes are whole.
    const size = volumeIn(period - 1);
    if (size === 0) continue;
    let [filled, signed, flow] = [0, 0, 0];
    history.forEach((frame, n) => {
      if (periods[n] !== period) return;
      flow += flowOf(history, n);
      const tilt = ((frame.buyLots ?? 0) - (frame.sellLots ?? 0)) / lotsOf(frame);
      for (let left = 50 * lotsOf(frame); left > 0;) {
        const part = Math.min(left, size - filled);
        filled += part;
        signed += tilt * part;
        left -= part;
        if (filled < size) continue;
        buckets.push({ period, tilt: signed / size, flow: flow / (size / 50) });
        [filled, signed, flow] = [0, 0, 0];
      }
    });
  }
  return buckets;
}

function twin(history: readonly TestFrame[]): Values {
  const now = Math.floor(Math.max(...history.map((frame) => frame.recvNanos)) / PERIOD_NANOS);
  const young = bucketsOf(history).filter(({ period }) => period >= now - 2);
  const mean = (count: number, of: (bucket: Bucket) => number) =>
    young.length < count ? undefined : sum(young.slice(-count).map(of)) / count;
  return {
    vpin_50_buckets: mean(50, ({ tilt }) => Math.abs(tilt)),
    trade_imbalance_10_buckets: mean(10, ({ tilt }) => tilt),
    ofi_to_volume_10_buckets: mean(10, ({ flow }) => flow),
  };
}

function trade(seconds: number, buyLots: number, sellLots = 0, unsignedLots = 0): TestFrame {
  return {
    recvNanos: 600e9 + seconds * 1e9,
    bids: [[100, 10]],
    asks: [[101, 10]],
    buyTrades: buyLots > 0 ? 1 : 0,
    sellTrades: sellLots > 0 ? 1 : 0,
    buyLots,
    sellLots,
    unsignedLots,
  };
}

function run(frames: readonly TestFrame[]): Values[] {
  return runFamily(new Vpin(), Vpin.definitions, frames);
}

/** A first period that does not count, and one of 100 lots, so that buckets hold 2. */
const CLOCK = [trade(0, 0), trade(600, 100)];

Deno.test("Vpin splits a trade over buckets", () => {
  // 1 bought, then 24 sold: one bucket half bought, half sold, eleven sold, one that fills.
  const values = run([...CLOCK, trade(1_200, 1), trade(1_201, 0, 24)]);
  assert.equal(values[2].trade_imbalance_10_buckets, undefined);
  assert.equal(values[3].trade_imbalance_10_buckets, -1);
  assert.equal(values[3].vpin_50_buckets, undefined);
  // 76 bought: the open bucket is half sold, 37 are bought; 1 + 11 + 1 + 37 = 50 buckets.
  const [last] = run([...CLOCK, trade(1_200, 1), trade(1_201, 0, 24), trade(1_202, 76)]).slice(-1);
  assert.ok(Math.abs(last.vpin_50_buckets! - 48 / 50) < 1e-7);
  assert.equal(last.trade_imbalance_10_buckets, 1);
});

Deno.test("Vpin splits frames of both sides in proportion, and unsigned volume in half", () => {
  const both = run([...CLOCK, trade(1_200, 75, 25)]).at(-1)!;
  assert.equal(both.vpin_50_buckets, 0.5);
  assert.equal(both.trade_imbalance_10_buckets, 0.5);
  const unsigned = run([...CLOCK, trade(1_200, 25, 0, 75)]).at(-1)!;
  assert.equal(unsigned.vpin_50_buckets, 0.25);
});

Deno.test("Vpin takes a trade that fills any number of buckets", () => {
  const last = run([...CLOCK, trade(1_200, 0, 2 ** 50)]).at(-1)!;
  assert.equal(last.vpin_50_buckets, 1);
  assert.equal(last.trade_imbalance_10_buckets, -1);
});

Deno.test("Vpin stands still after a period without trades, and forgets old buckets", () => {
  const frames = [
    ...CLOCK,
    trade(1_200, 100), // 50 buckets of 2
    trade(1_800, 0), // the period after next still knows them
    trade(2_400, 5),
    trade(3_000, 0),
  ];
  const valid = run(frames).map(({ vpin_50_buckets }) => vpin_50_buckets);
  assert.deepEqual(valid, [undefined, undefined, 1, 1, 1, undefined]);
});

for (const [hostile, seed] of [[false, 5], [true, 6]] as const) {
  const name = `(seed ${seed}${hostile ? ", hostile" : ""})`;
  const frames = randomFrames({ seed, frames: 4_000, meanStepNanos: 1.2e9, hostile });

  Deno.test(`Vpin equals a batch implementation ${name}`, () => {
    const validCounts = compareWithTwin(FAMILY, frames, 97);
    for (const { name } of FAMILY.definitions) assert.ok((validCounts.get(name) ?? 0) > 10, name);
  });

  Deno.test(`Vpin forgets to the last bit what is older than its memory ${name}`, () => {
    assertForgets(FAMILY, frames, [100, 777, 1_300]);
  });
}
