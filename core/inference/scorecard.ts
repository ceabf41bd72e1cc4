/**
 * How good forecasts were, beside what anybody could have said without a model:
 *
 * - *prior*: the class shares of the training data, always the same; judged by log-loss
 * - *most frequent*: the largest of them; judged by accuracy
 * - *imbalance*: up when the queue imbalance at the touch exceeds a cut, down below its negative
 *
 * The same card judges training, validation, test and every run.
 *
 * Hot path ({@link Scorecard.add}): no allocation.
 */
import { BlockSums, type Estimate, quotient } from "./block_sums.ts";
import { CLASS_DOWN, CLASS_FLAT, CLASS_UP, type Manifest } from "./manifest.ts";

/** A forecast of 0 for what happened costs this much and no more: −ln(1e-12) ≈ 27.6 nats. */
const LEAST_PROBABILITY = 1e-12;
/** Blocks are this many label spans long, so that few labels reach over their edges. */
const SPANS_A_BLOCK = 4;

const ROWS = 0;
const CORRECT = 1;
const FREQUENT_CORRECT = 2;
const IMBALANCE_CORRECT = 3;
const LOG_LOSS = 4;
const PRIOR_LOG_LOSS = 5;
const LOG_LOSS_GAIN = 6;
const GAIN_ON_FREQUENT = 7;
const GAIN_ON_IMBALANCE = 8;
const FIELDS = 9;

/** The part of a manifest that says what the forecasts are compared to. */
export type Baselines = Pick<Manifest, "classes" | "classPriors">;

/** Plain data, for reports. Shares are 0 to 1, log-loss is in nats a forecast. */
export interface ScoreReport {
  readonly rows: number;
  /** How often each class occurred. */
  readonly classShares: Readonly<Record<string, number>>;
  /** Rows: what happened; columns: what was forecast. */
  readonly confusion: readonly (readonly number[])[];
  readonly accuracy: Estimate;
  readonly macroF1: number;
  readonly logLoss: Estimate;
  /** Sum over the classes of the squared error, averaged. */
  readonly brier: number;
  readonly baselines: {
    readonly prior: { readonly logLoss: number };
    readonly mostFrequent: { readonly accuracy: number };
    readonly imbalance: { readonly accuracy: number; readonly macroF1: number };
    /** The best constant forecast, known only afterwards: what a model from elsewhere must beat. */
    readonly hindsight: { readonly accuracy: number; readonly logLoss: number };
  };
  /** Log-loss of the prior minus the model's: above 0 the model knows something. */
  readonly logLossGain: Estimate;
  readonly accuracyGainOnMostFrequent: Estimate;
  readonly accuracyGainOnImbalance: Estimate;
  /** Independent forecasts that would give an interval of accuracy as wide; null = no interval. */
  readonly effectiveRows: number | null;
  /** Blocks of time that the intervals were resampled from. */
  readonly blocks: number;
}

/** Steps of confidence, from 0 to 1. */
export const CALIBRATION_BINS = 10;

export class Scorecard {
  readonly #baselines: Baselines;
  readonly #classes: number;
  readonly #priors: Float64Array;
  readonly #mostFrequent: number;
  readonly #blocks = new BlockSums(FIELDS);
  readonly #confusion: Float64Array;
  readonly #imbalanceConfusion: Float64Array;
  /** Sum of squared errors, and sum of the labels' spans in frames. */
  readonly #sums = new Float64Array(2);
  /** Forecasts by the confidence in what they said, then those of them that were right. */
  readonly #calibration = new Float64Array(2 * CALIBRATION_BINS);
  #rows = 0;
  #correct = 0;
  #frequentCorrect = 0;

  constructor(baselines: Baselines) {
    this.#baselines = baselines;
    this.#classes = baselines.classes.length;
    this.#priors = Float64Array.from(baselines.classPriors);
    this.#mostFrequent = largestOf(this.#priors, 0, this.#classes);
    this.#confusion = new Float64Array(this.#classes * this.#classes);
    this.#imbalanceConfusion = new Float64Array(this.#classes * this.#classes);
  }

  get rows(): number {
    return this.#rows;
  }

  get correct(): number {
    return this.#correct;
  }

  /** Counts by tenth of confidence: CALIBRATION_BINS forecasts, then as many that were right. */
  get calibration(): Float64Array {
    return this.#calibration;
  }

  /** Right answers of always saying the most frequent class. */
  get frequentCorrect(): number {
    return this.#frequentCorrect;
  }

  /**
   * Adds one forecast whose label is known.
   * @param position frame at which it became known; never goes back
   * @param span frames, over all instruments, from forecast to label
   * @param at where the forecast's probabilities start
   * @param ruleSaid what {@link classOfImbalance} said; a class, because a fraction would be boxed
   */
  add(
    position: number,
    span: number,
    label: number,
    probabilities: Float64Array,
    at: number,
    ruleSaid: number,
  ): void {
    const said = largestOf(probabilities, at, this.#classes);
    this.#confusion[label * this.#classes + said]++;
    this.#imbalanceConfusion[label * this.#classes + ruleSaid]++;
    const correct = said === label ? 1 : 0;
    const tenth = Math.min(CALIBRATION_BINS - 1, (probabilities[at + said] * CALIBRATION_BINS) | 0);
    this.#calibration[tenth]++;
    this.#calibration[CALIBRATION_BINS + tenth] += correct;
    const frequentCorrect = this.#mostFrequent === label ? 1 : 0;
    const ruleCorrect = ruleSaid === label ? 1 : 0;
    const logLoss = surprise(probabilities[at + label]);
    const priorLogLoss = surprise(this.#priors[label]);
    const sums = this.#blocks.sums;
    const block = this.#blocks.at(position);
    sums[block + ROWS]++;
    sums[block + CORRECT] += correct;
    sums[block + FREQUENT_CORRECT] += frequentCorrect;
    sums[block + IMBALANCE_CORRECT] += ruleCorrect;
    sums[block + LOG_LOSS] += logLoss;
    sums[block + PRIOR_LOG_LOSS] += priorLogLoss;
    sums[block + LOG_LOSS_GAIN] += priorLogLoss - logLoss;
    sums[block + GAIN_ON_FREQUENT] += correct - frequentCorrect;
    sums[block + GAIN_ON_IMBALANCE] += correct - ruleCorrect;
    this.#sums[0] += this.#squaredError(label, probabilities, at);
    this.#sums[1] += span;
    this.#rows++;
    this.#correct += correct;
    this.#frequentCorrect += frequentCorrect;
  }

  /** @param seed of the resampling, so that a report can be repeated */
  report(seed = 1): ScoreReport {
    const rows = this.#rows;
    const blocks = this.#blocks;
    blocks.widen(SPANS_A_BLOCK * quotient(this.#sums[1], rows));
    const { classes } = this.#baselines;
    const [accuracy, logLoss, logLossGain, gainOnFrequent, gainOnImbalance] = blocks.ratios(
      [CORRECT, LOG_LOSS, LOG_LOSS_GAIN, GAIN_ON_FREQUENT, GAIN_ON_IMBALANCE],
      ROWS,
      seed,
    );
    const shares = classes.map((_, i) =>
      quotient(rowSum(this.#confusion, i, classes.length), rows)
    );
    return {
      rows,
      classShares: Object.fromEntries(classes.map((name, i) => [name, shares[i]])),
      confusion: classes.map((_, i) => [
        ...this.#confusion.subarray(i * classes.length, (i + 1) * classes.length),
      ]),
      accuracy,
      macroF1: macroF1Of(this.#confusion, classes.length),
      logLoss,
      brier: quotient(this.#sums[0], rows),
      baselines: {
        prior: { logLoss: quotient(blocks.total(PRIOR_LOG_LOSS), rows) },
        mostFrequent: { accuracy: quotient(blocks.total(FREQUENT_CORRECT), rows) },
        imbalance: {
          accuracy: quotient(blocks.total(IMBALANCE_CORRECT), rows),
          macroF1: macroF1Of(this.#imbalanceConfusion, classes.length),
        },
        hindsight: { accuracy: Math.max(...shares), logLoss: entropyOf(shares) },
      },
      logLossGain,
      accuracyGainOnMostFrequent: gainOnFrequent,
      accuracyGainOnImbalance: gainOnImbalance,
      effectiveRows: effectiveRowsOf(accuracy, rows),
      blocks: blocks.blocks,
    };
  }

  #squaredError(label: number, probabilities: Float64Array, at: number): number {
    let sum = 0;
    for (let i = 0; i < this.#classes; i++) {
      const error = probabilities[at + i] - (i === label ? 1 : 0);
      sum += error * error;
    }
    return sum;
  }
}

/** The rule to beat. */
export function classOfImbalance(imbalance: number, cut: number): number {
  return imbalance > cut ? CLASS_UP : imbalance < -cut ? CLASS_DOWN : CLASS_FLAT;
}

/** Index of the largest of `count` values; the first of equals. */
export function largestOf(values: Float64Array, from: number, count: number): number {
  let largest = 0;
  for (let i = 1; i < count; i++) if (values[from + i] > values[from + largest]) largest = i;
  return largest;
}

/** Mean over the classes of 2·tp / (2·tp + fp + fn); a class that never occurs nor is said counts 0. */
export function macroF1Of(confusion: Float64Array, classes: number): number {
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    const hits = confusion[c * classes + c];
    let said = 0;
    for (let label = 0; label < classes; label++) said += confusion[label * classes + c];
    sum += quotient(2 * hits, rowSum(confusion, c, classes) + said);
  }
  return sum / classes;
}

function rowSum(confusion: Float64Array, row: number, classes: number): number {
  let sum = 0;
  for (let i = 0; i < classes; i++) sum += confusion[row * classes + i];
  return sum;
}

/** Log-loss of always forecasting the shares themselves. */
export function entropyOf(shares: readonly number[]): number {
  return shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
}

function surprise(probability: number): number {
  return -Math.log(probability > LEAST_PROBABILITY ? probability : LEAST_PROBABILITY);
}

/** From the width of a 95 % interval of a share, 2 × 1.96 standard errors. */
function effectiveRowsOf({ value, low, high }: Estimate, rows: number): number | null {
  if (low === null || high === null) return null;
  const error = (high - low) / (2 * 1.96);
  if (error === 0) return rows;
  return Math.min(rows, Math.round(value * (1 - value) / (error * error)));
}
