/** Real bar files: every row arrives, in order, with sums that another program counted. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { dataTest } from "../../real_data.ts";
import type { SeenMessage } from "../drive_source.ts";
import { readBarFiles } from "./bar_fixture.ts";

interface Expected {
  readonly bars: number;
  readonly decimals: readonly [number, number];
  /** Over all bars: open, high, low, close and volume, in ticks and lots. */
  readonly sums: readonly number[];
  readonly holes: number;
}

/** Counted by Python 3's csv and decimal modules, column by column. */
const STOCKS: Readonly<Record<string, Expected>> = {
  AAPL: {
    bars: 1_948,
    decimals: [4, 0],
    sums: [3_320_811_799, 3_321_689_351, 3_319_880_856, 3_320_733_520, 99_008_817],
    holes: 2,
  },
  AMZN: {
    bars: 1_944,
    decimals: [4, 0],
    sums: [31_505_173_005, 31_513_051_969, 31_496_453_089, 31_504_475_556, 18_968_934],
    holes: 6,
  },
  JPM: {
    bars: 1_950,
    decimals: [4, 0],
    sums: [2_008_339_134, 2_008_788_109, 2_007_888_448, 2_008_335_670, 52_301_875],
    holes: 0,
  },
  MSFT: {
    bars: 1_948,
    decimals: [4, 0],
    sums: [2_079_728_620, 2_080_296_002, 2_079_185_377, 2_079_729_533, 93_090_158],
    holes: 2,
  },
  SPY: {
    bars: 1_950,
    decimals: [4, 0],
    sums: [5_346_366_105, 5_347_229_963, 5_345_521_782, 5_346_371_019, 337_475_245],
    holes: 0,
  },
  TSLA: {
    bars: 1_946,
    decimals: [4, 0],
    sums: [6_024_216_130, 6_026_305_865, 6_021_902_305, 6_024_042_584, 26_190_745],
    holes: 4,
  },
};
const KLINES: Readonly<Record<string, Expected>> = {
  BTCUSDT: {
    bars: 43_200,
    decimals: [1, 3],
    sums: [45_542_457_304, 45_553_601_980, 45_531_260_753, 45_542_472_145, 2_460_732_397],
    holes: 0,
  },
  ETHUSDT: {
    bars: 43_200,
    decimals: [2, 2],
    sums: [10_893_064_661, 10_898_976_655, 10_887_005_049, 10_893_043_386, 7_160_225_526],
    holes: 0,
  },
};

type Bar = SeenMessage & { readonly kind: "bar" };

function sumsOf(bars: readonly Bar[]): number[] {
  const sums = [0, 0, 0, 0, 0];
  for (const { ohlcTicks, volumeLots } of bars) {
    [...ohlcTicks, volumeLots].forEach((value, i) => sums[i] += value);
  }
  return sums;
}

/** Bars missing from days, as the bars' own times show them. */
function holesIn(bars: readonly Bar[]): number {
  let missing = 0;
  for (let i = 1; i < bars.length; i++) {
    const minutes = (bars[i].recvNanos - bars[i - 1].recvNanos) / 60e9;
    ok(minutes >= 1, "time goes on");
    if (minutes < 600) missing += minutes - 1;
  }
  return missing;
}

function checkBars(
  symbol: string,
  { bars, decimals, sums, holes }: Expected,
  { result }: Awaited<ReturnType<typeof readBarFiles>>,
): readonly Bar[] {
  const seen = result.messages.filter((message): message is Bar => message.kind === "bar");
  const [{ symbol: found, scale }] = result.instruments.list();
  strictEqual(found, symbol);
  deepStrictEqual([scale.priceDecimals, scale.lotDecimals], decimals);
  strictEqual(seen.length, bars);
  strictEqual(result.counters.badRecords, 0);
  deepStrictEqual(sumsOf(seen), sums);
  strictEqual(holesIn(seen), holes);
  ok(seen.every(({ seconds }) => seconds === 60));
  return seen;
}

for (const [symbol, expected] of Object.entries(STOCKS)) {
  dataTest(`BarsSource reads every minute of ${symbol}, newest row first, labelled by its end`, [
    `bars_1m/${symbol}_1min.csv.gz`,
  ], async (paths) => {
    const read = await readBarFiles(paths, { zone: "America/New_York" });
    const bars = checkBars(symbol, expected, read);
    // 16:00 in New York's winter.
    strictEqual(read.bars[0].split(" ")[0], "2019-02-11T14:31:00");
    strictEqual(read.bars.at(-1)?.split(" ")[0], "2019-02-15T21:00:00");
    const ofDay = (at: Bar) => Math.floor(at.recvNanos / 86_400e9);
    deepStrictEqual(new Set(bars.map(ofDay)), new Set([0, 1, 2, 3, 4]));
    ok(read.problems.every((problem) => !problem.startsWith("!")));
  });
}

for (const [symbol, expected] of Object.entries(KLINES)) {
  dataTest(`BarsSource reads thirty days of ${symbol}, oldest row first, labelled by its start`, [
    `klines/${symbol}_1m.csv.gz`,
  ], async (paths) => {
    const read = await readBarFiles(paths, { zone: undefined });
    checkBars(symbol, expected, read);
    strictEqual(read.bars[0].split(" ")[0], "2025-05-29T19:01:00");
    strictEqual(read.bars.at(-1)?.split(" ")[0], "2025-06-28T19:00:00");
    deepStrictEqual(read.problems, []);
  });
}
