/**
 * The microstructure group: how queues, spreads, trades and volume behave at the touch and in
 * the book, and what moves the price.
 *
 * Hot path: no allocation.
 */
import type { FeatureDefinition } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../frame_inputs.ts";
import type { InstrumentContext } from "../instrument_features.ts";

export class MicroFeatures implements FeatureFamily {
  static readonly definitions: readonly FeatureDefinition[] = [];

  constructor(_context: InstrumentContext) {}

  update(_inputs: FrameInputs, _vector: Float32Array, from: number): number {
    return from;
  }
}
