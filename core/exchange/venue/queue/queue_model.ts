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
   * Lots ahead after the level changed from `oldLots` to `newLots`, from 0 to `newLots`; fractions
   * occur.
   * @param aheadLots before
   * @param tradedLots at this price since the level's last change: they explain part of the decrease
   */
  aheadAfter(aheadLots: number, tradedLots: number, oldLots: number, newLots: number): number;
}

export function queueModel(choice: QueueChoice): QueueModel {
  return choice.kind === "risk-averse" ? new RiskAverseQueue() : new ProbabilityQueue(choice);
}
