/**
 * Scaling of features, learnt on training rows: mean 0, standard deviation 1, cut at ± CLIP so that
 * one burst of orders cannot outvote everything else.
 */
import type { ManifestFeature } from "../core/inference/manifest.ts";
import type { Rows } from "./dataset.ts";

export const CLIP = 4;

export function fitScaling(rows: Rows): ManifestFeature[] {
  const width = rows.featureNames.length;
  return rows.featureNames.map((name, column) => {
    let sum = 0;
    for (let row = 0; row < rows.count; row++) sum += rows.values[row * width + column];
    const mean = sum / rows.count;
    let squares = 0;
    for (let row = 0; row < rows.count; row++) {
      squares += (rows.values[row * width + column] - mean) ** 2;
    }
    const deviation = Math.sqrt(squares / rows.count);
    // A feature that never changes is left as it is: 0 after the mean is taken off.
    return { name, mean, scale: deviation > 0 ? deviation : 1 };
  });
}

/** All values as the model sees them: rounded to float32 where it will be served. */
export function scaleRows(rows: Rows, features: readonly ManifestFeature[]): Float64Array {
  const width = features.length;
  return rows.values.map((value, i) => {
    const { mean, scale } = features[i % width];
    return Math.fround(Math.min(CLIP, Math.max(-CLIP, (value - mean) / scale)));
  });
}
