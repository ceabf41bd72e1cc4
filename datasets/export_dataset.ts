/**
 * A dataset from recordings: the pipeline inline, and where inference would be, rows are taken from
 * the frames. A threshold by share needs to know how large moves are before it can say what a move
 * is: then the input is read twice, the first time without features.
 *
 * ```text
 *   source ─▶ ingest ─▶ book ─────────────▶ rows ─▶ threshold       only for a threshold by share
 *   source ─▶ ingest ─▶ book ─▶ features ─▶ rows ─▶ labels ─▶ files
 * ```
 */
import { assert } from "../core/base/assert.ts";
import { UserError } from "../core/base/errors.ts";
import type { FeatureSettings } from "../core/features/feature_settings.ts";
import { FEATURES } from "../core/features/table.ts";
import { quotient } from "../core/inference/block_sums.ts";
import { MOVE_CLASSES } from "../core/inference/manifest.ts";
import type { RingFollower } from "../core/ring/follower.ts";
import type { MarketInput } from "../core/supervisor/job.ts";
import { instrumentsOf, openSource } from "../core/supervisor/open_source.ts";
import type { Board } from "../core/telemetry/board.ts";
import type { IngestReport } from "../core/venues/ingest_agent.ts";
import type { Problem } from "../core/venues/problems.ts";
import type { InstrumentDirectory } from "../core/wire/directory.ts";
import { type PipelineOutcome, runPipeline } from "../models/pipeline.ts";
import { DatasetSink } from "./dataset_sink.ts";
import { abandon, claim, type Destination, groupRowsOf, settle } from "./destination.ts";
import { FittingReceiver } from "./fitting_receiver.ts";
import { type LabelRule, labelText, type Threshold } from "./label_rule.ts";
import type { Compression } from "./parquet/column_chunk.ts";
import { RowAgent, type RowReceiver } from "./row_agent.ts";
import { type Move, RowStore } from "./row_store.ts";
import { TableLayout } from "./table_layout.ts";

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
  const { rule, featureIndexes, hasMask, settings, compression } = options;
  const hasNames = destination.kind !== "folder";
  const layout = new TableLayout({ featureIndexes, hasMask, hasNames });
  const { threshold } = rule;
  const fitted = threshold.unit === "share" ? await fitThresholds(options, threshold) : new Map();
  let written: Written | undefined;
  const outcome = await run(options, "rows", settings, (frames, directory) => {
    const sink = new DatasetSink({
      destination,
      layout,
      compression,
      nameOf: (id) => ({ venue: directory.venueOf(id), symbol: directory.symbolOf(id) }),
      epochMillis: () => frames.epochMillis,
    });
    const move = moveOf(threshold, fitted);
    const groupRows = groupRowsOf(destination);
    const store = new RowStore({ featureIndexes, hasMask, move, groupRows, sink });
    written = { sink, store };
    return store;
  });
  assert(written !== undefined, "the pipeline asked for its last agent");
  const { sink, store } = written;
  const summary = {
    source: outcome.ingest.source,
    rows: store.rows,
    columns: layout.columns.map(({ name }) => name),
    features: featureIndexes.length,
    label: labelText(rule),
    thresholdsBps: bySymbol(fitted, outcome.ingest),
    ...sharesOf(store.classes),
    frames: outcome.board.role("features").counter("frames"),
    featuresHash: outcome.board.role("features").hash,
  };
  const totals = outcome.interrupted
    ? { files: 0, bytes: 0 }
    : sink.end({ millrace: JSON.stringify(summary), features: definitionsOf(featureIndexes) });
  return {
    out: destination.path,
    ...summary,
    ...totals,
    problems: problemsOf(outcome.ingest),
    interrupted: outcome.interrupted,
  };
}

interface Written {
  readonly sink: DatasetSink;
  readonly store: RowStore;
}

/** One pass over the input. */
async function run(
  options: ExportOptions,
  pass: Pass,
  settings: FeatureSettings,
  receiverBehind: (frames: RingFollower, directory: InstrumentDirectory) => RowReceiver,
): Promise<PipelineOutcome> {
  const { input, rule, everyFrames, signal, onWatch } = options;
  return await runPipeline(
    {
      source: await openSource(input),
      instruments: instrumentsOf(input),
      settings,
      signal,
      onWatch: (board) => onWatch?.(pass, board),
    },
    (frames, directory) => {
      const receiver = receiverBehind(frames, directory);
      return new RowAgent({ frames, rule, everyFrames, receiver });
    },
  );
}

/** The first pass. @throws UserError when no move is known in the part to fit on */
async function fitThresholds(
  options: ExportOptions,
  { flatShare, fitShare }: Extract<Threshold, { unit: "share" }>,
): Promise<ReadonlyMap<number, number>> {
  const receiver = new FittingReceiver();
  const { interrupted } = await run(options, "threshold", NO_FEATURES, () => receiver);
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
  if (threshold.unit === "share") return { unit: "bps", bpsOf: (id) => fitted.get(id) ?? NaN };
  const { bps } = threshold;
  return { unit: "bps", bpsOf: () => bps };
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
