import assert from "node:assert/strict";
import type { ScoreReport } from "../../core/inference/scorecard.ts";
import { Scorecard } from "../../core/inference/scorecard.ts";
import { verdictOf } from "../../core/inference/verdict.ts";

function report(changes: Partial<ScoreReport>): ScoreReport {
  const card = new Scorecard({
    classes: ["down", "flat", "up"],
    classPriors: [0.2, 0.3, 0.5],
  });
  const empty = card.report();
  const hindsight = { accuracy: 0.5, logLoss: 1 };
  return { ...empty, baselines: { ...empty.baselines, hindsight }, ...changes };
}

Deno.test("verdictOf() speaks of better and worse only when the whole interval agrees", () => {
  const text = verdictOf(report({
    accuracy: { value: 0.47, low: 0.44, high: 0.49 },
    logLossGain: { value: 0.1, low: 0.05, high: 0.15 },
    accuracyGainOnMostFrequent: { value: 0.1, low: -0.01, high: 0.2 },
    accuracyGainOnImbalance: { value: 0.1, low: null, high: null },
  }));
  assert.equal(
    text,
    "beats the class prior (log-loss); " +
      "cannot be told from the most frequent class (accuracy); " +
      "cannot be told from the queue imbalance rule (accuracy); " +
      "is worse than the best constant in hindsight (accuracy)",
  );
});
