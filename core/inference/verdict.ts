/**
 * What a score comes to, in words: a model counts as better or worse only where the whole interval
 * says so.
 */
import type { Estimate } from "./block_sums.ts";
import type { ScoreReport } from "./scorecard.ts";

/** For instance "beats the class prior (log-loss); cannot be told from …". */
export function verdictOf(score: ScoreReport): string {
  const { logLossGain, accuracyGainOnMostFrequent, accuracyGainOnImbalance } = score;
  const { accuracy, baselines } = score;
  const gainOnHindsight = shifted(accuracy, baselines.hindsight.accuracy);
  return [
    `${against(logLossGain)} the class prior (log-loss)`,
    `${against(accuracyGainOnMostFrequent)} the most frequent class (accuracy)`,
    `${against(accuracyGainOnImbalance)} the queue imbalance rule (accuracy)`,
    `${against(gainOnHindsight)} the best constant in hindsight (accuracy)`,
  ].join("; ");
}

function against({ low, high }: Estimate): string {
  if (low !== null && low > 0) return "beats";
  return high !== null && high < 0 ? "is worse than" : "cannot be told from";
}

function shifted({ value, low, high }: Estimate, by: number): Estimate {
  return {
    value: value - by,
    low: low === null ? null : low - by,
    high: high === null ? null : high - by,
  };
}
