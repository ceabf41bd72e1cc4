/**
 * The slow obvious twin: every feature recomputed from the whole history of its instrument, straight
 * from the definition, without windows, running sums or state. undefined = not valid.
 */
import type { Level, TestFrame } from "./frames.ts";

const BUCKETS = 20;
type Value = number | undefined;

/** Features by name of the last frame of one instrument's history. */
export function twinFeatures(history: readonly TestFrame[]): Map<string, Value> {
  const times = eventTimes(history);
  const flows = history.map((_, n) => stepFlow(history, n));
  const mids = history.map(doubleMid);
  const last = history.length - 1;
  const frame = history[last];
  const now = times[last];
  const features = new Map<string, Value>();
  const bids = frame.bids.map(([p]) => p);
  const asks = frame.asks.map(([p]) => p);
  const spread = bids.length && asks.length ? asks[0] - bids[0] : undefined;
  const mid2 = mids[last];
  const logMid2 = mid2 !== undefined && mid2 > 0 ? Math.log(mid2) : undefined;

  const qb = lots(frame.bids, 1);
  const qa = lots(frame.asks, 1);
  features.set("spread_ticks", spread);
  features.set("spread_bps", logMid2 === undefined ? undefined : (1e4 * spread!) / (mid2! / 2));
  features.set("mid_price_quote", mid2 === undefined ? undefined : (mid2 / 2) * 0.01);
  features.set(
    "weighted_mid_offset_ticks",
    mid2 === undefined ? undefined : (qb * asks[0] + qa * bids[0]) / (qb + qa) - mid2 / 2,
  );
  for (const count of [1, 3, 5, 10]) {
    const [b, a] = [lots(frame.bids, count), lots(frame.asks, count)];
    const name = `queue_imbalance_${count}_level${count === 1 ? "" : "s"}`;
    features.set(name, b + a > 0 ? (b - a) / (b + a) : undefined);
  }
  for (const count of [1, 5, 10]) {
    const levels = `${count}_level${count === 1 ? "" : "s"}_lots`;
    features.set(`bid_depth_${levels}`, lots(frame.bids, count));
    features.set(`ask_depth_${levels}`, lots(frame.asks, count));
  }
  const bidSlope = mid2 === undefined ? undefined : slope(frame.bids, mid2 / 2);
  const askSlope = mid2 === undefined ? undefined : slope(frame.asks, mid2 / 2);
  features.set("bid_slope_lots_per_tick", bidSlope);
  features.set("ask_slope_lots_per_tick", askSlope);
  features.set(
    "slope_imbalance",
    bidSlope === undefined ? undefined : (bidSlope - askSlope!) / (bidSlope + askSlope!),
  );
  features.set("ofi_1_event_lots", flows[last]?.[0]);
  features.set(
    "time_since_event_ms",
    last === 0 ? undefined : Math.min(now - times[last - 1], 60e9) / 1e6,
  );
  const tradeTimes = times.filter((_, n) => tradesOf(history[n]) > 0);
  const lastTrade = tradeTimes.at(-1);
  features.set(
    "time_since_trade_ms",
    lastTrade === undefined ? undefined : Math.min(now - lastTrade, 60e9) / 1e6,
  );
  const decayed = (tau: number, weight: (f: TestFrame) => number) =>
    sum(history.map((f, n) => weight(f) * Math.exp(-(now - times[n]) / tau))) / (tau / 1e9);
  const age = now - times[0];
  features.set("event_intensity_1s_decay_per_s", age < 3e9 ? undefined : decayed(1e9, () => 1));
  features.set("trade_intensity_3s_decay_per_s", age < 9e9 ? undefined : decayed(3e9, tradesOf));

  for (const events of [1, 10, 50, 200]) {
    const before = lastKnownLog(mids, last - events);
    const plural = events === 1 ? "1_event" : `${events}_events`;
    features.set(`return_${plural}_bps`, difference(logMid2, before));
  }
  for (const [label, nanos] of [["100ms", 1e8], ["1s", 1e9], ["10s", 1e10]] as const) {
    const opening = (Math.floor(now / (nanos / BUCKETS)) - BUCKETS + 1) * (nanos / BUCKETS);
    const earlier = times.filter((t) => t < opening).length;
    features.set(`return_${label}_bps`, difference(logMid2, lastKnownLog(mids, earlier - 1)));
  }

  for (const events of [10, 50, 200]) {
    const warm = last >= events;
    putWindow(features, `${events}_events`, warm, range(last - events + 1, last), history, flows);
  }
  for (const [label, nanos] of [["1s", 1e9], ["10s", 1e10]] as const) {
    const bucketOf = (t: number) => Math.floor(t / (nanos / BUCKETS));
    const warm = bucketOf(now) - bucketOf(times[0]) >= BUCKETS;
    const inside = range(0, last).filter((n) => bucketOf(times[n]) > bucketOf(now) - BUCKETS);
    putWindow(features, label, warm, inside, history, flows);
    const seconds = (now - (bucketOf(now) - BUCKETS + 1) * (nanos / BUCKETS)) / 1e9;
    features.set(`event_rate_${label}_per_s`, warm ? inside.length / seconds : undefined);
    const trades = sum(inside.map((n) => tradesOf(history[n])));
    features.set(`trade_rate_${label}_per_s`, warm ? trades / seconds : undefined);
  }
  return features;
}

/** All features that are sums over the frames with the given indices. */
function putWindow(
  features: Map<string, Value>,
  label: string,
  warm: boolean,
  inside: readonly number[],
  history: readonly TestFrame[],
  flows: readonly (readonly number[] | undefined)[],
): void {
  const put = (name: string, value: number) => features.set(name, warm ? finite(value) : undefined);
  const frames = inside.map((n) => history[n]).filter((f) => f !== undefined);
  const flow = (level: number) => sum(inside.map((n) => flows[n]?.[level] ?? 0));
  const touch = mean(frames.map((f) => (lots(f.bids, 1) + lots(f.asks, 1)) / 2));
  put(`ofi_${label}_lots`, flow(0));
  put(`ofi_${label}_depths`, flow(0) / touch);
  const depth = frames.map((f) => lots(f.bids, 10) + lots(f.asks, 10));
  const levelLots = sum(depth) / sum(frames.map((f) => f.bids.length + f.asks.length));
  for (let level = 1; level <= 5; level++) {
    put(`ofi_level_${level}_${label}_depths`, flow(level - 1) / levelLots);
  }
  const all = sum(range(0, 9).map(flow));
  put(`ofi_10_levels_${label}_lots`, all);
  put(`ofi_10_levels_${label}_depths`, all / levelLots);
  put(`relative_depth_${label}`, depth.at(-1)! / mean(depth));
  const buys = sum(frames.map((f) => f.buyLots ?? 0));
  const sells = sum(frames.map((f) => f.sellLots ?? 0));
  put(`signed_trade_flow_${label}_lots`, buys - sells);
  put(`trade_imbalance_${label}`, buys + sells === 0 ? 0 : (buys - sells) / (buys + sells));
  const squares = inside.map((n) => {
    if (n < 1 || history[n].snapshot) return 0;
    const r = difference(logOf(doubleMid(history[n])), logOf(doubleMid(history[n - 1])));
    return (r ?? 0) ** 2;
  });
  put(`realized_volatility_${label}_bps`, Math.sqrt(sum(squares)));
}

/** Receipt times that never step back. */
function eventTimes(history: readonly TestFrame[]): number[] {
  let newest = -Infinity;
  return history.map((frame) => newest = Math.max(newest, frame.recvNanos));
}

/** e of all ten levels of frame n, or undefined when there is nothing to compare it with. */
export function stepFlow(history: readonly TestFrame[], n: number): number[] | undefined {
  if (n === 0 || history[n].snapshot) return undefined;
  const [was, is] = [history[n - 1], history[n]];
  return range(0, 9).map((i) =>
    sideFlow(was.bids[i], is.bids[i], -Infinity, 1) -
    sideFlow(was.asks[i], is.asks[i], Infinity, -1)
  );
}

/** Quantity that came to a level less quantity that left it; `better` = 1 when higher is better. */
function sideFlow(
  was: Level | undefined,
  is: Level | undefined,
  absent: number,
  better: number,
): number {
  const [oldPrice, oldLots] = was ?? [absent, 0];
  const [newPrice, newLots] = is ?? [absent, 0];
  if (newPrice === oldPrice) return newLots - oldLots;
  return (newPrice - oldPrice) * better > 0 ? newLots : -oldLots;
}

function slope(levels: readonly Level[], mid: number): number | undefined {
  const distances = levels.map(([p]) => Math.abs(p - mid));
  const products = sum(distances.map((d, i) => d * lots(levels, i + 1)));
  return finite(products / sum(distances.map((d) => d * d)));
}

function lots(levels: readonly Level[], count: number): number {
  return sum(levels.slice(0, count).map(([, q]) => q));
}

function tradesOf(frame: TestFrame): number {
  return (frame.buyTrades ?? 0) + (frame.sellTrades ?? 0);
}

function doubleMid(frame: TestFrame): Value {
  if (frame.bids.length === 0 || frame.asks.length === 0) return undefined;
  return frame.bids[0][0] + frame.asks[0][0];
}

function logOf(value: Value): Value {
  return value !== undefined && value > 0 ? Math.log(value) : undefined;
}

/** Log mid of frame n, or of the newest frame before it that had one. */
function lastKnownLog(mids: readonly Value[], n: number): Value {
  for (let i = n; i >= 0; i--) {
    const log = logOf(mids[i]);
    if (log !== undefined) return log;
  }
  return undefined;
}

function difference(log: Value, before: Value): Value {
  return log === undefined || before === undefined ? undefined : 1e4 * (log - before);
}

function finite(value: number): Value {
  return Number.isFinite(value) ? value : undefined;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
