/**
 * What a family of features on bars is: like a family on frames, but asked only when a bar has
 * closed, and the same for every interval. A value depends on closed bars alone, so there is no
 * looking ahead; between two closes it stays as it is.
 */
import type { Bars } from "./bars.ts";

export interface BarFamily {
  /**
   * Computes this family's values; called for every bar that closes, once, in order.
   * @param bars with the newest bar; a count of 1 says that the history begins with it
   * @param vector gets the values, in the order of the definitions; NaN = not valid
   * @param from index of the first one
   * @returns index behind the last one
   */
  update(bars: Bars, vector: Float32Array, from: number): number;
}
