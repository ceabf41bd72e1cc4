/**
 * Queue imbalance at the touch and over several levels: 1 = all quantity bid, −1 = all offered.
 *
 * Hot path: no allocation.
 */
import { defineFamily, type FeatureRow } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import type { Levels } from "../inputs/levels.ts";

function row(levels: number, name: string): FeatureRow {
  const formula = levels === 1
    ? "(qb − qa) / (qb + qa) at the best level"
    : `(Σqb − Σqa) / (Σqb + Σqa) over the first ${levels} levels`;
  return { name, unit: "ratio", mirrorSum: 0, formula };
}

export class QueueImbalance implements FeatureFamily {
  static readonly definitions = defineFamily(
    "queue_imbalance",
    "Gould and Bonart, arXiv 1512.03492; over several levels their sums",
    [
      row(1, "queue_imbalance_1_level"),
      row(3, "queue_imbalance_3_levels"),
      row(5, "queue_imbalance_5_levels"),
      row(10, "queue_imbalance_10_levels"),
    ],
  );

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const { levels } = inputs;
    if (!levels.hasNewBids && !levels.hasNewAsks) return from + 4;
    vector[from] = imbalance(levels, 1);
    vector[from + 1] = imbalance(levels, 3);
    vector[from + 2] = imbalance(levels, 5);
    vector[from + 3] = imbalance(levels, 10);
    return from + 4;
  }
}

function imbalance(levels: Levels, count: number): number {
  const bidLots = levels.bidDepthLots[count - 1];
  const askLots = levels.askDepthLots[count - 1];
  return (bidLots - askLots) / (bidLots + askLots);
}
