/** `millrace features report`: how all features are distributed, and what they have in common. */
import type { Command } from "commander";
import { EXIT_BAD_INPUT, EXIT_INTERRUPTED, EXIT_OK, UserError } from "../core/base/errors.ts";
import type { FeatureSettings } from "../core/features/feature_settings.ts";
import { type InstrumentReport, reportOf } from "../reports/feature_report.ts";
import { readRecording, type Recording } from "../reports/recording.ts";
import { reportPage } from "../reports/report_page.ts";
import { MOST_INSTRUMENTS, StatisticsCollector } from "../reports/statistics_collector.ts";
import type { ExitCodeSink } from "./exit_code.ts";
import { addFeatureOptions, type FeatureFlags, featureSettingsOf } from "./feature_options.ts";
import { bytesText, countText } from "./format.ts";
import { addInputOptions, type InputFlags, inputOf } from "./input.ts";
import { withInterrupt } from "./interrupt.ts";
import { isBadInput, printProblems } from "./problems_text.ts";
import { Progress } from "./progress.ts";
import { recordingFacts, requireFrames, showReading } from "./recording_text.ts";
import { requireWritable, writeTextFile } from "./write_out.ts";

const DEFAULT_EVENTS = 200_000;
const DEFAULT_OUT = "out/features_report.html";

const EXAMPLES = `
Examples:
  deno task features report                                       of the simulated market
  deno task features report GOOG_2012-06-21_10.zip --out goog.html
  deno task features report spot_0808.gz spot_0809.gz --calibration spot.json --out spot.html
  deno task features report day.tape --out day.json               for a program to read

For every feature: in what share of the frames it is valid, mean, deviation, quantiles and a
histogram; for every two their correlation; and how much of the mid's changes order flow explains. Any
length is read once, in bounded memory: distributions and correlations are those of 10,000 frames
drawn at random, the same ones every time. The page is one file that needs no network.

Exit codes: 0 done; 2 bad input: what could be read is reported; 130 interrupted: nothing is written.`;

interface ReportFlags extends InputFlags, FeatureFlags {
  readonly out: string;
  readonly quiet?: boolean;
}

export function addFeaturesReport(features: Command, exit: ExitCodeSink): void {
  const command = features.command("report")
    .description("Report on all features over a recording: distributions, correlations.");
  addFeatureOptions(addInputOptions(command, DEFAULT_EVENTS))
    .option("--out <file>", "x.html or x.json", DEFAULT_OUT)
    .option("--quiet", "no progress")
    .addHelpText("after", EXAMPLES)
    .action(async (files: string[], flags: ReportFlags) => exit(await report(files, flags)));
}

/** @returns the exit code */
async function report(files: readonly string[], flags: ReportFlags): Promise<number> {
  const write = writerOf(flags.out);
  const input = await inputOf(files, flags);
  const settings = await featureSettingsOf(flags, input);
  requireWritable("--out", flags.out);
  const progress = new Progress({ quiet: flags.quiet === true });
  const { recording, sink } = await withInterrupt((signal) =>
    readRecording(
      { input, settings, signal, onWatch: (board) => showReading(progress, board) },
      (frames, directory) => new StatisticsCollector(frames, directory),
    ).finally(() => progress.end())
  );
  printProblems(recording.problems);
  if (recording.interrupted) return EXIT_INTERRUPTED;
  requireFrames(recording);
  const reports = sink.instruments().map(reportOf);
  const text = write(reports, recording, [...recordingFacts(recording), settingsText(settings)]);
  writeTextFile(flags.out, text);
  console.log(summaryText(reports, sink.leftOut));
  console.log(`written to ${flags.out}, ${bytesText(new TextEncoder().encode(text).length)}`);
  return isBadInput(recording.problems) ? EXIT_BAD_INPUT : EXIT_OK;
}

type Writer = (
  instruments: readonly InstrumentReport[],
  recording: Recording,
  facts: readonly string[],
) => string;

function writerOf(out: string): Writer {
  if (out.endsWith(".html")) {
    return (instruments, _recording, facts) => reportPage(instruments, facts);
  }
  if (out.endsWith(".json")) {
    return (instruments, recording) =>
      JSON.stringify({ recording, instruments }, undefined, 1) + "\n";
  }
  throw new UserError(`--out ${out}: must end in .html or .json`);
}

/** What features were told. */
function settingsText({ groups, calibration, referenceSymbol }: FeatureSettings): string {
  const measured = calibration === undefined
    ? "not calibrated"
    : `calibrated on ${calibration.source}`;
  const reference = referenceSymbol === undefined
    ? "no reference"
    : `compared with ${referenceSymbol}`;
  return `groups ${groups.join(", ")}; ${measured}; ${reference}`;
}

function summaryText(reports: readonly InstrumentReport[], leftOut: number): string {
  const lines = reports.map(({ symbol, frames, features, neverValid, impact }) => {
    const { meanRSquared } = impact;
    const flow = meanRSquared === null
      ? ""
      : `; order flow explains ${(meanRSquared * 100).toFixed(1)} % of the mid's changes over 10 s`;
    return `${symbol}  ${
      countText(frames)
    } frames, ${features.length} features valid at some time, ` +
      `${neverValid.length} never${flow}`;
  });
  if (leftOut > 0) {
    lines.push(
      `${leftOut} more instruments than the ${MOST_INSTRUMENTS} there is room for; ` +
        "--symbols chooses",
    );
  }
  return lines.join("\n");
}
