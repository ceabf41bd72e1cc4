/** The report of a training as a person reads it. */
import type { Estimate } from "../core/inference/block_sums.ts";
import type { ScoreReport } from "../core/inference/scorecard.ts";
import type { TrainingReport } from "./train.ts";

/** Several lines, the last without a line break. */
export function renderTraining(report: TrainingReport): string {
  const { manifest, train, validation, test, testBySymbol, verdict } = report;
  const { classes, horizonFrames, thresholdTicks, training, features, imbalanceCut } = manifest;
  return [
    `${manifest.name}: where the mid is ${horizonFrames} frames later (${classes.join(", ")}; ` +
    `a move is more than ${thresholdTicks} ticks), from ${features.length} features`,
    `  data       ${training.source}`,
    `  split      ${training.split}`,
    `  chosen     l2 ${training.l2} on validation; imbalance cut ${imbalanceCut} on train`,
    "",
    row("", ["rows", "accuracy", "macro-F1", "log-loss", "gain on prior", "frequent", "imbalance"]),
    scoreRow("train", train),
    scoreRow("validation", validation),
    scoreRow("test", test),
    ...Object.entries(testBySymbol).map(([symbol, score]) => scoreRow(`  ${symbol}`, score)),
    "",
    `On test the model ${verdict}.`,
    "Intervals are 95 %, resampled in blocks of time. frequent and imbalance are the accuracy of",
    "always saying the most frequent class, and of following the queue imbalance at the touch.",
  ].join("\n");
}

function scoreRow(name: string, score: ScoreReport): string {
  const { rows, accuracy, macroF1, logLoss, logLossGain, baselines } = score;
  return row(name, [
    String(rows),
    withInterval(accuracy, percent),
    percent(macroF1),
    logLoss.value.toFixed(4),
    withInterval(logLossGain, (value) => value.toFixed(3)),
    percent(baselines.mostFrequent.accuracy),
    percent(baselines.imbalance.accuracy),
  ]);
}

function withInterval({ value, low, high }: Estimate, show: (value: number) => string): string {
  if (low === null || high === null) return show(value);
  return `${show(value)} [${show(low)}, ${show(high)}]`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

function row(name: string, cells: readonly string[]): string {
  const widths = [8, 23, 9, 9, 23, 9, 10];
  return name.padEnd(14) + cells.map((cell, i) => cell.padStart(widths[i])).join("");
}
