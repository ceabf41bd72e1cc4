/**
 * What a family of features is: a list of definitions (static), and for each instrument an object
 * that computes their values. To add a feature: append a row to its family's definitions and a value
 * to its update; if it sums something new, add a column (columns.ts) and name it where a window
 * keeps it (windows.ts). To add a family: list it in table.ts and call it, in the same place, in
 * instrument_features.ts.
 */
import type { FrameInputs } from "./frame_inputs.ts";

export interface FeatureFamily {
  /**
   * Computes this family's values for the newest frame; called for every frame, once.
   * @param inputs the frame and the sums over the ones before it
   * @param vector gets the values, in the order of the definitions; NaN = not valid
   * @param from index of the first one
   * @returns index behind the last one
   */
  update(inputs: FrameInputs, vector: Float64Array, from: number): number;
}
