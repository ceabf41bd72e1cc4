/** `millrace features calibrate`: measure what the micro-price and the flow component have to know. */
import type { Command } from "commander";
import { EXIT_BAD_INPUT, EXIT_INTERRUPTED, EXIT_OK } from "../core/base/errors.ts";
import { instrumentsOf, openSource } from "../core/supervisor/open_source.ts";
import { calibrate, CHECK_HORIZON_FRAMES } from "../models/calibrate.ts";
import { renderCalibration } from "../models/calibration_text.ts";
import { DEFAULT_EVENTS } from "../models/defaults.ts";
import { calibrateSimulated } from "../models/simulated_calibration.ts";
import { wholeNumber } from "./arguments.ts";
import type { ExitCodeSink } from "./exit_code.ts";
import { addInputOptions, type InputFlags, inputOf } from "./input.ts";
import { withInterrupt } from "./interrupt.ts";
import { isBadInput, printProblems } from "./problems_text.ts";
import { Progress } from "./progress.ts";
import { writeTextFile } from "./write_out.ts";

const EXAMPLES = `
Examples:
  deno task features calibrate GOOG_2012-06-21_10.zip --out goog.json
  deno task replay GOOG_2012-06-21_10.zip --calibration goog.json
  deno task features calibrate --out mine.json      the simulated market's, as it is shipped

Measured for every symbol: Stoikov's micro-price, a table by spread and queue imbalance, and the
loadings of order flow at ten levels on their first principal component. One pass, bounded memory.
The report says how far the micro-price of the first 80 % forecasts the mid on the last 20 %, and how
much of the mid's changes over 10 s order flow explains. Calibrate on other days than those you judge
a model on.

Exit codes: 0 done; 2 bad input; 130 interrupted, nothing is written.`;

interface CalibrateFlags extends InputFlags {
  readonly out: string;
  readonly horizon: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addFeaturesCalibrate(features: Command, exit: ExitCodeSink): void {
  const command = features.command("calibrate")
    .description("Measure the micro-price and the loadings of order flow on recordings.");
  addInputOptions(command, DEFAULT_EVENTS)
    .option("--out <file>", "where the calibration goes", "calibration.json")
    .option("--horizon <frames>", "how far ahead to check", String(CHECK_HORIZON_FRAMES))
    .option("--json", "print calibration and report as one JSON object")
    .option("--quiet", "no progress")
    .addHelpText("after", EXAMPLES)
    .action(async (files: string[], flags: CalibrateFlags) => exit(await run(files, flags)));
}

/** @returns the exit code */
async function run(files: readonly string[], flags: CalibrateFlags): Promise<number> {
  const horizonFrames = wholeNumber("--horizon", flags.horizon, 1, 100_000);
  const input = await inputOf(files, flags);
  const progress = new Progress({ quiet: flags.quiet === true });
  const onProgress = (fraction: number, name: string) => progress.show(fraction, name);
  const report = await withInterrupt(async (signal) => {
    const options = { horizonFrames, onProgress, signal };
    if (input.kind === "simulated") {
      const { events, symbols } = input;
      return await calibrateSimulated({ ...options, events, symbols });
    }
    const instruments = () => instrumentsOf(input);
    return await calibrate({ ...options, sources: [await openSource(input)], instruments });
  }).finally(() => progress.end());
  if (report === undefined) {
    console.error("millrace: interrupted; nothing was written");
    return EXIT_INTERRUPTED;
  }
  writeTextFile(flags.out, JSON.stringify(report.calibration, undefined, 2) + "\n");
  console.log(flags.json ? JSON.stringify(report, undefined, 2) : renderCalibration(report));
  if (!flags.json) console.log(`\nwritten to ${flags.out}; use it with --calibration ${flags.out}`);
  printProblems(report.problems);
  return isBadInput(report.problems) ? EXIT_BAD_INPUT : EXIT_OK;
}
