/**
 * Scaling of a model's inputs, as it was fitted on training rows and stands in the manifest:
 *
 * ```text
 *   z-score   (value − mean) / scale        mean and standard deviation
 *   robust    (value − median) / scale      scale = interquartile range / 1.349
 *   rank      2 · share of training rows below the value − 1, by linear interpolation between knots
 * ```
 *
 * and then cut at ± clip. A value between equal knots, such as a spread that nearly always is one
 * tick, gets the middle of their ranks.
 *
 * Hot path ({@link FeatureScaler.scaleRow}): no allocation.
 */
import type { ManifestFeature } from "./manifest.ts";

export class FeatureScaler {
  readonly #width: number;
  readonly #clip: number;
  readonly #centres: Float64Array;
  readonly #scales: Float64Array;
  /** Knots of all features, one after the other; a feature without any is scaled by its centre. */
  readonly #knots: Float64Array;
  readonly #knotsFrom: Int32Array;

  constructor(features: readonly ManifestFeature[], clip: number) {
    this.#width = features.length;
    this.#clip = clip;
    this.#centres = Float64Array.from(features, centreOf);
    this.#scales = Float64Array.from(features, (feature) => "scale" in feature ? feature.scale : 1);
    const knots = features.map((feature) => "knots" in feature ? feature.knots : []);
    this.#knots = Float64Array.from(knots.flat());
    this.#knotsFrom = new Int32Array(features.length + 1);
    knots.forEach((some, i) => this.#knotsFrom[i + 1] = this.#knotsFrom[i] + some.length);
  }

  /** Scales the row that starts at `from` of `values` to `to` of `out`. */
  scaleRow(
    values: Float32Array | Float64Array,
    from: number,
    out: Float32Array,
    to: number,
  ): void {
    const clip = this.#clip;
    for (let i = 0; i < this.#width; i++) {
      if (this.#knotsFrom[i] < this.#knotsFrom[i + 1]) {
        this.#rank(i, values, from + i, out, to + i);
        continue;
      }
      const scaled = (values[from + i] - this.#centres[i]) / this.#scales[i];
      // Not by comparisons: a clip that is a whole number would have every scaled value boxed.
      out[to + i] = Math.max(-clip, Math.min(clip, scaled));
    }
  }

  /** Finds the knots around a value by halving: `low` is the last one below it, `high` the first above. */
  #rank(
    feature: number,
    values: Float32Array | Float64Array,
    at: number,
    out: Float32Array,
    to: number,
  ): void {
    const knots = this.#knots;
    const first = this.#knotsFrom[feature];
    const last = this.#knotsFrom[feature + 1] - 1;
    const value = values[at];
    let below = first - 1;
    let reached = last + 1;
    while (reached - below > 1) {
      const middle = (below + reached) >> 1;
      if (knots[middle] < value) below = middle;
      else reached = middle;
    }
    let high = reached;
    while (high <= last && knots[high] === value) high++;
    let position = 0;
    if (high > reached) position = (reached + high - 1) / 2 - first;
    else if (reached > last) position = last - first;
    else if (reached > first) {
      position = below - first + (value - knots[below]) / (knots[reached] - knots[below]);
    }
    const rank = (2 * position) / (last - first) - 1;
    out[to] = Math.max(-this.#clip, Math.min(this.#clip, rank));
  }
}

function centreOf(feature: ManifestFeature): number {
  if ("mean" in feature) return feature.mean;
  return "median" in feature ? feature.median : 0;
}
