/**
 * The core group's windows, recomputed for one frame from the last thousand: no state, plain loops
 * over the frames as they lie in memory. What one would write first, and a fair use of typed arrays.
 * Time windows are exact here, where Millrace's move by buckets.
 */
import { FRAME_LEVELS } from "../../core/base/limits.ts";
import { NO_PRICE_TICKS } from "../../core/base/units.ts";
import {
  F_ASK_LOTS,
  F_ASK_TICKS,
  F_BID_LOTS,
  F_BID_TICKS,
  F_BUY_LOTS,
  F_BUY_TRADES,
  F_RECV_NANOS,
  F_SELL_LOTS,
  F_SELL_TRADES,
  FRAME_DOUBLES,
  FRAME_WORDS,
} from "../../core/wire/frame.ts";

export const BATCH_WINDOW = 1_000;
const FLOW_LEVELS = 5;
const BPS = 1e4;
const SECOND = 1e9;
/** Values of {@link batchFeatures}, by position. */
export const BATCH_NAMES = [
  "ofi_10_events_depths",
  "ofi_50_events_lots",
  "ofi_200_events_depths",
  "ofi_level_1_50_events_depths",
  "ofi_level_5_50_events_depths",
  "ofi_10_levels_50_events_lots",
  "signed_trade_flow_50_events_lots",
  "realized_volatility_50_events_bps",
  "realized_volatility_200_events_bps",
  "return_50_events_bps",
  "return_200_events_bps",
  "relative_depth_200_events",
] as const;
/** Windows in events, the whole one last, and then windows in time. */
const EVENT_WINDOWS = [10, 50, 200, BATCH_WINDOW];
const TIME_WINDOWS = [SECOND, 10 * SECOND];

/** What one window sums up. */
class Sums {
  readonly flow = new Float64Array(FLOW_LEVELS);
  flowAll = 0;
  touch = 0;
  depth = 0;
  levels = 0;
  square = 0;
  buys = 0;
  sells = 0;
  trades = 0;
  count = 0;
}

/**
 * @param newest number of the frame, at least BATCH_WINDOW
 * @param out gets the values of {@link BATCH_NAMES}, then the time windows' for the sum
 */
export function batchFeatures(
  words: Int32Array,
  doubles: Float64Array,
  newest: number,
  out: Float64Array,
): void {
  const windows = [...EVENT_WINDOWS, ...TIME_WINDOWS].map(() => new Sums());
  const now = doubles[newest * FRAME_DOUBLES + F_RECV_NANOS];
  const flow = new Float64Array(FRAME_LEVELS);
  for (let n = newest; n > newest - BATCH_WINDOW; n--) {
    const at = n * FRAME_WORDS;
    const d = n * FRAME_DOUBLES;
    let depth = 0;
    let levels = 0;
    let flowAll = 0;
    for (let i = 0; i < FRAME_LEVELS; i++) {
      depth += doubles[d + F_BID_LOTS + i] + doubles[d + F_ASK_LOTS + i];
      if (words[at + F_BID_TICKS + i] !== NO_PRICE_TICKS) levels++;
      if (words[at + F_ASK_TICKS + i] !== NO_PRICE_TICKS) levels++;
      flow[i] = flowAt(words, doubles, n, i);
      flowAll += flow[i];
    }
    const step = BPS * (logMid(words, n) - logMid(words, n - 1));
    const age = now - doubles[d + F_RECV_NANOS];
    for (let w = 0; w < windows.length; w++) {
      const inside = w < EVENT_WINDOWS.length
        ? newest - n < EVENT_WINDOWS[w]
        : age < TIME_WINDOWS[w - EVENT_WINDOWS.length];
      if (!inside) continue;
      const sums = windows[w];
      for (let i = 0; i < FLOW_LEVELS; i++) sums.flow[i] += flow[i];
      sums.flowAll += flowAll;
      sums.touch += (doubles[d + F_BID_LOTS] + doubles[d + F_ASK_LOTS]) / 2;
      sums.depth += depth;
      sums.levels += levels;
      sums.square += step * step;
      sums.buys += doubles[d + F_BUY_LOTS];
      sums.sells += doubles[d + F_SELL_LOTS];
      sums.trades += words[at + F_BUY_TRADES] + words[at + F_SELL_TRADES];
      sums.count++;
    }
  }
  const [events10, events50, events200, whole, second, seconds] = windows;
  const levelLots = events50.depth / events50.levels;
  const mid = logMid(words, newest);
  out[0] = events10.flow[0] / (events10.touch / events10.count);
  out[1] = events50.flow[0];
  out[2] = events200.flow[0] / (events200.touch / events200.count);
  out[3] = events50.flow[0] / levelLots;
  out[4] = events50.flow[4] / levelLots;
  out[5] = events50.flowAll;
  out[6] = events50.buys - events50.sells;
  out[7] = Math.sqrt(events50.square);
  out[8] = Math.sqrt(events200.square);
  out[9] = BPS * (mid - logMid(words, newest - 50));
  out[10] = BPS * (mid - logMid(words, newest - 200));
  out[11] = depthOf(doubles, newest) / (events200.depth / events200.count);
  out[12] = whole.flow[0] / (whole.touch / whole.count) + Math.sqrt(whole.square);
  out[13] = second.flow[0] + second.trades + Math.sqrt(second.square);
  out[14] = seconds.flow[0] + seconds.trades + Math.sqrt(seconds.square);
}

/** Of Cont, Kukanov and Stoikov, at level `i` of frame `n`. */
function flowAt(words: Int32Array, doubles: Float64Array, n: number, i: number): number {
  const bidAt = n * FRAME_WORDS + F_BID_TICKS + i;
  const askAt = n * FRAME_WORDS + F_ASK_TICKS + i;
  const bidLotsAt = n * FRAME_DOUBLES + F_BID_LOTS + i;
  const askLotsAt = n * FRAME_DOUBLES + F_ASK_LOTS + i;
  const bid = words[bidAt];
  const bidBefore = words[bidAt - FRAME_WORDS];
  const ask = words[askAt] === NO_PRICE_TICKS ? Infinity : words[askAt];
  const askBefore = words[askAt - FRAME_WORDS] === NO_PRICE_TICKS
    ? Infinity
    : words[askAt - FRAME_WORDS];
  let flow = 0;
  if (bid >= bidBefore) flow += doubles[bidLotsAt];
  if (bid <= bidBefore) flow -= doubles[bidLotsAt - FRAME_DOUBLES];
  if (ask <= askBefore) flow -= doubles[askLotsAt];
  if (ask >= askBefore) flow += doubles[askLotsAt - FRAME_DOUBLES];
  return flow;
}

function logMid(words: Int32Array, n: number): number {
  const at = n * FRAME_WORDS;
  return Math.log(words[at + F_BID_TICKS] + words[at + F_ASK_TICKS]);
}

function depthOf(doubles: Float64Array, n: number): number {
  let depth = 0;
  for (let i = 0; i < FRAME_LEVELS; i++) {
    depth += doubles[n * FRAME_DOUBLES + F_BID_LOTS + i];
    depth += doubles[n * FRAME_DOUBLES + F_ASK_LOTS + i];
  }
  return depth;
}
