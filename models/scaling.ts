/**
 * Scaling of features, learnt on training rows only; the kinds are those of feature_scaler.ts. What
 * is scaled is cut at ± CLIP, so that one burst of orders cannot outvote everything else.
 */
import { FeatureScaler } from "../core/inference/feature_scaler.ts";
import type { ManifestFeature, Rank, Robust, Scaling, ZScore } from "../core/inference/manifest.ts";
import type { Rows } from "./dataset.ts";

export const CLIP = 4;
/** Steps of a rank: every 1/32 of the rows. */
const RANK_STEPS = 32;
/** Interquartile range of a normal distribution of deviation 1. */
const NORMAL_QUARTILES = 1.349;

export function fitScaling(rows: Rows, scaling: Scaling = "z-score"): ManifestFeature[] {
  const width = rows.featureNames.length;
  return rows.featureNames.map((name, column) => {
    const values = new Float64Array(rows.count);
    for (let row = 0; row < rows.count; row++) values[row] = rows.values[row * width + column];
    return { name, ...FITS[scaling](values) };
  });
}

const FITS: Readonly<Record<Scaling, (values: Float64Array) => ZScore | Robust | Rank>> = {
  "z-score": zScore,
  "robust": robust,
  "rank": rank,
};

/** All values as the model sees them: rounded to float32 where it will be served. */
export function scaleRows(rows: Rows, features: readonly ManifestFeature[]): Float64Array {
  const width = features.length;
  const scaler = new FeatureScaler(features, CLIP);
  const scaled = new Float32Array(rows.count * width);
  for (let row = 0; row < rows.count; row++) {
    scaler.scaleRow(rows.values, row * width, scaled, row * width);
  }
  return Float64Array.from(scaled);
}

function zScore(values: Float64Array): ZScore {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, scale: positive(Math.sqrt(squares / values.length)) };
}

function robust(values: Float64Array): Robust {
  values.sort();
  const [low, median, high] = [0.25, 0.5, 0.75].map((share) => quantile(values, share));
  return { median, scale: positive((high - low) / NORMAL_QUARTILES) };
}

function rank(values: Float64Array): Rank {
  values.sort();
  const knots = Array.from({ length: RANK_STEPS + 1 }, (_, i) => quantile(values, i / RANK_STEPS));
  return { knots };
}

/** A feature that never changes is left as it is: 0 after its centre is taken off. */
function positive(scale: number): number {
  return scale > 0 ? scale : 1;
}

/** By linear interpolation between sorted values. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
