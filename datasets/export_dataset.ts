/**
 * A dataset from recordings: the pipeline, and where inference would be, rows are taken from the frames
 * (write_rows.ts says in which thread). A threshold by share needs to know how large moves are before it can say what a move
 * is: then the input is read twice, the first time without features.
 *
 * ```text
 *   source ─▶ ingest ─▶ book ─────────────▶ rows ─▶ threshold       only for a threshold by share
 *   source ─▶ ingest ─▶ book ─▶ features ─▶ rows ─▶ labels ─▶ files
 * ```
 */
import { UserError } from "../core/base/errors.ts";
import type { FeatureSettings } from "../core/features/feature_settings.ts";
import { FEATURES } from "../core/features/table.ts";
import { quotient } from "../core/inference/block_sums.ts";
import { MOVE_CLASSES } from "../core/inference/manifest.ts";
import type { MarketInput } from "../core/supervisor/job.ts";
import { instrumentsOf, openSource } from "../core/supervisor/open_source.ts";
import type { Board } from "../core/telemetry/board.ts";
import type { IngestReport } from "../core/venues/ingest_agent.ts";
import type { Problem } from "../core/venues/problems.ts";
import { type PipelineOptions, type PipelineOutcome, runPipeline } from "../models/pipeline.ts";
import { abandon, claim, type Destination, settle } from "./destination.ts";
import { FittingReceiver } from "./fitting_receiver.ts";
import { type LabelRule, labelText, type Threshold } from "./label_rule.ts";
import type { Compression } from "./parquet/column_chunk.ts";
import { RowAgent } from "./row_agent.ts";
import type { Move } from "./row_store.ts";
import { layoutOf, type RowJob, type RowTotals } from "./row_writer.ts";
import { type RowPlace, writeRows } from "./write_rows.ts";

/** What a pass over the input is for. */
export type Pass = "threshold" | "rows";

/** The first pass needs only mids. */
const NO_FEATURES: FeatureSettings = {
  groups: [],
  calibration: undefined,
  referenceSymbol: undefined,
};

export interface ExportOptions {
  readonly input: MarketInput;
  readonly settings: FeatureSettings;
  /** Positions in a frame's vector, ascending. */
  readonly featureIndexes: Int32Array;
  readonly hasMask: boolean;
  /** One row every so many frames of an instrument. */
  readonly everyFrames: number;
  readonly rule: LabelRule;
  /** x.parquet, x.csv or folder/. */
  readonly out: string;
  readonly compression: Compression;
  /** Default: in a worker of its own, where there is a core for it. The files are the same. */
  readonly place?: RowPlace;
  /** Asks for an early end: nothing is left behind. */
  readonly signal?: AbortSignal | undefined;
  /** Called about ten times a second. */
  readonly onWatch?: ((pass: Pass, board: Board) => void) | undefined;
}

/** Plain data: what was written. */
export interface ExportReport {
  readonly out: string;
  readonly source: string;
  readonly files: number;
  readonly bytes: number;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly features: number;
  /** The rule of the labels, as a person would say it. */
  readonly label: string;
  /** By symbol, where the threshold was fitted. */
  readonly thresholdsBps: Readonly<Record<string, number>>;
  /** Rows that have a label, and the classes' shares of them. */
  readonly labelled: number;
  readonly classShares: Readonly<Record<string, number>>;
  /** Of the features stage: the same as in a replay. */
  readonly featuresHash: string;
  readonly frames: number;
  readonly problems: readonly Problem[];
  readonly interrupted: boolean;
}

/** @throws UserError when the input cannot be used, or nothing can be written */
export async function exportDataset(options: ExportOptions): Promise<ExportReport> {
  const destination = claim(options.out);
  let isComplete = false;
  try {
    const report = await writeDataset(options, destination);
    isComplete = !report.interrupted;
    if (isComplete) settle(destination);
    return report;
  } finally {
    if (!isComplete) abandon(destination);
  }
}

async function writeDataset(
  options: ExportOptions,
  destination: Destination,
): Promise<ExportReport> {
  const { rule, featureIndexes, settings } = options;
  const { threshold } = rule;
  const fitted = threshold.unit === "share" ? await fitThresholds(options, threshold) : new Map();
  const job: RowJob = {
    featureIndexes,
    featureNames: Array.from(featureIndexes, (index) => FEATURES[index].name),
    hasMask: options.hasMask,
    everyFrames: options.everyFrames,
    rule,
    move: moveOf(threshold, fitted),
    destination,
    compression: options.compression,
  };
  const summaryOf = ({ ingest, board }: PipelineOutcome, { rows, classes }: RowTotals) => ({
    source: ingest.source,
    rows,
    columns: layoutOf(job).columns.map(({ name }) => name),
    features: featureIndexes.length,
    label: labelText(rule),
    thresholdsBps: bySymbol(fitted, ingest),
    ...sharesOf(classes),
    frames: board.role("features").counter("frames"),
    featuresHash: board.role("features").hash,
  });
  const pipeline = await pipelineOf(options, "rows", settings);
  const place = options.place ?? placeOnCores(navigator.hardwareConcurrency);
  const { outcome, totals, files } = await writeRows(pipeline, job, place, (outcome, totals) => ({
    millrace: JSON.stringify(summaryOf(outcome, totals)),
    features: definitionsOf(featureIndexes),
  }));
  return {
    out: destination.path,
    ...summaryOf(outcome, totals),
    ...files,
    problems: problemsOf(outcome.ingest),
    interrupted: outcome.interrupted,
  };
}

/** Writing rows takes about as long as computing them. */
function placeOnCores(cores: number): RowPlace {
  return cores > 1 ? "beside" : "here";
}

/** A pass over the input. */
async function pipelineOf(
  { input, signal, onWatch }: ExportOptions,
  pass: Pass,
  settings: FeatureSettings,
): Promise<PipelineOptions> {
  return {
    source: await openSource(input),
    instruments: instrumentsOf(input),
    settings,
    signal,
    onWatch: (board) => onWatch?.(pass, board),
  };
}

/** The first pass. @throws UserError when no move is known in the part to fit on */
async function fitThresholds(
  options: ExportOptions,
  { flatShare, fitShare }: Extract<Threshold, { unit: "share" }>,
): Promise<ReadonlyMap<number, number>> {
  const receiver = new FittingReceiver();
  const { rule, everyFrames } = options;
  const pipeline = await pipelineOf(options, "threshold", NO_FEATURES);
  const { interrupted } = await runPipeline(
    pipeline,
    (frames) => new RowAgent({ frames, rule, everyFrames, receiver }),
  );
  const fitted = receiver.fit.thresholds(flatShare, fitShare);
  if (fitted.size === 0 && !interrupted) {
    throw new UserError(
      `--threshold: no label is known in the first ${100 * fitShare} % of the rows; ` +
        "give a longer recording, a shorter --horizon, or the threshold itself, such as 1bps",
    );
  }
  return fitted;
}

/** An instrument without a fitted threshold has labels in bps, but no classes. */
function moveOf(threshold: Threshold, fitted: ReadonlyMap<number, number>): Move {
  if (threshold.unit === "ticks") return threshold;
  if (threshold.unit === "share") return { unit: "bps", bps: NaN, byInstrument: fitted };
  return { unit: "bps", bps: threshold.bps, byInstrument: fitted };
}

function bySymbol(
  fitted: ReadonlyMap<number, number>,
  { instruments }: IngestReport,
): Record<string, number> {
  return Object.fromEntries(instruments.flatMap(({ id, symbol }) => {
    const bps = fitted.get(id);
    return bps === undefined ? [] : [[symbol, bps]];
  }));
}

function sharesOf(classes: Float64Array): Pick<ExportReport, "labelled" | "classShares"> {
  const labelled = classes.reduce((sum, count) => sum + count, 0);
  const shares = MOVE_CLASSES.map((name, i) => [name, quotient(classes[i], labelled)]);
  return { labelled, classShares: Object.fromEntries(shares) };
}

/** What the features mean, for whoever finds the file in some years. */
function definitionsOf(featureIndexes: Int32Array): string {
  return JSON.stringify(Array.from(featureIndexes, (index) => FEATURES[index]));
}

/** What was wrong with the input. */
function problemsOf({ source, problems, failure }: IngestReport): readonly Problem[] {
  if (failure === undefined) return problems;
  return [...problems, { isNote: false, where: source, text: failure, count: 1 }];
}
