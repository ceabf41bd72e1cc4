/**
 * What became of fills: the spread that each captured at once, and how the mid moved after it. In basis
 * points of the mid, weighted by value; above 0 is good for the strategy.
 *
 * ```text
 *   spread capture   sign × (mid at fill − price)            a taker's is below 0
 *   move             sign × (mid later − mid at fill)        below 0: adverse selection
 *   markout          sign × (mid later − price)              their sum
 * ```
 *
 * Fills whose horizon lies beyond the end of the run are left out of that horizon.
 */
import { signOf } from "../signs.ts";
import { type BacktestResult, MARKOUT_NANOS, NO_MID_TICKS } from "../result.ts";

export interface Markout {
  /** 0 = at the fill. */
  readonly horizonNanos: number;
  readonly fills: number;
  readonly captureBps: number;
  readonly moveBps: number;
  readonly markoutBps: number;
  /** Of the markout, from its spread among fills as if they were independent. */
  readonly standardErrorBps: number;
}

export type FillKind = "all" | "maker" | "taker";

/** At the fill and at {@link MARKOUT_NANOS} after it. */
export function markouts(result: BacktestResult, kind: FillKind = "all"): Markout[] {
  return [0, ...MARKOUT_NANOS].map((horizonNanos, h) => markout(result, kind, horizonNanos, h - 1));
}

function markout(
  { fills, instruments }: BacktestResult,
  kind: FillKind,
  horizonNanos: number,
  h: number,
): Markout {
  const later = h < 0 ? fills.midTicks : fills.laterMidTicks[h];
  let count = 0;
  let weights = 0;
  let squaredWeights = 0;
  let capture = 0;
  let move = 0;
  let squares = 0;
  for (let i = 0; i < fills.count; i++) {
    if (kind !== "all" && (fills.isMaker[i] === 1) !== (kind === "maker")) continue;
    const mid = fills.midTicks[i];
    if (!(mid > 0) || later[i] === NO_MID_TICKS) continue;
    const { priceUnit, qtyUnit } = instruments[fills.instruments[i]];
    const sign = signOf(fills.sides[i]);
    const weight = fills.qtyLots[i] * mid * priceUnit * qtyUnit;
    const captureBps = sign * (mid - fills.priceTicks[i]) / mid * 1e4;
    const moveBps = sign * (later[i] - mid) / mid * 1e4;
    count++;
    weights += weight;
    squaredWeights += weight ** 2;
    capture += weight * captureBps;
    move += weight * moveBps;
    squares += weight * (captureBps + moveBps) ** 2;
  }
  if (!(weights > 0)) {
    return {
      horizonNanos,
      fills: 0,
      captureBps: 0,
      moveBps: 0,
      markoutBps: 0,
      standardErrorBps: 0,
    };
  }
  const markoutBps = (capture + move) / weights;
  const variance = Math.max(0, squares / weights - markoutBps ** 2);
  return {
    horizonNanos,
    fills: count,
    captureBps: capture / weights,
    moveBps: move / weights,
    markoutBps,
    standardErrorBps: Math.sqrt(variance * squaredWeights) / weights,
  };
}
