/** Bars of five minutes that grew out of an exchange's klines of one, over a month. */
import assert from "node:assert/strict";
import { BarFeatures } from "../../../core/features/groups/bar_features.ts";
import { dataTest } from "../../real_data.ts";
import { barFrame, type MadeBar, rawBars, SECOND, type SlowBar } from "./bar_rig.ts";
import { slowFeatures } from "./slow_features.ts";

const FIRST_MIDNIGHT_SECONDS = Date.UTC(2025, 4, 29) / 1e3;
/** More than any average remembers in single precision. */
const HISTORY_BARS = 600;

interface Kline extends MadeBar {
  readonly openSeconds: number;
}

async function readKlines(path: string, ticksPerUnit: number): Promise<Kline[]> {
  const file = await Deno.open(path);
  const plain = file.readable.pipeThrough(new DecompressionStream("gzip"));
  const [, ...lines] = (await new Response(plain).text()).trim().split("\n");
  return lines.map((line) => {
    const [time, ...numbers] = line.split(",");
    const [open, high, low, close] = numbers.map((text) => Math.round(Number(text) * ticksPerUnit));
    const openSeconds = Date.parse(time) / 1e3 - FIRST_MIDNIGHT_SECONDS;
    return { openSeconds, open, high, low, close, lots: Math.round(Number(numbers[4]) * 1e3) };
  });
}

/** Straight from the klines; a first one that is not whole is left out. */
function fiveMinutes(klines: readonly Kline[]): SlowBar[] {
  const groups = Map.groupBy(klines, ({ openSeconds }) => Math.floor(openSeconds / 300));
  return [...groups.values()].filter((group) => group.length === 5).map((group) => ({
    open: group[0].open,
    high: Math.max(...group.map(({ high }) => high)),
    low: Math.min(...group.map(({ low }) => low)),
    close: group[4].close,
    lots: group.reduce((sum, { lots }) => sum + lots, 0),
    tickLots: group.reduce((sum, { close, lots }) => sum + close * lots, 0),
  }));
}

for (const [symbol, ticksPerUnit] of [["BTCUSDT", 10], ["ETHUSDT", 100]] as const) {
  dataTest(
    `features of five minutes equal those of klines aggregated directly (${symbol})`,
    [`klines/${symbol}_1m.csv.gz`],
    async ([path]) => {
      const klines = await readKlines(path, ticksPerUnit);
      assert.equal(klines.length, 43_200);
      const rows = rawBars(
        klines.map((kline) => barFrame(kline, (kline.openSeconds + 60) * SECOND, 60)),
      );
      const bars = fiveMinutes(klines);
      assert.equal(bars.length, 8_640);
      for (let n = 30; n < bars.length; n += 91) {
        const history = bars.slice(Math.max(0, n + 1 - HISTORY_BARS), n + 1);
        const expected = slowFeatures(history);
        BarFeatures.definitions.forEach(({ name }, i) => {
          if (!name.startsWith("bar_5min_")) return;
          const want = expected.get(name.slice("bar_5min_".length));
          assert.ok(want !== undefined, name);
          const found = rows[5 * n + 4][i];
          const tolerance = 1e-7 + 5e-7 * Math.abs(want);
          assert.ok(Math.abs(found - want) <= tolerance, `${name}, bar ${n}: ${found}, ${want}`);
        });
      }
    },
  );
}
