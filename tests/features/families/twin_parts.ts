/** What the families' slow twins have in common: the obvious way, over a whole history. */
import assert from "node:assert/strict";
import type { TestFrame } from "../frames.ts";
import type { Values } from "./run_family.ts";

/** Buckets of a window. */
const BUCKETS = 20;

/** Event times: receipt times that never step back. */
export function eventTimes(history: readonly TestFrame[]): number[] {
  let newest = -Infinity;
  return history.map((frame) => newest = Math.max(newest, frame.recvNanos));
}

/** Twice the mid, where both sides are there and it is above 0. */
export function doubleMidOf(frame: TestFrame): number | undefined {
  if (frame.bids.length === 0 || frame.asks.length === 0) return undefined;
  const doubleMid = frame.bids[0][0] + frame.asks[0][0];
  return doubleMid > 0 ? doubleMid : undefined;
}

/** Whether `thenNanos` lies in a window that ends now, of 20 buckets from multiples of their width. */
export function isInside(thenNanos: number, nowNanos: number, windowNanos: number): boolean {
  const bucketNanos = windowNanos / BUCKETS;
  return Math.floor(thenNanos / bucketNanos) > Math.floor(nowNanos / bucketNanos) - BUCKETS;
}

/** Σ amount · exp(−age / τ) over the newest bucket of one τ and the twenty before it. */
export function decayedSum(
  amounts: readonly number[],
  times: readonly number[],
  decayNanos: number,
): number {
  const now = times[times.length - 1];
  return sum(amounts.map((amount, n) => {
    const buckets = Math.floor(now / decayNanos) - Math.floor(times[n] / decayNanos);
    return buckets > BUCKETS ? 0 : amount * Math.exp(-(now - times[n]) / decayNanos);
  }));
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** undefined for what is no number. */
export function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** Compares up to single precision; counts what was valid in `validCounts`. */
export function assertValues(
  actual: Values,
  expected: Values,
  where: string,
  validCounts: Map<string, number>,
): void {
  assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort());
  for (const [name, want] of Object.entries(expected)) {
    const found = actual[name];
    assert.equal(found !== undefined, want !== undefined, `validity of ${name}, ${where}`);
    if (found === undefined || want === undefined) continue;
    const tolerance = 1e-9 + 2e-7 * Math.abs(want);
    assert.ok(Math.abs(found - want) <= tolerance, `${name}, ${where}: ${found}, twin ${want}`);
    validCounts.set(name, (validCounts.get(name) ?? 0) + 1);
  }
}
