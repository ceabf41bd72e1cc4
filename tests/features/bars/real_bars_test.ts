/** Bars of a recording's trades against bars aggregated slowly from the recording's own text. */
import assert from "node:assert/strict";
import type { Agent } from "../../../core/agent/agent.ts";
import { NO_PRICE_TICKS } from "../../../core/base/units.ts";
import { BarBuilder } from "../../../core/features/bars/bar_builder.ts";
import { MINUTE_BARS, SECOND_BARS } from "../../../core/features/bars/bar_interval.ts";
import { BAR_VOLUME } from "../../../core/features/bars/bars.ts";
import { FrameInputs } from "../../../core/features/inputs/frame_inputs.ts";
import type { RingFollower } from "../../../core/ring/follower.ts";
import { openSource } from "../../../core/supervisor/open_source.ts";
import { F_PRICE_UNIT, F_QTY_UNIT } from "../../../core/wire/frame.ts";
import { runPipeline } from "../../../models/pipeline.ts";
import { fileJob } from "../../parity/session_jobs.ts";
import { dataTest } from "../../real_data.ts";

/** In quote and base currency, as text of so many digits. */
interface Bar {
  readonly number: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
}

interface Trade {
  readonly nanos: number;
  readonly price: number;
  readonly size: number;
}

const INTERVALS = [SECOND_BARS, MINUTE_BARS];
const DAY_NANOS = 86_400e9;

const text = (price: number) => price.toFixed(2);
const volumeText = (size: number) => size.toFixed(5);

/** Collects the bars that close behind the features stage. */
class BarCollector implements Agent {
  readonly role = "inference";
  readonly bars: Bar[][] = INTERVALS.map(() => []);
  firstNanos = NaN;
  lastNanos = NaN;
  readonly #frames: RingFollower;
  readonly #inputs = new FrameInputs();
  readonly #builders = INTERVALS.map((interval) => new BarBuilder(interval));

  constructor(frames: RingFollower) {
    this.#frames = frames;
  }

  get done(): boolean {
    return this.#frames.ended();
  }

  onStart(): void {}
  onClose(): void {}

  doWork(): number {
    const count = this.#frames.available();
    for (let i = 0; i < count; i++) this.#take(this.#frames.at(i));
    if (count > 0) this.#frames.advance(count);
    return count;
  }

  #take(at: number): void {
    const { words, doubles } = this.#frames;
    const inputs = this.#inputs;
    inputs.load(words, doubles, at);
    if (inputs.isFirst) this.firstNanos = inputs.nowNanos;
    this.lastNanos = inputs.nowNanos;
    const priceUnit = doubles[(at >> 1) + F_PRICE_UNIT];
    const qtyUnit = doubles[(at >> 1) + F_QTY_UNIT];
    this.#builders.forEach((builder, i) => {
      if (inputs.isFirst) builder.begin(inputs.nowNanos);
      while (builder.endNanos <= inputs.nowNanos) {
        if (builder.close(inputs.nowNanos)) this.bars[i].push(barOf(builder, priceUnit, qtyUnit));
      }
      if (inputs.firstTradeTicks !== NO_PRICE_TICKS) builder.add(inputs);
    });
  }
}

function barOf({ bars }: BarBuilder, priceUnit: number, qtyUnit: number): Bar {
  return {
    number: bars.number,
    open: text(bars.openTicks * priceUnit),
    high: text(bars.highTicks * priceUnit),
    low: text(bars.lowTicks * priceUnit),
    close: text(bars.closeTicks * priceUnit),
    volume: volumeText(bars.kept[bars.rowOf(0) + BAR_VOLUME] * qtyUnit),
  };
}

/** Trades of a recording, times in nanoseconds since a midnight. */
async function tradesOf(path: string, midnightNanos: bigint): Promise<Trade[]> {
  const file = await Deno.open(path);
  const plain = file.readable.pipeThrough(new DecompressionStream("gzip"));
  const lines = (await new Response(plain).text()).split("\n");
  return lines.filter((line) => line.includes('"e":"trade"')).map((line) => {
    const space = line.indexOf(" ");
    const { data } = JSON.parse(line.slice(space + 1));
    const nanos = Number(BigInt(line.slice(0, space)) - midnightNanos);
    return { nanos, price: Number(data.p), size: Number(data.q) };
  });
}

/** Every bar that is whole between two times; one without a trade repeats the last price. */
function slowBars(trades: readonly Trade[], length: number, from: number, to: number): Bar[] {
  const byNumber = Map.groupBy(trades, ({ nanos }) => Math.floor(nanos / length));
  const bars: Bar[] = [];
  for (let number = Math.floor(from / length) + 1; (number + 1) * length <= to; number++) {
    const within = byNumber.get(number);
    if (within !== undefined) {
      const prices = within.map(({ price }) => price);
      bars.push({
        number,
        open: text(prices[0]),
        high: text(Math.max(...prices)),
        low: text(Math.min(...prices)),
        close: text(prices[prices.length - 1]),
        volume: volumeText(within.reduce((sum, { size }) => sum + size, 0)),
      });
    } else if (bars.length > 0) {
      const { close } = bars[bars.length - 1];
      bars.push({ number, open: close, high: close, low: close, close, volume: volumeText(0) });
    }
  }
  return bars;
}

dataTest(
  "bars of a second and of a minute equal those of a recording's trades (Binance spot)",
  ["binance/spot_btcusdt_20240808.gz", "binance/spot_btcusdt_20240809.gz"],
  async (paths) => {
    const { input } = await fileJob(paths);
    let collector: BarCollector | undefined;
    await runPipeline({ source: await openSource(input) }, (frames) => {
      collector = new BarCollector(frames);
      return collector;
    });
    assert.ok(collector !== undefined);
    const { firstNanos, lastNanos } = collector;
    const midnight = BigInt(Date.UTC(2024, 7, 8)) * 1_000_000n;
    const trades: Trade[] = [];
    for (const path of paths) trades.push(...await tradesOf(path, midnight));
    assert.equal(trades.length, 19_904);
    assert.ok(lastNanos > DAY_NANOS, "the chain goes over midnight");
    INTERVALS.forEach(({ seconds, label }, i) => {
      const expected = slowBars(trades, seconds * 1e9, firstNanos, lastNanos);
      assert.ok(expected.length > 500 / seconds, `${expected.length} bars`);
      assert.deepEqual(collector!.bars[i], expected, label);
    });
  },
);
