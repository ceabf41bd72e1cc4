/** The plain pipeline's model: softmax regression over an array of features. */
import type { PlainFeatures } from "./plain_features.ts";

export interface PlainModelInput {
  readonly name: string;
  readonly mean: number;
  readonly scale: number;
}

export class PlainModel {
  readonly #inputs: readonly PlainModelInput[];
  readonly #weights: readonly (readonly number[])[];

  /** @param classes with made-up weights: what a prediction costs does not depend on them */
  constructor(inputs: readonly PlainModelInput[], classes: number) {
    this.#inputs = inputs;
    this.#weights = Array.from(
      { length: classes },
      (_, c) => inputs.map((_, i) => 0.1 * Math.sin(1 + c * inputs.length + i)),
    );
  }

  /** Probabilities by class. */
  predict(features: PlainFeatures): number[] {
    const scaled = this.#inputs.map(({ name, mean, scale }) => (features[name] - mean) / scale);
    const logits = this.#weights.map((row) =>
      row.reduce((sum, weight, i) => sum + weight * scaled[i], 0)
    );
    const largest = Math.max(...logits);
    const exponentials = logits.map((logit) => Math.exp(logit - largest));
    const total = exponentials.reduce((a, b) => a + b, 0);
    return exponentials.map((value) => value / total);
  }
}
