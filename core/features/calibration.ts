/**
 * What features know of an instrument from earlier data: the stored table of the micro-price and the
 * weights of the first principal component of multi-level order flow. Measured once, by
 * `millrace features calibrate`, never while features are computed.
 */

export const CALIBRATION_FORMAT = 1;

export interface SymbolCalibration {
  /** Expected move of the mid, in ticks, by spread and imbalance (Stoikov 2018). */
  readonly microPrice: MicroPriceTable;
  /** Loadings of the order flow at levels 1 to 10 on their first principal component; sum of |·| 1. */
  readonly flowLoadings: readonly number[];
}

/** Row by row: adjustments[(spread − 1) × imbalanceBuckets + bucket]. */
export interface MicroPriceTable {
  /** Buckets of qb / (qb + qa), equally wide. */
  readonly imbalanceBuckets: number;
  /** Spreads 1 … maxSpreadTicks have a row; wider ones use the last. */
  readonly maxSpreadTicks: number;
  readonly adjustmentTicks: readonly number[];
}

export interface Calibration {
  readonly format: typeof CALIBRATION_FORMAT;
  /** What it was measured on, as a person would say it. */
  readonly source: string;
  readonly symbols: Readonly<Record<string, SymbolCalibration>>;
}
