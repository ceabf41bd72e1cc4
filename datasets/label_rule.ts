/**
 * What a label says: how far ahead it looks, which mids it compares, and what counts as a move.
 */

/** Frames of the same instrument, or event time. */
export type Horizon =
  | { readonly unit: "frames"; readonly frames: number }
  | { readonly unit: "nanos"; readonly nanos: number };

/**
 * With p the mid, p(t) at the row, t+h at the horizon:
 *
 * ```text
 *   none    p(t+h)                      against  p(t)
 *   mean    mean of p over (t, t+h]     against  p(t)                        Zhang et al. 2019, eq. 3
 *   means   mean of p over (t, t+h]     against  mean of p over (t−h, t]     Zhang et al. 2019, eq. 4
 * ```
 *
 * Means are over frames. Source: DeepLOB, arXiv 1808.03668.
 */
export const SMOOTHINGS = ["none", "mean", "means"] as const;
export type Smoothing = typeof SMOOTHINGS[number];

/** The mid moved when it moved by more than this. */
export type Threshold =
  | { readonly unit: "ticks"; readonly ticks: number }
  | { readonly unit: "bps"; readonly bps: number }
  /** So many bps that this share of an instrument's rows is flat, as far as they can be known. */
  | { readonly unit: "share"; readonly flatShare: number; readonly fitShare: number };

export interface LabelRule {
  readonly horizon: Horizon;
  readonly smoothing: Smoothing;
  readonly threshold: Threshold;
}

/** A rule as a person would say it. */
export function labelText({ horizon, smoothing, threshold }: LabelRule): string {
  const ahead = horizon.unit === "frames"
    ? `${horizon.frames} frames ahead`
    : `${horizon.nanos / 1e9} s ahead`;
  const compared = {
    none: "the mid",
    mean: "the mean of the mids until",
    means: "the mean of the mids until, against that of as many before,",
  }[smoothing];
  return `${compared} ${ahead}; ${thresholdText(threshold)}`;
}

function thresholdText(threshold: Threshold): string {
  if (threshold.unit === "ticks") return `moved when by more than ${threshold.ticks} ticks`;
  if (threshold.unit === "bps") return `moved when by more than ${threshold.bps} bps`;
  const { flatShare, fitShare } = threshold;
  return `moved when by more than ${100 * flatShare} % of the first ${
    100 * fitShare
  } % of rows did`;
}
