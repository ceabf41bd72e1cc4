/**
 * What a family of features is: a list of definitions (static), and for each instrument an object
 * that computes their values. To add a feature: append a row to its family's definitions and a value
 * to its update; if it sums something new, add a column (inputs/columns.ts) beside those of the
 * windows that are to keep it (windows/windows.ts). To add a family: list it in its group (groups/), at the same place in the
 * definitions and in the update.
 *
 * Two rules keep a vector the same whether a session runs through or begins in the middle:
 * sums are of integers (or of quantities scaled to integers), so that they do not depend on the order
 * of additions; and everything that is counted off starts at multiples of its length since the
 * epoch, not at the first frame. What has no end, such as an exponential decay, says in its
 * definition's memory after which time single precision cannot tell any more.
 */
import type { FrameInputs } from "./inputs/frame_inputs.ts";

export interface FeatureFamily {
  /**
   * Computes this family's values for the newest frame; called for every frame, once.
   * @param inputs the frame and the sums over the ones before it
   * @param vector gets the values, in the order of the definitions; NaN = not valid. What is not
   *   written keeps its value of the frame before
   * @param from index of the first one
   * @returns index behind the last one
   */
  update(inputs: FrameInputs, vector: Float32Array, from: number): number;
}
