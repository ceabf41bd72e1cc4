/**
 * The bars group: what traders compute from bars of time: volatility estimators and indicators,
 * on bars that are built here from trades, or that the source brings.
 *
 * Hot path: no allocation.
 */
import type { FeatureDefinition } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../frame_inputs.ts";

export class BarFeatures implements FeatureFamily {
  static readonly definitions: readonly FeatureDefinition[] = [];

  update(_inputs: FrameInputs, _vector: Float32Array, from: number): number {
    return from;
  }
}
