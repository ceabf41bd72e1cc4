/**
 * Queue imbalance at the touch and over several levels: 1 = all quantity bid, −1 = all offered.
 *
 * Hot path: no allocation.
 */
import { defineFamily, type FeatureRow } from "../feature_definition.ts";
import type { FeatureWriter } from "../feature_writer.ts";
import type { FrameInputs } from "../frame_inputs.ts";

function row(levels: number, name: string): FeatureRow {
  const formula = levels === 1
    ? "(qb − qa) / (qb + qa) at the best level"
    : `(Σqb − Σqa) / (Σqb + Σqa) over the first ${levels} levels`;
  return { name, unit: "ratio", formula };
}

export class QueueImbalance {
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

  update(inputs: FrameInputs, out: FeatureWriter): void {
    putImbalance(inputs, 1, out);
    putImbalance(inputs, 3, out);
    putImbalance(inputs, 5, out);
    putImbalance(inputs, 10, out);
  }
}

function putImbalance(inputs: FrameInputs, levels: number, out: FeatureWriter): void {
  const bidLots = inputs.bidDepthLots[levels - 1];
  const askLots = inputs.askDepthLots[levels - 1];
  const bothLots = bidLots + askLots;
  out.put((bidLots - askLots) / bothLots, bothLots > 0);
}
