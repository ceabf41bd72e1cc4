import assert from "node:assert/strict";
import fc from "fast-check";
import { Prng } from "../../core/base/prng.ts";
import { solveCholesky } from "../../models/cholesky.ts";
import {
  type Examples,
  fitLogistic,
  GRADIENT_TOLERANCE,
  logisticLoss,
  type LogisticModel,
  predictLogistic,
} from "../../models/logistic.ts";

const SEED = 20_260_104;

/** Rows whose labels are drawn from a known model. */
function drawn(seed: number, rows: number, truth: LogisticModel): Examples {
  const prng = new Prng(seed);
  const { inputs, classes } = truth;
  const values = Float64Array.from({ length: rows * inputs }, () => prng.nextUnit() * 4 - 2);
  const labels = new Uint8Array(rows);
  const probabilities = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    predictLogistic(truth, values, row * inputs, probabilities);
    let left = prng.nextUnit();
    let label = 0;
    while (label < classes - 1 && left >= probabilities[label]) left -= probabilities[label++];
    labels[row] = label;
  }
  return { rows, inputs, classes, values, labels };
}

function randomModel(seed: number, inputs: number, classes: number): LogisticModel {
  const prng = new Prng(seed);
  const value = () => prng.nextUnit() * 2 - 1;
  return {
    inputs,
    classes,
    weights: Float64Array.from({ length: inputs * classes }, value),
    biases: Float64Array.from({ length: classes }, value),
  };
}

Deno.test("fitLogistic() finds the log-odds of a table when the one feature is a flag", () => {
  // 60 of 80 rows with the flag are of class 1, and 10 of 40 without it.
  const values: number[] = [];
  const labels: number[] = [];
  const put = (count: number, flag: number, label: number) => {
    for (let i = 0; i < count; i++) {
      values.push(flag);
      labels.push(label);
    }
  };
  put(60, 1, 1);
  put(20, 1, 0);
  put(10, 0, 1);
  put(30, 0, 0);
  const model = fitLogistic({
    rows: labels.length,
    inputs: 1,
    classes: 2,
    values: Float64Array.from(values),
    labels: Uint8Array.from(labels),
  }, 1e-9);
  const [w0, w1] = model.weights;
  const [b0, b1] = model.biases;
  assert.ok(Math.abs(b1 - b0 - Math.log(10 / 30)) < 1e-5);
  assert.ok(Math.abs(w1 - w0 - (Math.log(60 / 20) - Math.log(10 / 30))) < 1e-5);
});

Deno.test("fitLogistic() comes near the model that the labels were drawn from", () => {
  const truth = randomModel(3, 4, 3);
  const found = fitLogistic(drawn(4, 40_000, truth), 1e-7);
  for (let i = 0; i < 4; i++) {
    for (let k = 1; k < 3; k++) {
      const wanted = truth.weights[i * 3 + k] - truth.weights[i * 3];
      assert.ok(Math.abs(found.weights[i * 3 + k] - found.weights[i * 3] - wanted) < 0.06);
    }
  }
});

Deno.test("fitLogistic() ends where the gradient vanishes, from any start", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 2, max: 4 }),
      (seed, inputs, classes) => {
        const examples = drawn(seed, 300, randomModel(seed, inputs, classes));
        const model = fitLogistic(examples, 0.01);
        const { loss, gradient } = logisticLoss(examples, model, 0.01);
        assert.ok(gradient.every((g) => Math.abs(g) < GRADIENT_TOLERANCE));
        const far = { ...model, weights: model.weights.map((w) => 20 * w - 3) };
        const again = fitLogistic(examples, 0.01, far);
        assert.ok(Math.abs(logisticLoss(examples, again, 0.01).loss - loss) < 1e-12);
      },
    ),
    { seed: SEED, numRuns: 25 },
  );
});

Deno.test("fitLogistic() shrinks the weights when the penalty grows", () => {
  const examples = drawn(7, 2_000, randomModel(8, 3, 3));
  const norms = [1e-4, 1e-2, 1, 100].map((l2) =>
    fitLogistic(examples, l2).weights.reduce((sum, w) => sum + w * w, 0)
  );
  for (let i = 1; i < norms.length; i++) assert.ok(norms[i] < norms[i - 1]);
});

Deno.test("logisticLoss() has the gradient that differences of the loss give", () => {
  const examples = drawn(5, 200, randomModel(6, 3, 3));
  const model = randomModel(9, 3, 3);
  const { gradient } = logisticLoss(examples, model, 0.1);
  const step = 1e-5;
  for (let i = 0; i < gradient.length; i++) {
    const lossAt = (change: number) => {
      const weights = model.weights.slice();
      const biases = model.biases.slice();
      if (i < weights.length) weights[i] += change;
      else biases[i - weights.length] += change;
      return logisticLoss(examples, { ...model, weights, biases }, 0.1).loss;
    };
    const difference = (lossAt(step) - lossAt(-step)) / (2 * step);
    assert.ok(Math.abs(difference - gradient[i]) < 1e-8);
  }
});

Deno.test("predictLogistic() stays finite when logits are huge", () => {
  const model = { ...randomModel(1, 1, 3), weights: Float64Array.of(1e6, 0, -1e6) };
  const probabilities = new Float64Array(3);
  predictLogistic(model, [1e3], 0, probabilities);
  assert.deepEqual([...probabilities], [1, 0, 0]);
});

Deno.test("solveCholesky() solves what it is given", () => {
  const matrix = Float64Array.of(4, 0, 0, 2, 5, 0, -2, 1, 6);
  const vector = Float64Array.of(4 * 1 + 2 * 2 - 2 * 3, 2 * 1 + 5 * 2 + 3, -2 * 1 + 2 + 6 * 3);
  solveCholesky(matrix, vector);
  vector.forEach((x, i) => assert.ok(Math.abs(x - (i + 1)) < 1e-12));
  assert.throws(() => solveCholesky(Float64Array.of(1, 0, 2, 1), new Float64Array(2)), /definite/);
});
