/**
 * The slow obvious twin of the cross group: recomputed from the whole history of both instruments,
 * in the order in which their frames arrived.
 */
import type { TestFrame } from "../frames.ts";
import { stepFlow } from "../twin.ts";
import type { Values } from "./run_family.ts";
import { doubleMidOf, eventTimes, finite, isInside, sum } from "./twin_parts.ts";

const STALE_NANOS = 10e9;

/** @param history frames up to now, the last of which is instrument 0's; 1 is the reference */
export function crossTwin(history: readonly TestFrame[]): Values {
  const own = new Side(history, 0);
  const reference = new Side(history, 1);
  const now = own.nowNanos;
  const isFresh = now - reference.nowNanos <= STALE_NANOS;
  const beginOf = (windowNanos: number) =>
    (Math.floor(now / (windowNanos / 20)) - 19) * (windowNanos / 20);
  const referenceReturn = (windowNanos: number) =>
    isFresh
      ? 1e4 * (reference.logMid - reference.freshLogMidAt(beginOf(windowNanos), windowNanos / 20))
      : NaN;
  const ownReturn = (windowNanos: number) =>
    1e4 * (own.logMid - own.knownLogMidBefore(beginOf(windowNanos)));
  const { correlation, lead, lag, beta } = leadLag(history);
  const values = {
    reference_return_100ms_bps: referenceReturn(1e8),
    reference_return_1s_bps: referenceReturn(1e9),
    reference_return_10s_bps: referenceReturn(1e10),
    reference_ofi_1s_depths: isFresh ? flowDepths(reference, beginOf(1e9)) : NaN,
    reference_queue_imbalance: isFresh ? imbalanceOf(reference.frames.at(-1)!) : NaN,
    reference_correlation_60s: correlation,
    reference_lead_correlation_60s: lead,
    reference_lag_correlation_60s: lag,
    reference_beta_60s: beta,
    relative_return_1s_bps: ownReturn(1e9) - referenceReturn(1e9),
    relative_return_10s_bps: ownReturn(1e10) - referenceReturn(1e10),
    residual_return_1s_bps: ownReturn(1e9) - beta * referenceReturn(1e9),
    residual_return_10s_bps: ownReturn(1e10) - beta * referenceReturn(1e10),
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, finite(value)]));
}

/** One instrument's part of the history. */
class Side {
  readonly frames: readonly TestFrame[];
  readonly times: readonly number[];

  constructor(history: readonly TestFrame[], instrumentId: number) {
    this.frames = history.filter((frame) => frame.instrumentId === instrumentId);
    this.times = eventTimes(this.frames);
  }

  get nowNanos(): number {
    return this.times.at(-1) ?? NaN;
  }

  get logMid(): number {
    return logMidOf(this.frames.at(-1));
  }

  /** The newest mid before that time, whatever its age. */
  knownLogMidBefore(nanos: number): number {
    const before = this.frames.filter((_, n) => this.times[n] < nanos);
    return logMidOf(before.findLast((frame) => doubleMidOf(frame) !== undefined));
  }

  /** The mid at that time, if it is not too old, nor the instrument too far ahead of it. */
  freshLogMidAt(nanos: number, bucketNanos: number, kept = 32): number {
    const last = this.times.findLastIndex((time) => time < nanos);
    if (last < 0 || nanos - this.times[last] > STALE_NANOS) return NaN;
    const ahead = Math.floor(this.nowNanos / bucketNanos) - Math.round(nanos / bucketNanos);
    return ahead >= kept ? NaN : logMidOf(this.frames[last]);
  }
}

function flowDepths(reference: Side, ownBeginNanos: number): number {
  const { frames, times, nowNanos } = reference;
  const begin = (Math.floor(nowNanos / 50e6) - 19) * 50e6;
  if (Number.isNaN(reference.freshLogMidAt(begin, 50e6))) return NaN;
  if (Math.floor(nowNanos / 50e6) * 50e6 < ownBeginNanos) return 0;
  const inside = frames.map((_, n) => n).filter((n) => isInside(times[n], nowNanos, 1e9));
  const flow = sum(inside.map((n) => stepFlow(frames, n)?.[0] ?? 0));
  const touch = sum(
    inside.map((n) => (touchOf(frames[n], "bids") + touchOf(frames[n], "asks")) / 2),
  );
  return flow / (touch / inside.length);
}

/** As of the instrument's first frame of this second. */
function leadLag(history: readonly TestFrame[]) {
  const own = new Side(history, 0);
  const second = Math.floor(own.nowNanos / 1e9);
  const first = own.times.findIndex((time) => Math.floor(time / 1e9) === second);
  const then = history.slice(0, history.indexOf(own.frames[first]) + 1);
  const ownThen = new Side(then, 0);
  const referenceThen = new Side(then, 1);
  const openings = Array.from({ length: 62 }, (_, i) => (second - 61 + i) * 1e9);
  const returnsOf = (mids: readonly number[]) => mids.slice(1).map((mid, i) => mid - mids[i]);
  const all = {
    x: returnsOf(openings.map((nanos) => ownThen.knownLogMidBefore(nanos))),
    y: returnsOf(openings.map((nanos) => referenceThen.freshLogMidAt(nanos, 1e9, 64))),
  };
  const centred = (returns: readonly number[]) => {
    const mean = sum(returns.slice(1)) / 60;
    return returns.map((value) => value - mean);
  };
  const [x, y] = [centred(all.x), centred(all.y)];
  const dot = (a: readonly number[], b: readonly number[]) => sum(a.map((v, i) => v * b[i]));
  const xx = dot(x.slice(1), x.slice(1));
  const yy = dot(y.slice(1), y.slice(1));
  const xy = dot(x.slice(1), y.slice(1));
  return {
    correlation: xy / Math.sqrt(xx * yy),
    lead: dot(x.slice(1), y.slice(0, -1)) / Math.sqrt(xx * yy),
    lag: dot(x.slice(0, -1), y.slice(1)) / Math.sqrt(xx * yy),
    beta: xy / yy,
  };
}

function logMidOf(frame: TestFrame | undefined): number {
  const doubleMid = frame === undefined ? undefined : doubleMidOf(frame);
  return doubleMid === undefined ? NaN : Math.log(doubleMid);
}

function imbalanceOf(frame: TestFrame): number {
  const [bid, ask] = [touchOf(frame, "bids"), touchOf(frame, "asks")];
  return (bid - ask) / (bid + ask);
}

function touchOf(frame: TestFrame, side: "bids" | "asks"): number {
  return frame[side][0]?.[1] ?? 0;
}
