/**
 * Where an order stands in a level of which only the total is known.
 *
 * All models agree about trades: they come off what is ahead, and when nothing is ahead they fill us.
 * They differ in what a decrease without a trade means: somebody ahead of us who cancelled, or
 * somebody behind.
 */
import type { QueueChoice } from "../models.ts";
import { ProbabilityQueue } from "./probability_queue.ts";
import { RiskAverseQueue } from "./risk_averse_queue.ts";

export interface QueueModel {
  /**
   * Moves an order up after its level changed from `oldLots` to `newLots`: writes the lots that are
   * then ahead, from 0 to `newLots`, fractions occur. Into an array, so that no number is boxed.
   * @param aheadLots by order
   * @param tradedLots by order: at this price since the level's last change, part of the decrease
   */
  moveUp(
    aheadLots: Float64Array,
    tradedLots: Float64Array,
    order: number,
    oldLots: number,
    newLots: number,
  ): void;
}

export function queueModel(choice: QueueChoice): QueueModel {
  return choice.kind === "risk-averse" ? new RiskAverseQueue() : new ProbabilityQueue(choice);
}
