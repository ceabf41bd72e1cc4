/** `millrace data features`: a dataset of features and labels, for research elsewhere. */
import type { Command } from "commander";
import { EXIT_BAD_INPUT, EXIT_INTERRUPTED, EXIT_OK, UserError } from "../core/base/errors.ts";
import { NANOS_PER_MILLI, NANOS_PER_SECOND } from "../core/base/units.ts";
import type { Board } from "../core/telemetry/board.ts";
import { exportDataset, type ExportReport, type Pass } from "../datasets/export_dataset.ts";
import { chooseFeatures } from "../datasets/feature_choice.ts";
import {
  type Horizon,
  type LabelRule,
  SMOOTHINGS,
  type Threshold,
} from "../datasets/label_rule.ts";
import { oneOf, wholeNumber } from "./arguments.ts";
import type { ExitCodeSink } from "./exit_code.ts";
import { addFeatureOptions, type FeatureFlags, featureSettingsOf } from "./feature_options.ts";
import { bytesText, countText, percentText } from "./format.ts";
import { addInputOptions, type InputFlags, inputOf } from "./input.ts";
import { withInterrupt } from "./interrupt.ts";
import { isBadInput, printProblems } from "./problems_text.ts";
import { Progress } from "./progress.ts";

const DEFAULT_EVENTS = 200_000;
const MOST_FRAMES = 1_000_000;
const UNITS_NANOS = {
  ms: NANOS_PER_MILLI,
  s: NANOS_PER_SECOND,
  min: 60 * NANOS_PER_SECOND,
  h: 3_600 * NANOS_PER_SECOND,
} as const;
const LONGEST_NANOS = 24 * UNITS_NANOS.h;
const COMPRESSIONS = ["zstd", "none"] as const;

const EXAMPLES = `
Examples:
  deno task data features GOOG_2012-06-21_10.zip --out goog.parquet
  deno task data features spot_0808.gz spot_0809.gz --out out/spot/ --horizon 1s
  deno task data features day.tape --out day.csv --features core,ofi_1s_depths --every 10
  deno task data features --out sim.parquet --smoothing mean --threshold 33% --fit-share 0.6

A row for every frame, or one of --every so many: times, mid, features as a model would have seen
them, and labels. What is not valid is null; with --masks it is 0 and the validity bits are columns
of their own, as in frames. A folder is partitioned by venue, symbol and date, as DuckDB, Polars,
pandas and Spark read it:

  duckdb -c "select symbol, count(*) from read_parquet('out/spot/**/*.parquet') group by all"

Labels: label_bps is how far the mid moves until the horizon, label says 0 down, 1 flat, 2 up.
--smoothing none compares two mids; mean compares the mean of the mids until the horizon with the mid;
means compares it with the mean of as many before (DeepLOB, equations 3 and 4). A mid moved when it
moved by more than --threshold: 0.5ticks, 2bps, or 33%: so much that that share of an instrument's
rows is flat, fitted on the first --fit-share of the rows, by reading the input twice.

Exit codes: 0 done; 2 bad input: what could be read is written; 130 interrupted: nothing is left.`;

interface ExportFlags extends InputFlags, FeatureFlags {
  readonly out: string;
  readonly features: string;
  readonly every: string;
  readonly masks?: boolean;
  readonly horizon: string;
  readonly smoothing: string;
  readonly threshold: string;
  readonly fitShare: string;
  readonly compression: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addDataFeatures(data: Command, exit: ExitCodeSink): void {
  const command = data.command("features")
    .description("Write features, masks and labels of recordings as Parquet or CSV.");
  addFeatureOptions(addInputOptions(command, DEFAULT_EVENTS))
    .requiredOption("--out <place>", "x.parquet, x.csv, or folder/ for partitions")
    .option("--features <list>", "names, families and groups to write", "all")
    .option("--every <frames>", "one row every so many frames of an instrument", "1")
    .option("--masks", "validity as columns of bits, and 0 instead of null")
    .option("--horizon <span>", "labels look so far ahead: frames (50) or event time (1s)", "50")
    .option("--smoothing <how>", `which mids are compared: ${SMOOTHINGS.join(", ")}`, "none")
    .option("--threshold <size>", "what counts as a move: 0ticks, 2bps, or 33% flat", "0ticks")
    .option("--fit-share <share>", "part of the rows that a threshold in % is fitted on", "0.6")
    .option("--compression <name>", `of Parquet files: ${COMPRESSIONS.join(", ")}`, "zstd")
    .option("--json", "print one JSON object instead of the summary")
    .option("--quiet", "no progress")
    .addHelpText("after", EXAMPLES)
    .action(async (files: string[], flags: ExportFlags) => exit(await run(files, flags)));
}

/** @returns the exit code */
async function run(files: readonly string[], flags: ExportFlags): Promise<number> {
  const rule = labelRuleOf(flags);
  const everyFrames = wholeNumber("--every", flags.every, 1, MOST_FRAMES);
  const compression = oneOf("--compression", flags.compression, COMPRESSIONS);
  const input = await inputOf(files, flags);
  const settings = await featureSettingsOf(flags, input);
  const featureIndexes = chooseFeatures(flags.features, settings);
  const progress = new Progress({ quiet: flags.quiet === true });
  const report = await withInterrupt((signal) =>
    exportDataset({
      input,
      settings,
      featureIndexes,
      hasMask: flags.masks === true,
      everyFrames,
      rule,
      out: flags.out,
      compression,
      signal,
      onWatch: (pass, board) => showProgress(progress, pass, board),
    }).finally(() => progress.end())
  );
  printProblems(report.problems);
  if (report.interrupted) {
    console.error("millrace: interrupted; nothing was written");
    return EXIT_INTERRUPTED;
  }
  console.log(flags.json ? JSON.stringify(report, undefined, 2) : reportText(report));
  return isBadInput(report.problems) ? EXIT_BAD_INPUT : EXIT_OK;
}

function showProgress(progress: Progress, pass: Pass, board: Board): void {
  const frames = board.role("features").counter("frames");
  const doing = pass === "threshold" ? "measuring moves" : "writing";
  progress.show(board.role("ingest").counter("progress"), `${doing}, ${countText(frames)} frames`);
}

function reportText(report: ExportReport): string {
  const { files, bytes, rows, labelled, classShares, thresholdsBps } = report;
  const shares = Object.entries(classShares).map(([name, share]) =>
    `${name} ${percentText(share)}`
  );
  const thresholds = Object.entries(thresholdsBps).map(([symbol, bps]) =>
    `${symbol} ${bps.toPrecision(4)} bps`
  );
  return [
    `${report.out}  ${countText(files)} ${files === 1 ? "file" : "files"}, ${bytesText(bytes)}`,
    `source      ${report.source}`,
    `rows        ${countText(rows)} of ${countText(report.frames)} frames`,
    `columns     ${report.columns.length}, of them ${report.features} features`,
    `label       ${report.label}`,
    ...(thresholds.length > 0 ? [`threshold   ${thresholds.join(", ")}`] : []),
    `            ${countText(labelled)} rows have one: ${shares.join(", ")}`,
    `hash        features ${report.featuresHash}`,
  ].join("\n");
}

function labelRuleOf(flags: ExportFlags): LabelRule {
  return {
    horizon: horizonOf(flags.horizon),
    smoothing: oneOf("--smoothing", flags.smoothing, SMOOTHINGS),
    threshold: thresholdOf(flags.threshold, shareOf("--fit-share", flags.fitShare)),
  };
}

/** "50" → frames; "500ms", "1s", "5min" → event time. */
function horizonOf(text: string): Horizon {
  const match = /^(\d+(?:\.\d+)?)(ms|s|min|h|frames)?$/.exec(text);
  const value = match === null ? NaN : Number(match[1]);
  const unit = match?.[2] ?? "frames";
  if (unit === "frames") {
    if (Number.isInteger(value) && value >= 1 && value <= MOST_FRAMES) {
      return { unit, frames: value };
    }
  } else {
    const nanos = value * UNITS_NANOS[unit as keyof typeof UNITS_NANOS];
    if (nanos > 0 && nanos <= LONGEST_NANOS) return { unit: "nanos", nanos };
  }
  throw new UserError(
    `--horizon ${text}: must be frames such as 50, or a time such as 500ms, 1s or 5min, at most 24h`,
  );
}

/** "0.5ticks", "2bps", "33%". */
function thresholdOf(text: string, fitShare: number): Threshold {
  const match = /^(\d+(?:\.\d+)?)(ticks|bps|%)$/.exec(text);
  const value = match === null ? NaN : Number(match[1]);
  if (match?.[2] === "ticks") return { unit: "ticks", ticks: value };
  if (match?.[2] === "bps") return { unit: "bps", bps: value };
  if (match?.[2] === "%" && value > 0 && value < 100) {
    return { unit: "share", flatShare: value / 100, fitShare };
  }
  throw new UserError(
    `--threshold ${text}: must be a size such as 0.5ticks or 2bps, or the share of rows that is ` +
      "to be flat, such as 33%",
  );
}

function shareOf(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1) return value;
  throw new UserError(`${option} ${text}: must be a share above 0 and at most 1, such as 0.6`);
}
