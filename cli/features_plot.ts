/** `millrace features plot`: features over time, with the mid below, as a page or a picture. */
import type { Command } from "commander";
import { EXIT_BAD_INPUT, EXIT_INTERRUPTED, EXIT_OK, UserError } from "../core/base/errors.ts";
import type { FileInput, SimulatedInput } from "../core/supervisor/job.ts";
import type { FeatureGroup, FeatureSettings } from "../core/features/feature_settings.ts";
import { type Feature, featureIndex } from "../core/features/table.ts";
import {
  type InstrumentSeries,
  MOST_INSTRUMENTS,
  SeriesCollector,
} from "../reports/feature_series.ts";
import { plotPage, type PlotText } from "../reports/plot_page.ts";
import { plotSvg } from "../reports/plot_svg.ts";
import { readRecording, type Recording } from "../reports/recording.ts";
import { plotted, type PlottedInstrument } from "../reports/series_data.ts";
import type { ExitCodeSink } from "./exit_code.ts";
import { addFeatureKnowledge, type FeatureFlags, featureSettingsOf } from "./feature_options.ts";
import { featureOf } from "./feature_names.ts";
import { bytesText, countText, durationText, percentText } from "./format.ts";
import { addInputOptions, type InputFlags, inputOf } from "./input.ts";
import { withInterrupt } from "./interrupt.ts";
import { isBadInput, printProblems } from "./problems_text.ts";
import { Progress } from "./progress.ts";
import { recordingFacts, requireFrames, showReading } from "./recording_text.ts";
import { requireWritable, writeTextFile } from "./write_out.ts";

const DEFAULT_EVENTS = 200_000;
const DEFAULT_OUT = "out/features.html";
const MOST_FEATURES = 12;

const EXAMPLES = `
Examples:
  deno task features plot ofi_50_events_depths                    over the simulated market
  deno task features plot spread_ticks GOOG_2012-06-21_10.zip --out spread.html
  deno task features plot spread_ticks,ofi_1s_depths day.tape --out two.svg
  deno task features plot volatility_10s_bps spot_0808.gz spot_0809.gz --symbols BTCUSDT

Names are separated by commas. A page (.html) shows values under the pointer and zooms by dragging; a
picture (.svg) goes into documents. Both are one file that needs no network. Recordings of any length
become at most 4,000 points, of each stretch of time the least and the greatest value, so that spikes
stay; where a feature is not valid the line has a gap. Times are UTC.

Exit codes: 0 done; 2 bad input: what could be read is drawn; 130 interrupted: nothing is written.`;

interface PlotFlags extends InputFlags, FeatureFlags {
  readonly out: string;
  readonly quiet?: boolean;
}

export function addFeaturesPlot(features: Command, exit: ExitCodeSink): void {
  const command = features.command("plot")
    .description("Draw features over a recording, with the mid below.")
    .argument("<names>", "features, separated by commas");
  addFeatureKnowledge(addInputOptions(command, DEFAULT_EVENTS))
    .option("--out <file>", "x.html or x.svg", DEFAULT_OUT)
    .option("--quiet", "no progress")
    .addHelpText("after", EXAMPLES)
    .action(async (names: string, files: string[], flags: PlotFlags) =>
      exit(await plot(names, files, flags))
    );
}

/** @returns the exit code */
async function plot(
  names: string,
  files: readonly string[],
  flags: PlotFlags,
): Promise<number> {
  const features = featuresOf(names, files);
  const draw = drawingOf(flags.out);
  const input = await inputOf(files, flags);
  const settings = await settingsOf(features, flags, input);
  requireWritable("--out", flags.out);
  const progress = new Progress({ quiet: flags.quiet === true });
  const { recording, sink } = await withInterrupt((signal) =>
    readRecording(
      { input, settings, signal, onWatch: (board) => showReading(progress, board) },
      (frames, directory) =>
        new SeriesCollector(frames, directory, features.map(({ name }) => name)),
    ).finally(() => progress.end())
  );
  printProblems(recording.problems);
  if (recording.interrupted) return EXIT_INTERRUPTED;
  requireFrames(recording);
  const instruments = sink.series();
  const text = draw(plotted(features, instruments, recording), textOf(features, recording));
  writeTextFile(flags.out, text);
  console.log(summaryText(features, instruments, sink.leftOut));
  console.log(`written to ${flags.out}, ${bytesText(new TextEncoder().encode(text).length)}`);
  return isBadInput(recording.problems) ? EXIT_BAD_INPUT : EXIT_OK;
}

function featuresOf(text: string, files: readonly string[]): Feature[] {
  const names = [...new Set(text.split(",").map((name) => name.trim()))];
  if (names.length > MOST_FEATURES) {
    throw new UserError(`${names.length} features: a plot has room for ${MOST_FEATURES}`);
  }
  const second = files.find((file) => featureIndex(file) >= 0);
  if (second !== undefined) {
    throw new UserError(`${second} is a feature, not a file: write ${text},${second}`);
  }
  return names.map(featureOf);
}

type Drawing = (instruments: readonly PlottedInstrument[], text: PlotText) => string;

function drawingOf(out: string): Drawing {
  if (out.endsWith(".html")) return plotPage;
  if (out.endsWith(".svg")) return plotSvg;
  throw new UserError(`--out ${out}: must end in .html or .svg`);
}

/** Only the groups that are asked for. */
async function settingsOf(
  features: readonly Feature[],
  flags: FeatureFlags,
  input: SimulatedInput | FileInput,
): Promise<FeatureSettings> {
  const settings = await featureSettingsOf(flags, input);
  for (const { name, needs } of features) {
    const isThere = needs === undefined ||
      (needs === "calibration" ? settings.calibration : settings.referenceSymbol) !== undefined;
    if (!isThere) throw new UserError(`${name} is never valid without --${needs}`);
  }
  const groups = new Set<FeatureGroup>(features.map(({ group }) => group));
  return { ...settings, groups: [...groups] };
}

function textOf(features: readonly Feature[], recording: Recording): PlotText {
  return {
    title: features.map(({ name }) => name).join(", "),
    facts: recordingFacts(recording),
    factsOf: ({ venue, frames, bucketNanos, panels }) => {
      const points = Math.max(...panels.map(({ x }) => x.length));
      const shown = points < frames
        ? `; of every ${durationText(bucketNanos)} the least and the greatest value are shown`
        : "";
      return `${venue}, ${countText(frames)} frames${shown}`;
    },
  };
}

function summaryText(
  features: readonly Feature[],
  instruments: readonly InstrumentSeries[],
  leftOut: number,
): string {
  const width = Math.max(...features.map(({ name }) => name.length));
  const lines = instruments.flatMap(({ symbol, frames, features: series }) => [
    `${symbol}  ${countText(frames)} frames`,
    ...series.map(({ valid, values }, i) =>
      `  ${features[i].name.padEnd(width)}  valid in ${percentText(valid / frames)}` +
      `${valid > 0 ? rangeText(values) : ""}`
    ),
  ]);
  if (leftOut > 0) {
    lines.push(
      `${leftOut} more instruments than the ${MOST_INSTRUMENTS} that are shown; ` +
        "--symbols chooses",
    );
  }
  return lines.join("\n");
}

function rangeText(values: readonly number[]): string {
  const known = values.filter((value) => !Number.isNaN(value));
  const low = known.reduce((a, b) => Math.min(a, b), Infinity);
  const high = known.reduce((a, b) => Math.max(a, b), -Infinity);
  return `, ${Number(low.toPrecision(4))} to ${Number(high.toPrecision(4))}`;
}
