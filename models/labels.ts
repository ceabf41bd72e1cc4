/**
 * Choices that are made once, on training rows, and then written into the manifest: what counts as
 * a move, and how strong a queue imbalance has to be for the rule that a model must beat.
 */
import { quotient } from "../core/inference/block_sums.ts";
import { classOfMove } from "../core/inference/label_tracker.ts";
import { MOVE_CLASSES } from "../core/inference/manifest.ts";
import { classOfImbalance, entropyOf } from "../core/inference/scorecard.ts";
import type { Rows } from "./dataset.ts";

const THRESHOLD_CANDIDATES = 50;
const CUT_STEP = 0.05;

/**
 * The threshold that makes the three classes most nearly equal, as measured by their entropy. With
 * one class in nearly every row a model could look good by saying nothing.
 */
export function chooseThresholdTicks(rows: Rows): number {
  const sizes = rows.movesHalfTicks.map(Math.abs).sort();
  let best = 0;
  let bestEntropy = -1;
  for (let i = 0; i <= THRESHOLD_CANDIDATES; i++) {
    const at = Math.floor((i / THRESHOLD_CANDIDATES) * (rows.count - 1));
    // From below the smallest move on, because only moves beyond the threshold count.
    const thresholdTicks = i === 0 ? 0 : sizes[at] / 2;
    const entropy = entropyOf(classSharesOf(labelsOf(rows, thresholdTicks)));
    if (entropy <= bestEntropy) continue;
    best = thresholdTicks;
    bestEntropy = entropy;
  }
  return best;
}

/** The cut at which the imbalance rule is right most often. */
export function chooseImbalanceCut(rows: Rows, labels: Uint8Array): number {
  let best = 0;
  let mostRight = -1;
  for (let step = 0; step * CUT_STEP < 1; step++) {
    const cut = Math.round(step * CUT_STEP * 100) / 100;
    let right = 0;
    for (let row = 0; row < rows.count; row++) {
      if (classOfImbalance(rows.imbalances[row], cut) === labels[row]) right++;
    }
    if (right <= mostRight) continue;
    best = cut;
    mostRight = right;
  }
  return best;
}

/** The class of every row. */
export function labelsOf(rows: Rows, thresholdTicks: number): Uint8Array {
  return Uint8Array.from(rows.movesHalfTicks, (move) => classOfMove(move, thresholdTicks));
}

/** How often each class occurs. */
export function classSharesOf(labels: Uint8Array): number[] {
  const counts = MOVE_CLASSES.map(() => 0);
  for (const label of labels) counts[label]++;
  return counts.map((count) => quotient(count, labels.length));
}
