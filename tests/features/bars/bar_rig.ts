/**
 * Bars for tests: frames that carry trades or are bars, the group driven over them, and bars and
 * features recomputed from all frames, slowly and obviously.
 */
import { FRAME_FEATURES, FRAME_SLOT_BYTES } from "../../../core/base/limits.ts";
import { Prng } from "../../../core/base/prng.ts";
import type { BarInterval } from "../../../core/features/bars/bar_interval.ts";
import { FrameInputs } from "../../../core/features/inputs/frame_inputs.ts";
import { BarFeatures } from "../../../core/features/groups/bar_features.ts";
import { type TestFrame, writeFrame } from "../frames.ts";

export const SECOND = 1e9;

/** The values of one frame by name; undefined = not valid. */
export type BarValues = (name: string) => number | undefined;

/** A frame in which one trade, or several of these prices, took place. */
export function tradeFrame(
  recvNanos: number,
  priceTicks: readonly number[] = [],
  lots = 1,
): TestFrame {
  const book = { recvNanos, bids: [[9_000, 1]], asks: [[11_000, 1]] } as const;
  if (priceTicks.length === 0) return book;
  return {
    ...book,
    buyTrades: priceTicks.length,
    buyLots: lots * priceTicks.length,
    ...pricesOf(priceTicks),
    tradedTickLots: priceTicks.reduce((sum, ticks) => sum + ticks * lots, 0),
  };
}

export interface MadeBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly lots: number;
}

/** A frame that is a bar. */
export function barFrame(bar: MadeBar, endNanos: number, barSeconds: number): TestFrame {
  return {
    recvNanos: endNanos,
    bids: [],
    asks: [],
    barSeconds,
    firstTradeTicks: bar.open,
    highTradeTicks: bar.high,
    lowTradeTicks: bar.low,
    lastTradeTicks: bar.close,
    unsignedLots: bar.lots,
    tradedTickLots: bar.close * bar.lots,
  };
}

/** Bars whose numbers the Python of indicators_test.ts makes as well. */
export function madeBars(count: number): MadeBar[] {
  let state = 20_260_112;
  const next = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor(state / 65_536) % below;
  };
  let close = 10_000;
  return Array.from({ length: count }, () => {
    const open = close + next(7) - 3;
    close = open + next(41) - 20;
    const high = Math.max(open, close) + next(9);
    const low = Math.min(open, close) - next(9);
    return { open, high, low, close, lots: 1 + next(500) };
  });
}

export interface TradeShape {
  readonly seed: number;
  readonly frames: number;
  readonly meanStepNanos: number;
  /** Of a frame. */
  readonly tradeProbability: number;
  /** Of a silence of up to this before a frame. */
  readonly silenceProbability?: number;
  readonly longestSilenceNanos?: number;
  /** How far the price moves at a trade, at most. */
  readonly stepTicks?: number;
}

/** A random walk of trades, several in some frames. */
export function randomTrades(shape: TradeShape): TestFrame[] {
  const prng = new Prng(shape.seed);
  const { stepTicks = 3, silenceProbability = 0, longestSilenceNanos = 0 } = shape;
  let recvNanos = 34_200e9 + prng.nextBelow(1e9);
  let ticks = 10_000;
  return Array.from({ length: shape.frames }, () => {
    recvNanos += Math.round(prng.nextExponential(shape.meanStepNanos));
    if (prng.nextUnit() < silenceProbability) {
      recvNanos += Math.round(prng.nextUnit() * longestSilenceNanos);
    }
    if (prng.nextUnit() >= shape.tradeProbability) return tradeFrame(recvNanos);
    const prices = Array.from({ length: 1 + prng.nextBelow(4) }, () => {
      ticks += prng.nextBelow(2 * stepTicks + 1) - stepTicks;
      return ticks;
    });
    return tradeFrame(recvNanos, prices, 1 + prng.nextBelow(20));
  });
}

/** Runs the bars group and reads its values after every frame. */
export function runBars(frames: readonly TestFrame[]): BarValues[] {
  return rawBars(frames).map((values) => (name) => {
    const index = BarFeatures.definitions.findIndex((definition) => definition.name === name);
    if (index < 0) throw new Error(`no feature ${name}`);
    return Number.isNaN(values[index]) ? undefined : values[index];
  });
}

/** The group's stretch of the vector after every frame. */
export function rawBars(frames: readonly TestFrame[]): Float32Array[] {
  const group = new BarFeatures();
  const vector = new Float32Array(FRAME_FEATURES).fill(NaN);
  return eachInput(frames, (inputs) => {
    group.update(inputs, vector, 3);
    return vector.slice(3, 3 + BarFeatures.definitions.length);
  });
}

/** Loads frame after frame, as an instrument's features do. */
export function eachInput<T>(
  frames: readonly TestFrame[],
  visit: (inputs: FrameInputs, frame: TestFrame) => T,
): T[] {
  const buffer = new SharedArrayBuffer(FRAME_SLOT_BYTES);
  const words = new Int32Array(buffer);
  const doubles = new Float64Array(buffer);
  const inputs = new FrameInputs();
  return frames.map((frame) => {
    writeFrame(frame, words, doubles);
    inputs.load(words, doubles, 0);
    return visit(inputs, frame);
  });
}

/** A closed bar of the slow twin. */
export interface SlowBar extends MadeBar {
  readonly tickLots: number;
}

/** The history of closed bars as of the last frame, from all frames. */
export function slowBars(frames: readonly TestFrame[], interval: BarInterval): SlowBar[] {
  const length = interval.seconds * SECOND;
  let latest = -Infinity;
  const flows = frames.map((frame) => {
    latest = Math.max(latest, frame.recvNanos);
    // The last moment of what the frame tells of.
    return { frame, nanos: frame.barSeconds ? latest - 1 : latest };
  });
  const first = flows[0];
  const seenFrom = first.frame.barSeconds
    ? latestOf(frames.slice(0, 1)) - first.frame.barSeconds * SECOND
    : first.nanos + 1;
  let history: SlowBar[] = [];
  let silent = 0;
  for (let n = Math.ceil(seenFrom / length); (n + 1) * length <= latest; n++) {
    const traded = flows.filter(({ frame, nanos }) =>
      Math.floor(nanos / length) === n && frame.firstTradeTicks !== undefined
    ).map(({ frame }) => frame);
    const last = history.at(-1);
    if (traded.length > 0) {
      history.push(merged(traded));
      silent = 0;
    } else if (last !== undefined && ++silent <= interval.longestSilenceBars) {
      const { close } = last;
      history.push({ open: close, high: close, low: close, close, lots: 0, tickLots: 0 });
    } else {
      history = [];
    }
  }
  return history;
}

function merged(frames: readonly TestFrame[]): SlowBar {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    open: frames[0].firstTradeTicks!,
    high: Math.max(...frames.map((frame) => frame.highTradeTicks!)),
    low: Math.min(...frames.map((frame) => frame.lowTradeTicks!)),
    close: frames.at(-1)!.lastTradeTicks!,
    lots: sum(frames.map(({ buyLots = 0, unsignedLots = 0 }) => buyLots + unsignedLots)),
    tickLots: sum(frames.map((frame) => frame.tradedTickLots!)),
  };
}

function latestOf(frames: readonly TestFrame[]): number {
  return Math.max(...frames.map((frame) => frame.recvNanos));
}

function pricesOf(priceTicks: readonly number[]) {
  return {
    firstTradeTicks: priceTicks[0],
    highTradeTicks: Math.max(...priceTicks),
    lowTradeTicks: Math.min(...priceTicks),
    lastTradeTicks: priceTicks[priceTicks.length - 1],
  };
}
