/** The market profile: by hand, and against a slow twin. */
import assert from "node:assert/strict";
import { VolumeProfile } from "../../../core/features/families/volume_profile.ts";
import { randomFrames, type TestFrame } from "../frames.ts";
import { assertForgets, compareWithTwin, type FamilyUnderTest } from "./compare_family.ts";
import { runFamily, type Values } from "./run_family.ts";
import { doubleMidOf, eventTimes, sum } from "./twin_parts.ts";

const SLICE_NANOS = 120e9;
const FAMILY: FamilyUnderTest = {
  make: () => new VolumeProfile(),
  definitions: VolumeProfile.definitions,
  twin,
};

interface Trade {
  readonly slice: number;
  readonly ticks: number;
  readonly lots: number;
}

function tradesOf(history: readonly TestFrame[]): Trade[] {
  const times = eventTimes(history);
  return history.flatMap((frame, n) => {
    const { bids, asks, buyTrades = 0, sellTrades = 0, buyLots = 0, sellLots = 0 } = frame;
    const lots = buyLots + sellLots + (frame.unsignedLots ?? 0);
    const bought = buyTrades > 0 ? buyLots * (asks[0]?.[0] ?? -(2 ** 31)) : 0;
    const sold = sellTrades > 0 ? sellLots * (bids[0]?.[0] ?? -(2 ** 31)) : 0;
    const ticks = (frame.tradedTickLots ?? bought + sold) / lots;
    return lots > 0 ? [{ slice: Math.floor(times[n] / SLICE_NANOS), ticks, lots }] : [];
  });
}

function widthOf(ticks: number): number {
  return Math.max(1, 2 ** Math.round(Math.log2(Math.max(ticks, 1) * 2e-4)));
}

/** Volume by bucket, from the rules of the definition. */
function profileOf(history: readonly TestFrame[], slice: number): [number, Map<number, number>] {
  let width = 1;
  let period = NaN;
  let trades: Trade[] = [];
  for (const trade of tradesOf(history)) {
    const changes = Math.floor(trade.slice / 5) !== period && widthOf(trade.ticks) !== width;
    if (changes) trades = [];
    if (changes) width = widthOf(trade.ticks);
    period = Math.floor(trade.slice / 5);
    trades.push(trade);
  }
  const bucketOf = ({ ticks }: Trade) => Math.floor(ticks / width);
  const profile = new Map<number, number>();
  trades.forEach((trade, n) => {
    const bucket = bucketOf(trade);
    const isLeftBehind = trades.slice(n + 1).some((t) => Math.abs(bucketOf(t) - bucket) >= 64);
    if (trade.slice <= slice - 5 || isLeftBehind) return;
    profile.set(bucket, (profile.get(bucket) ?? 0) + trade.lots);
  });
  return [width, profile];
}

function twin(history: readonly TestFrame[]): Values {
  const slices = eventTimes(history).map((nanos) => Math.floor(nanos / SLICE_NANOS));
  const slice = slices[slices.length - 1];
  const [width, profile] = profileOf(history, slice);
  const total = sum([...profile.values()]);
  const isKnown = slice - slices[0] >= 5 && total > 0;
  const most = Math.max(...profile.values());
  const control = Math.min(...[...profile].filter(([, lots]) => lots === most).map(([b]) => b));
  const mid = (doubleMidOf(history[history.length - 1]) ?? NaN) / 2;
  const bps = (ticks: number) => isKnown && mid > 0 ? 1e4 * ticks / mid : undefined;
  const at = (bucket: number) => profile.get(bucket) ?? 0;
  let [low, high, inside] = [control, control, most];
  const [lowest, highest] = [Math.min(...profile.keys()), Math.max(...profile.keys())];
  while (isKnown && inside < 0.7 * total) {
    const below = low > lowest ? at(low - 1) + at(low - 2) : -1;
    const above = high < highest ? at(high + 1) + at(high + 2) : -1;
    if (below >= above) low = Math.max(low - 2, lowest);
    if (above >= below) high = Math.min(high + 2, highest);
    inside += (below >= above ? below : 0) + (above >= below ? above : 0);
  }
  const [lowTicks, highTicks] = [low * width, (high + 1) * width - 1];
  return {
    point_of_control_offset_10m_bps: bps((control + 0.5) * width - 0.5 - mid),
    value_area_centre_offset_10m_bps: bps((lowTicks + highTicks) / 2 - mid),
    value_area_width_10m_bps: bps(highTicks - lowTicks),
    point_of_control_share_10m: isKnown ? most / total : undefined,
  };
}

/** `lots` traded at one price; the mid is 10,000 ticks, so that a bucket is two ticks wide. */
function traded(seconds: number, ticks: number, lots: number): TestFrame {
  return {
    recvNanos: 1_200e9 + seconds * 1e9,
    bids: [[9_999, 10]],
    asks: [[10_001, 10]],
    buyTrades: lots > 0 ? 1 : 0,
    buyLots: lots,
    tradedTickLots: ticks * lots,
  };
}

function last(frames: readonly TestFrame[]): Values {
  return runFamily(new VolumeProfile(), VolumeProfile.definitions, frames).at(-1)!;
}

const WARM = [traded(0, 10_000, 0), traded(600, 10_000, 0)];

Deno.test("VolumeProfile finds the point of control and grows the value area around it", () => {
  // Buckets of two ticks: 9,998 holds 10, 10,000 holds 40, 10,002 holds 15, 10,004 holds 15,
  // 10,006 holds 20.
  const values = last([
    ...WARM,
    traded(601, 9_999, 10),
    traded(602, 10_000, 25),
    traded(603, 10_001, 15),
    traded(604, 10_002, 15),
    traded(605, 10_005, 15),
    traded(606, 10_006, 20),
  ]);
  assert.equal(values.point_of_control_share_10m, Math.fround(0.4));
  // Middle of 10,000 and 10,001.
  assert.ok(Math.abs(values.point_of_control_offset_10m_bps! - 0.5) < 1e-6);
  // 40, and 30 of the two buckets above: 10,000 to 10,005.
  assert.ok(Math.abs(values.value_area_width_10m_bps! - 5) < 1e-6);
  assert.ok(Math.abs(values.value_area_centre_offset_10m_bps! - 2.5) < 1e-6);
});

Deno.test("VolumeProfile forgets after ten minutes, by slices of two", () => {
  const frames = [...WARM, traded(601, 10_000, 30), traded(750, 10_010, 10)];
  assert.equal(last([...frames, traded(1_199, 0, 0)]).point_of_control_share_10m, 0.75);
  assert.equal(last([...frames, traded(1_200, 0, 0)]).point_of_control_share_10m, 1);
  assert.equal(last([...frames, traded(1_320, 0, 0)]).point_of_control_share_10m, undefined);
});

Deno.test("VolumeProfile follows a price that runs away, and forgets what lies too far behind", () => {
  const near = [...WARM, traded(601, 10_000, 30), traded(602, 10_126, 10)];
  assert.equal(last(near).point_of_control_share_10m, 0.75);
  assert.equal(last([...near, traded(603, 10_128, 10)]).point_of_control_share_10m, 0.5);
  assert.equal(last([...near, traded(603, 5_000, 1)]).point_of_control_share_10m, 1);
  assert.equal(last([...near, traded(603, -5_000, 1)]).point_of_control_share_10m, 1);
});

Deno.test("VolumeProfile starts anew when ten minutes begin at a price of other buckets", () => {
  const frames = [...WARM, traded(601, 10_000, 30), traded(1_199, 20_000, 10)];
  assert.equal(last([...frames, traded(1_201, 0, 0)]).point_of_control_share_10m, 1);
  const values = last([...frames, traded(1_201, 20_000, 1), traded(1_202, 20_003, 1)]);
  assert.equal(values.point_of_control_share_10m, 1);
  assert.ok(Math.abs(values.value_area_width_10m_bps! - 3) < 1e-6);
});

Deno.test("VolumeProfile of a mirrored market lies on the other side of the mid", () => {
  const frames = randomFrames({ seed: 9, frames: 900, meanStepNanos: 1.1e9 }).map((frame) => ({
    ...frame,
    // One price a frame, so that no average falls on the border of a bucket.
    sellTrades: 0,
    sellLots: 0,
  }));
  // A bucket is two ticks, an even one and the next: 20,001 less either is of one bucket again.
  const mirrored = frames.map(({ bids, asks, buyLots = 0, ...rest }) => ({
    ...rest,
    bids: asks.map(([p, q]) => [20_001 - p, q] as const),
    asks: bids.map(([p, q]) => [20_001 - p, q] as const),
    buyLots,
    tradedTickLots: buyLots * (20_001 - asks[0][0]),
  }));
  const run = (all: readonly TestFrame[]) =>
    runFamily(new VolumeProfile(), VolumeProfile.definitions, all);
  const [plain, other] = [run(frames), run(mirrored)];
  let compared = 0;
  plain.forEach((values, n) => {
    const width = values.value_area_width_10m_bps;
    if (width === undefined) return;
    compared++;
    const near = (a: number, b: number) => assert.ok(Math.abs(a - b) <= 0.01 * Math.abs(a) + 0.01);
    near(width, other[n].value_area_width_10m_bps!);
    near(
      values.value_area_centre_offset_10m_bps!,
      -other[n].value_area_centre_offset_10m_bps!,
    );
  });
  assert.ok(compared > 100);
});

for (const [hostile, seed] of [[false, 10], [true, 11]] as const) {
  const name = `(seed ${seed}${hostile ? ", hostile" : ""})`;
  const frames = randomFrames({ seed, frames: 2_500, meanStepNanos: 1e9, hostile });

  Deno.test(`VolumeProfile equals its twin ${name}`, () => {
    const validCounts = compareWithTwin(FAMILY, frames, 41);
    for (const { name } of FAMILY.definitions) assert.ok((validCounts.get(name) ?? 0) > 10, name);
  });

  Deno.test(`VolumeProfile forgets to the last bit what is older than its memory ${name}`, () => {
    assertForgets(FAMILY, frames, [77, 500, 801]);
  });
}
