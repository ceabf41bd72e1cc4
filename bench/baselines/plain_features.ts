/**
 * The plain pipeline's features: the families of core/features/table.ts over arrays and objects, by
 * the same names. Windows in time are exact here, where Millrace's move by buckets.
 */
import type { PlainLevel } from "./plain_book.ts";
import { PlainWindow } from "./plain_windows.ts";

const LEVELS = 10;
const FLOW_LEVELS = 5;
const BPS = 1e4;
const SECOND = 1e9;

/** One look at a book, with what aggressors took since the one before. */
export interface PlainLook {
  readonly nanos: number;
  readonly bids: readonly PlainLevel[];
  readonly asks: readonly PlainLevel[];
  readonly buys: number;
  readonly sells: number;
  readonly trades: number;
  /** The book was rebuilt: changes mean nothing. */
  readonly rebuilt: boolean;
}

export type PlainFeatures = Readonly<Record<string, number>>;

export class PlainFeatureCalculator {
  readonly #tick: number;
  readonly #events10 = new PlainWindow(10);
  readonly #events50 = new PlainWindow(50);
  readonly #events200 = new PlainWindow(200);
  readonly #oneSecond = new PlainWindow(Infinity, SECOND);
  readonly #tenSeconds = new PlainWindow(Infinity, 10 * SECOND);
  readonly #mids: { nanos: number; mid: number }[] = [];
  #before: PlainLook | undefined;
  #midBefore = 0;
  #eventIntensity = 0;
  #tradeIntensity = 0;
  #tradeNanos = 0;

  /** @param tick size of a tick in quote currency */
  constructor(tick: number) {
    this.#tick = tick;
  }

  update(look: PlainLook): PlainFeatures {
    const { bids, asks, nanos, buys, sells, trades } = look;
    const before = this.#before;
    const elapsed = before === undefined ? 0 : nanos - before.nanos;
    const spread = (asks[0].price - bids[0].price) / this.#tick;
    const mid = (bids[0].price + asks[0].price) / 2;
    const flow = before === undefined || look.rebuilt
      ? new Array<number>(LEVELS).fill(0)
      : flowOf(look, before);
    const step = this.#midBefore === 0 || look.rebuilt ? 0 : BPS * Math.log(mid / this.#midBefore);
    const bidDepth = depthsOf(bids);
    const askDepth = depthsOf(asks);
    const row = {
      nanos,
      flow: flow.slice(0, FLOW_LEVELS),
      flowAll: sumOf(flow),
      touch: (bids[0].qty + asks[0].qty) / 2,
      depth: bidDepth[LEVELS - 1] + askDepth[LEVELS - 1],
      levels: bids.length + asks.length,
      square: step * step,
      buys,
      sells,
      trades,
    };
    const windows = [
      this.#events10,
      this.#events50,
      this.#events200,
      this.#oneSecond,
      this.#tenSeconds,
    ];
    for (const window of windows) window.push(row);
    this.#eventIntensity = this.#eventIntensity * Math.exp(-elapsed / SECOND) + 1;
    this.#tradeIntensity = this.#tradeIntensity * Math.exp(-elapsed / (3 * SECOND)) + trades / 3;
    if (trades > 0) this.#tradeNanos = nanos;
    this.#before = look;
    this.#midBefore = mid;
    this.#mids.push({ nanos, mid });
    if (this.#mids.length > 20_000) this.#mids.splice(0, 10_000);

    const [events10, events50, events200, oneSecond, tenSeconds] = windows.map((w) => w.totals);
    const bidSlope = slopeOf(bids, bidDepth, mid, this.#tick);
    const askSlope = slopeOf(asks, askDepth, mid, this.#tick);
    const levelLots = events50.depth / events50.levels;
    return {
      spread_ticks: spread,
      spread_bps: (BPS * (asks[0].price - bids[0].price)) / mid,
      mid_price_quote: mid,
      weighted_mid_offset_ticks: (bids[0].qty / (bids[0].qty + asks[0].qty) - 0.5) * spread,
      queue_imbalance_1_level: imbalance(bidDepth[0], askDepth[0]),
      queue_imbalance_3_levels: imbalance(bidDepth[2], askDepth[2]),
      queue_imbalance_5_levels: imbalance(bidDepth[4], askDepth[4]),
      queue_imbalance_10_levels: imbalance(bidDepth[9], askDepth[9]),
      bid_depth_1_level_lots: bidDepth[0],
      ask_depth_1_level_lots: askDepth[0],
      bid_depth_5_levels_lots: bidDepth[4],
      ask_depth_5_levels_lots: askDepth[4],
      bid_depth_10_levels_lots: bidDepth[9],
      ask_depth_10_levels_lots: askDepth[9],
      relative_depth_200_events: row.depth / (events200.depth / events200.count),
      bid_slope_lots_per_tick: bidSlope,
      ask_slope_lots_per_tick: askSlope,
      slope_imbalance: imbalance(bidSlope, askSlope),
      ofi_1_event_lots: flow[0],
      ofi_10_events_depths: events10.flow[0] / (events10.touch / events10.count),
      ofi_50_events_lots: events50.flow[0],
      ofi_50_events_depths: events50.flow[0] / (events50.touch / events50.count),
      ofi_200_events_depths: events200.flow[0] / (events200.touch / events200.count),
      ofi_1s_lots: oneSecond.flow[0],
      ofi_1s_depths: oneSecond.flow[0] / (oneSecond.touch / oneSecond.count),
      ofi_10s_depths: tenSeconds.flow[0] / (tenSeconds.touch / tenSeconds.count),
      ofi_level_1_50_events_depths: events50.flow[0] / levelLots,
      ofi_level_2_50_events_depths: events50.flow[1] / levelLots,
      ofi_level_3_50_events_depths: events50.flow[2] / levelLots,
      ofi_level_4_50_events_depths: events50.flow[3] / levelLots,
      ofi_level_5_50_events_depths: events50.flow[4] / levelLots,
      ofi_10_levels_50_events_lots: events50.flowAll,
      ofi_10_levels_50_events_depths: events50.flowAll / levelLots,
      signed_trade_flow_50_events_lots: events50.buys - events50.sells,
      trade_imbalance_50_events: imbalance(events50.buys, events50.sells),
      signed_trade_flow_1s_lots: oneSecond.buys - oneSecond.sells,
      trade_imbalance_1s: imbalance(oneSecond.buys, oneSecond.sells),
      signed_trade_flow_10s_lots: tenSeconds.buys - tenSeconds.sells,
      trade_imbalance_10s: imbalance(tenSeconds.buys, tenSeconds.sells),
      return_1_event_bps: this.#returnOver(1),
      return_10_events_bps: this.#returnOver(10),
      return_50_events_bps: this.#returnOver(50),
      return_200_events_bps: this.#returnOver(200),
      return_100ms_bps: this.#returnSince(nanos - SECOND / 10),
      return_1s_bps: this.#returnSince(nanos - SECOND),
      return_10s_bps: this.#returnSince(nanos - 10 * SECOND),
      realized_volatility_50_events_bps: Math.sqrt(Math.max(0, events50.square)),
      realized_volatility_200_events_bps: Math.sqrt(Math.max(0, events200.square)),
      realized_volatility_1s_bps: Math.sqrt(Math.max(0, oneSecond.square)),
      realized_volatility_10s_bps: Math.sqrt(Math.max(0, tenSeconds.square)),
      event_rate_10s_per_s: tenSeconds.count / 10,
      event_intensity_1s_decay_per_s: this.#eventIntensity,
      trade_rate_10s_per_s: tenSeconds.trades / 10,
      trade_intensity_3s_decay_per_s: this.#tradeIntensity,
      time_since_event_ms: elapsed / 1e6,
      time_since_trade_ms: this.#tradeNanos === 0 ? 0 : (nanos - this.#tradeNanos) / 1e6,
    };
  }

  #returnOver(events: number): number {
    const mids = this.#mids;
    if (mids.length <= events) return 0;
    return BPS * Math.log(mids[mids.length - 1].mid / mids[mids.length - 1 - events].mid);
  }

  /** The newest mid at or before a time, by binary search. */
  #returnSince(nanos: number): number {
    const mids = this.#mids;
    let from = 0;
    let to = mids.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (mids[middle].nanos <= nanos) from = middle + 1;
      else to = middle;
    }
    return from === 0 ? 0 : BPS * Math.log(mids[mids.length - 1].mid / mids[from - 1].mid);
  }
}

function flowOf(look: PlainLook, before: PlainLook): number[] {
  const flow: number[] = [];
  for (let i = 0; i < LEVELS; i++) {
    const bid = look.bids[i] ?? { price: -Infinity, qty: 0 };
    const ask = look.asks[i] ?? { price: Infinity, qty: 0 };
    const bidBefore = before.bids[i] ?? { price: -Infinity, qty: 0 };
    const askBefore = before.asks[i] ?? { price: Infinity, qty: 0 };
    let e = 0;
    if (bid.price >= bidBefore.price) e += bid.qty;
    if (bid.price <= bidBefore.price) e -= bidBefore.qty;
    if (ask.price <= askBefore.price) e -= ask.qty;
    if (ask.price >= askBefore.price) e += askBefore.qty;
    flow.push(e);
  }
  return flow;
}

function depthsOf(levels: readonly PlainLevel[]): number[] {
  const depths: number[] = [];
  let sum = 0;
  for (let i = 0; i < LEVELS; i++) {
    sum += levels[i]?.qty ?? 0;
    depths.push(sum);
  }
  return depths;
}

function slopeOf(
  levels: readonly PlainLevel[],
  depths: readonly number[],
  mid: number,
  tick: number,
): number {
  let products = 0;
  let squares = 0;
  levels.forEach(({ price }, i) => {
    const distance = Math.abs(price - mid) / tick;
    products += distance * depths[i];
    squares += distance * distance;
  });
  return products / squares;
}

function imbalance(a: number, b: number): number {
  return a + b > 0 ? (a - b) / (a + b) : 0;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
