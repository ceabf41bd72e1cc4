/** `millrace features`: the table of features, explained, drawn, reported on. */
import type { Command } from "commander";
import type { ExitCodeSink } from "./exit_code.ts";
import { addFeaturesCalibrate } from "./features_calibrate.ts";
import { addFeaturesExplain } from "./features_explain.ts";
import { addFeaturesList } from "./features_list.ts";
import { addFeaturesPlot } from "./features_plot.ts";
import { addFeaturesReport } from "./features_report.ts";

const EXAMPLES = `
Examples:
  deno task features                                         the whole table
  deno task features list order flow                         what is there of it
  deno task features explain ofi_50_events_depths            formula, source, cost on this machine
  deno task features plot ofi_50_events_depths day.tape      over time, with the mid below
  deno task features report day.tape --out day.html          distributions, correlations of all
  deno task features calibrate day.tape --out day.json       what some of them need to know

What all of them have in common stands at the top of docs/FEATURES.md.

Exit codes: 0 done; 1 failed; 2 bad input; 130 interrupted.`;

export function addFeatures(program: Command, exit: ExitCodeSink): void {
  const features = program.command("features")
    .description("List the table of features, explain one, plot some, report on all, calibrate.")
    .addHelpText("after", EXAMPLES);
  addFeaturesList(features, exit);
  addFeaturesExplain(features, exit);
  addFeaturesPlot(features, exit);
  addFeaturesReport(features, exit);
  addFeaturesCalibrate(features, exit);
}
