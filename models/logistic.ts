/**
 * Multinomial logistic regression with an L2 penalty, fitted by Newton's method: exact, a handful
 * of passes, no learning rate, and the same bits for the same rows.
 *
 * Loss: mean over the rows of −ln p(label), plus l2/2 times the sum of squared weights. Biases are
 * free, but for a ridge that fixes the shift common to all classes, which the loss does not.
 */
import { assert } from "../core/base/assert.ts";
import { solveCholesky } from "./cholesky.ts";

const BIAS_RIDGE = 1e-9;
const MAX_STEPS = 50;
const MAX_HALVINGS = 30;
/** Largest component of the gradient at which the fit is done. */
export const GRADIENT_TOLERANCE = 1e-8;

export interface LogisticModel {
  readonly inputs: number;
  readonly classes: number;
  /** inputs × classes, row-major. */
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

/** Rows to learn from. */
export interface Examples {
  readonly rows: number;
  readonly inputs: number;
  readonly classes: number;
  /** rows × inputs, row-major; scaled to about unit variance, or steps are badly conditioned. */
  readonly values: Float64Array;
  /** Class of each row. */
  readonly labels: Uint8Array;
}

/** Fits from zero, or onwards from `start`. */
export function fitLogistic(examples: Examples, l2: number, start?: LogisticModel): LogisticModel {
  const { inputs, classes } = examples;
  assert(l2 > 0, "the penalty is positive, or separable rows have no solution");
  assert(examples.rows > 0, "there is something to learn from");
  let theta = new Float64Array((inputs + 1) * classes);
  if (start !== undefined) {
    theta.set(start.weights);
    theta.set(start.biases, inputs * classes);
  }
  let loss = lossOf(examples, theta, l2);
  for (let step = 0; step < MAX_STEPS; step++) {
    const { gradient, hessian } = derivatives(examples, theta, l2);
    if (gradient.every((g) => Math.abs(g) < GRADIENT_TOLERANCE)) break;
    const direction = gradient;
    solveCholesky(hessian, direction);
    let size = 1;
    let next = stepped(theta, direction, size);
    let nextLoss = lossOf(examples, next, l2);
    for (let i = 0; i < MAX_HALVINGS && nextLoss > loss; i++) {
      size /= 2;
      next = stepped(theta, direction, size);
      nextLoss = lossOf(examples, next, l2);
    }
    // No step, however short, gets lower: the loss is at its minimum to the last bit.
    if (nextLoss > loss) break;
    theta = next;
    loss = nextLoss;
  }
  return {
    inputs,
    classes,
    weights: theta.slice(0, inputs * classes),
    biases: theta.slice(inputs * classes),
  };
}

/** Writes the probabilities of one row of values, which starts at `from`. */
export function predictLogistic(
  model: LogisticModel,
  values: ArrayLike<number>,
  from: number,
  probabilities: Float64Array,
): void {
  const { inputs, classes, weights, biases } = model;
  for (let k = 0; k < classes; k++) probabilities[k] = biases[k];
  for (let i = 0; i < inputs; i++) {
    const value = values[from + i];
    for (let k = 0; k < classes; k++) probabilities[k] += value * weights[i * classes + k];
  }
  softmax(probabilities);
}

/** The penalised loss, and its gradient: inputs × classes, then the biases'. */
export function logisticLoss(
  examples: Examples,
  model: LogisticModel,
  l2: number,
): { loss: number; gradient: Float64Array } {
  const theta = Float64Array.of(...model.weights, ...model.biases);
  return {
    loss: lossOf(examples, theta, l2),
    gradient: derivatives(examples, theta, l2).gradient,
  };
}

function lossOf(
  { rows, inputs, classes, values, labels }: Examples,
  theta: Float64Array,
  l2: number,
) {
  const logits = new Float64Array(classes);
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    logitsOf(values, row * inputs, inputs, theta, logits);
    let max = logits[0];
    for (let k = 1; k < classes; k++) max = Math.max(max, logits[k]);
    let total = 0;
    for (let k = 0; k < classes; k++) total += Math.exp(logits[k] - max);
    sum += Math.log(total) + max - logits[labels[row]];
  }
  let penalty = 0;
  for (let i = 0; i < theta.length; i++) {
    penalty += ridgeOf(i, inputs * classes, l2) * theta[i] ** 2;
  }
  return sum / rows + penalty / 2;
}

/** Gradient and the lower triangle of the Hessian. */
function derivatives(
  { rows, inputs, classes, values, labels }: Examples,
  theta: Float64Array,
  l2: number,
): { gradient: Float64Array; hessian: Float64Array } {
  const size = theta.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const p = new Float64Array(classes);
  /** One row's values with the 1 that stands for the bias. */
  const x = new Float64Array(inputs + 1).fill(1);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < inputs; i++) x[i] = values[row * inputs + i];
    logitsOf(x, 0, inputs, theta, p);
    softmax(p);
    for (let i = 0; i <= inputs; i++) {
      for (let k = 0; k < classes; k++) {
        gradient[i * classes + k] += x[i] * (p[k] - (labels[row] === k ? 1 : 0));
      }
    }
    for (let k = 0; k < classes; k++) {
      for (let l = 0; l < classes; l++) {
        const curvature = k === l ? p[k] * (1 - p[k]) : -p[k] * p[l];
        for (let i = 0; i <= inputs; i++) {
          const scaled = curvature * x[i];
          const at = (i * classes + k) * size + l;
          for (let j = 0; j <= i; j++) hessian[at + j * classes] += scaled * x[j];
        }
      }
    }
  }
  for (let i = 0; i < size; i++) {
    const ridge = ridgeOf(i, inputs * classes, l2);
    gradient[i] = gradient[i] / rows + ridge * theta[i];
    for (let j = 0; j <= i; j++) hessian[i * size + j] /= rows;
    hessian[i * size + i] += ridge;
  }
  return { gradient, hessian };
}

function logitsOf(
  values: Float64Array,
  from: number,
  inputs: number,
  theta: Float64Array,
  logits: Float64Array,
): void {
  const classes = logits.length;
  for (let k = 0; k < classes; k++) logits[k] = theta[inputs * classes + k];
  for (let i = 0; i < inputs; i++) {
    for (let k = 0; k < classes; k++) logits[k] += values[from + i] * theta[i * classes + k];
  }
}

/** Turns logits into probabilities, in place; the largest is taken off first, so nothing overflows. */
function softmax(logits: Float64Array): void {
  let max = logits[0];
  for (let k = 1; k < logits.length; k++) max = Math.max(max, logits[k]);
  let total = 0;
  for (let k = 0; k < logits.length; k++) total += logits[k] = Math.exp(logits[k] - max);
  for (let k = 0; k < logits.length; k++) logits[k] /= total;
}

function stepped(
  theta: Float64Array,
  direction: Float64Array,
  size: number,
): Float64Array<ArrayBuffer> {
  const next = new Float64Array(theta.length);
  for (let i = 0; i < theta.length; i++) next[i] = theta[i] - size * direction[i];
  return next;
}

function ridgeOf(index: number, weights: number, l2: number): number {
  return index < weights ? l2 : BIAS_RIDGE;
}
