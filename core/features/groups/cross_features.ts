/**
 * The cross group: the instrument beside a chosen reference.
 *
 * Hot path: no allocation.
 */
import type { FeatureDefinition } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../frame_inputs.ts";
import type { InstrumentContext } from "../instrument_features.ts";

export class CrossFeatures implements FeatureFamily {
  static readonly definitions: readonly FeatureDefinition[] = [];

  constructor(_context: InstrumentContext) {}

  update(_inputs: FrameInputs, _vector: Float32Array, from: number): number {
    return from;
  }
}
