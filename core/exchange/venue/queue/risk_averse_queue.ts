/**
 * The cautious model: who cancels stood behind us, as long as there are any behind.
 *
 * Assumes the worst, so fills come late and rarely. Lies on the safe side: orders cancel ahead of us
 * all the time, and on liquid books most decreases are cancels. A maker that lives with this model
 * lives; one that dies with it may still be worth a look.
 */
import type { QueueModel } from "./queue_model.ts";

export class RiskAverseQueue implements QueueModel {
  moveUp(
    aheadLots: Float64Array,
    _tradedLots: Float64Array,
    order: number,
    _oldLots: number,
    newLots: number,
  ): void {
    aheadLots[order] = Math.min(aheadLots[order], newLots);
  }
}
