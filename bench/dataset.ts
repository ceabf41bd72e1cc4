/**
 * Datasets: features and labels of a recording as a Parquet file, beside the pipeline alone, and
 * beside the same table in pandas and NumPy where there is a Python that has them.
 */
import type { FeatureSettings } from "../core/features/feature_settings.ts";
import { FEATURE_GROUPS } from "../core/features/feature_settings.ts";
import { exportDataset, type ExportReport } from "../datasets/export_dataset.ts";
import { chooseFeatures } from "../datasets/feature_choice.ts";
import type { RowPlace } from "../datasets/write_rows.ts";
import { runPipeline } from "../models/pipeline.ts";
import { type Bench, opsFor } from "./harness.ts";
import { besidePandas } from "./pandas_matrix.ts";
import { fileInput, type Input, replay, simulatedInput, sourceOf } from "./sessions.ts";

const ALL: FeatureSettings = {
  groups: FEATURE_GROUPS,
  calibration: undefined,
  referenceSymbol: undefined,
};

const WORKLOAD = "simulated market from a tape, every frame, Zstandard; the pipeline alone " +
  "computes the same features and writes nothing";

export const DATASET_BENCH: Bench = {
  name: "dataset",
  async prepare(size) {
    const folder = await Deno.makeTempDir({ prefix: "millrace-bench-" });
    const tape = `${folder}/simulated.tape`;
    await replay(simulatedInput(opsFor(size, 200_000, 2_000)), "inline", undefined, tape);
    const input = fileInput("tape", [tape]);
    const out = `${folder}/a.parquet`;
    const frames = (await writeDataset(input, out)).rows;
    const exportTo = (place: RowPlace) => async () =>
      (await writeDataset(input, out, place)).frames;
    return {
      matches: [{
        unit: "frames",
        contenders: [
          { name: "rows beside", ops: frames, run: exportTo("beside") },
          { name: "rows here", ops: frames, run: exportTo("here") },
          {
            name: "pipeline alone",
            ops: frames,
            run: () => computeOnly(input),
          },
        ],
        comparisons: [
          {
            name: "dataset to Parquet, all features, a worker writes",
            ours: "rows beside",
            baseline: "pipeline alone",
            workload: `${WORKLOAD}; the worker's start is in it`,
          },
          {
            name: "dataset to Parquet, all features, one thread",
            ours: "rows here",
            baseline: "pipeline alone",
            workload: WORKLOAD,
          },
        ],
        mostRuns: 7,
        mostWarmups: 1,
      }],
      readings: size.name === "full"
        ? [besidePandas(folder, (path, to) => writeDataset(fileInput("lobster", [path]), to))]
        : [],
      close: () => Deno.remove(folder, { recursive: true }),
    };
  },
};

/** The same features, and nothing done with them. @returns frames */
async function computeOnly(input: Input): Promise<number> {
  const options = { source: await sourceOf(input), settings: ALL };
  const { board } = await runPipeline(options, (frames) => ({
    role: "inference",
    onStart() {},
    onClose() {},
    get done() {
      return frames.ended();
    },
    doWork() {
      const count = frames.available();
      if (count > 0) frames.advance(count);
      return count;
    },
  }));
  return board.role("features").counter("frames");
}

/** As `data features` does by default. */
function writeDataset(input: Input, out: string, place?: RowPlace): Promise<ExportReport> {
  return exportDataset({
    input,
    settings: ALL,
    featureIndexes: chooseFeatures("all", ALL),
    hasMask: false,
    everyFrames: 1,
    rule: {
      horizon: { unit: "frames", frames: 50 },
      smoothing: "none",
      threshold: { unit: "ticks", ticks: 0 },
    },
    out,
    compression: "zstd",
    ...place === undefined ? {} : { place },
  });
}
