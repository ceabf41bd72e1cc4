/** An export of a small simulated market. */
import { DEFAULT_FEATURE_SETTINGS } from "../../core/features/feature_settings.ts";
import type { ExportOptions } from "../../datasets/export_dataset.ts";
import { chooseFeatures } from "../../datasets/feature_choice.ts";
import { simulatedJob } from "../parity/session_jobs.ts";

export const EVENTS = 6_000;
export const SETTINGS = DEFAULT_FEATURE_SETTINGS;

export async function exportOptions(
  out: string,
  changes: Partial<ExportOptions> = {},
  events = EVENTS,
) {
  const { input } = await simulatedJob(events);
  return {
    input,
    settings: SETTINGS,
    featureIndexes: chooseFeatures("all", SETTINGS),
    hasMask: false,
    everyFrames: 1,
    rule: {
      horizon: { unit: "frames", frames: 20 },
      smoothing: "none",
      threshold: { unit: "ticks", ticks: 0 },
    },
    out,
    compression: "zstd",
    ...changes,
  } satisfies ExportOptions;
}
