/**
 * Training, from rows to a model folder:
 *
 * ```text
 *   train rows ──▶ threshold, priors, imbalance cut, scaling ──▶ fit, one l2 after the other
 *   validation rows ─────────────────────────────────────────▶ choose l2
 *   test rows ───────────────────────────────────────────────▶ judge, once
 * ```
 *
 * The same rows and seed give the same file, byte for byte.
 */
import { UserError } from "../core/base/errors.ts";
import {
  type Manifest,
  MANIFEST_FORMAT,
  MOVE_CLASSES,
  type Scaling,
} from "../core/inference/manifest.ts";
import { classOfImbalance, Scorecard, type ScoreReport } from "../core/inference/scorecard.ts";
import { verdictOf } from "../core/inference/verdict.ts";
import { type Rows, selectRows, type Split } from "./dataset.ts";
import { chooseImbalanceCut, chooseThresholdTicks, classSharesOf, labelsOf } from "./labels.ts";
import { type Examples, fitLogistic, type LogisticModel, predictLogistic } from "./logistic.ts";
import { logisticToOnnx } from "./logistic_onnx.ts";
import { sha256Of, writeModel } from "./model_files.ts";
import { CLIP, fitScaling, scaleRows } from "./scaling.ts";

/** Penalties to choose from, strong ones first: each fit starts where the one before it ended. */
const L2_CANDIDATES = [1, 3e-1, 1e-1, 3e-2, 1e-2, 1e-3, 1e-4, 1e-5];
const LEAST_ROWS = 200;

export interface TrainingOptions {
  readonly name: string;
  readonly split: Split;
  /** How features are scaled; default "z-score". */
  readonly scaling?: Scaling;
  /** As in the collection of the rows. */
  readonly horizonFrames: number;
  /** What the rows come from, as a person would say it. */
  readonly source: string;
  /** Of the resampling behind the intervals; the fit itself is exact. */
  readonly seed: number;
  /** Folder to write; undefined = report only. */
  readonly out: string | undefined;
}

/** Plain data: what was tried, what came out, and what it is worth. */
export interface TrainingReport {
  readonly manifest: Manifest;
  /** Whether the model beats what it was compared to, on test. */
  readonly verdict: string;
  readonly purgedRows: number;
  readonly l2Candidates: readonly { readonly l2: number; readonly validationLogLoss: number }[];
  /** Weights of the scaled features, by class. */
  readonly weights: Readonly<Record<string, readonly number[]>>;
  readonly train: ScoreReport;
  readonly validation: ScoreReport;
  readonly test: ScoreReport;
  readonly testBySymbol: Readonly<Record<string, ScoreReport>>;
}

/** @throws UserError when there are too few rows to learn from */
export async function trainModel(options: TrainingOptions): Promise<TrainingReport> {
  const { split, seed } = options;
  const { train, validation, test } = split;
  requireRows({ train, validation, test });
  const thresholdTicks = chooseThresholdTicks(train);
  const labels = labelsOf(train, thresholdTicks);
  const scaled = fitScaling(train, options.scaling);
  const draft = {
    classes: [...MOVE_CLASSES],
    classPriors: smoothed(classSharesOf(labels), train.count),
    imbalanceCut: chooseImbalanceCut(train, labels),
    thresholdTicks,
    features: scaled,
  };
  const score = (model: LogisticModel, rows: Rows) => scoreModel(model, rows, draft).report(seed);
  const fits = fitAll(examplesOf(train, draft)).map(({ model, l2 }) => ({
    model,
    l2,
    validationLogLoss: score(model, validation).logLoss.value,
  }));
  const best = fits.reduce((a, b) => (b.validationLogLoss < a.validationLogLoss ? b : a));
  const onnx = logisticToOnnx(best.model);
  const manifest: Manifest = {
    format: MANIFEST_FORMAT,
    name: options.name,
    ...draft,
    clip: CLIP,
    horizonFrames: options.horizonFrames,
    training: {
      source: options.source,
      split: split.text,
      trainRows: train.count,
      validationRows: validation.count,
      testRows: test.count,
      l2: best.l2,
      seed,
    },
    sha256: await sha256Of(onnx),
  };
  const testScore = score(best.model, test);
  const report: TrainingReport = {
    manifest,
    verdict: verdictOf(testScore),
    purgedRows: split.purged,
    l2Candidates: fits.map(({ l2, validationLogLoss }) => ({ l2, validationLogLoss })),
    weights: weightsOf(best.model, train.featureNames),
    train: score(best.model, train),
    validation: score(best.model, validation),
    test: testScore,
    testBySymbol: Object.fromEntries(test.symbols.map((symbol, i) => [
      symbol,
      score(best.model, selectRows(test, (row) => test.symbolOf[row] === i)),
    ])),
  };
  if (options.out !== undefined) await writeModel(options.out, manifest, onnx, report);
  return report;
}

/** What scoring has to know. */
type Draft = Pick<
  Manifest,
  "classes" | "classPriors" | "imbalanceCut" | "thresholdTicks" | "features"
>;

function examplesOf(rows: Rows, { features, thresholdTicks }: Draft): Examples {
  return {
    rows: rows.count,
    inputs: features.length,
    classes: MOVE_CLASSES.length,
    values: scaleRows(rows, features),
    labels: labelsOf(rows, thresholdTicks),
  };
}

function fitAll(examples: Examples): { l2: number; model: LogisticModel }[] {
  const fits: { l2: number; model: LogisticModel }[] = [];
  let last: LogisticModel | undefined;
  for (const l2 of L2_CANDIDATES) {
    last = fitLogistic(examples, l2, last);
    fits.push({ l2, model: roundToFloat32(last) });
  }
  return fits;
}

/** What is judged is what is written to the file. */
function roundToFloat32(model: LogisticModel): LogisticModel {
  return {
    ...model,
    weights: model.weights.map(Math.fround),
    biases: model.biases.map(Math.fround),
  };
}

function scoreModel(model: LogisticModel, rows: Rows, draft: Draft): Scorecard {
  const { values, labels } = examplesOf(rows, draft);
  const card = new Scorecard(draft);
  const probabilities = new Float64Array(model.classes);
  for (let row = 0; row < rows.count; row++) {
    predictLogistic(model, values, row * model.inputs, probabilities);
    const span = rows.resolvedAt[row] - rows.sequences[row];
    const ruleSaid = classOfImbalance(rows.imbalances[row], draft.imbalanceCut);
    card.add(rows.resolvedAt[row], span, labels[row], probabilities, 0, ruleSaid);
  }
  return card;
}

/** One row of each class is added, so that no class is impossible. */
function smoothed(shares: readonly number[], rows: number): number[] {
  return shares.map((share) => (share * rows + 1) / (rows + shares.length));
}

function weightsOf(model: LogisticModel, names: readonly string[]): Record<string, number[]> {
  const { classes, weights, biases } = model;
  const entries = names.map((name, i): [string, number[]] => [
    name,
    [...weights.subarray(i * classes, (i + 1) * classes)],
  ]);
  return Object.fromEntries([...entries, ["bias", [...biases]]]);
}

function requireRows(parts: Readonly<Record<string, Rows>>): void {
  for (const [name, { count }] of Object.entries(parts)) {
    if (count >= LEAST_ROWS) continue;
    throw new UserError(
      `too little data: ${count} ${name} rows, at least ${LEAST_ROWS} are needed; ` +
        "give a longer recording or collect rows more often",
    );
  }
}
