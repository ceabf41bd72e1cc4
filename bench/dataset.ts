/**
 * Datasets: features and labels of a recording as a Parquet file, beside the pipeline alone, and
 * beside the same matrix in pandas and NumPy where there is a Python that has them.
 *
 * Python is no part of the project: MILLRACE_PYTHON names one (default: python3).
 */
import { Clock } from "../core/base/clock.ts";
import type { FeatureSettings } from "../core/features/feature_settings.ts";
import { FEATURE_GROUPS } from "../core/features/feature_settings.ts";
import { exportDataset, type ExportReport } from "../datasets/export_dataset.ts";
import { chooseFeatures } from "../datasets/feature_choice.ts";
import { runPipeline } from "../models/pipeline.ts";
import { dataPath } from "../tests/real_data.ts";
import { type Bench, opsFor, type Reading } from "./harness.ts";
import { fileInput, type Input, replay, simulatedInput, sourceOf } from "./sessions.ts";

const LOBSTER_ZIP = "lobster/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip";
const PANDAS_SCRIPT = new URL("peers/features_pandas.py", import.meta.url).pathname;
const PYTHON = Deno.env.get("MILLRACE_PYTHON") ?? "python3";
const TARGET_RATIO = 20;
const TURNS = 5;
/** Float32 on our side, other orders of addition on theirs; in spreads of a column. */
const MOST_DIFFERENCE = 1e-4;

const ALL: FeatureSettings = {
  groups: FEATURE_GROUPS,
  calibration: undefined,
  referenceSymbol: undefined,
};
const CORE: FeatureSettings = { ...ALL, groups: ["core"] };

export const DATASET_BENCH: Bench = {
  name: "dataset",
  async prepare(size) {
    const folder = await Deno.makeTempDir({ prefix: "millrace-bench-" });
    const tape = `${folder}/simulated.tape`;
    await replay(simulatedInput(opsFor(size, 200_000, 2_000)), "inline", undefined, tape);
    const input = fileInput("tape", [tape]);
    const frames = (await writeDataset(input, ALL, `${folder}/a.parquet`)).rows;
    return {
      matches: [{
        unit: "frames",
        contenders: [
          {
            name: "export",
            ops: frames,
            run: async () => (await writeDataset(input, ALL, `${folder}/a.parquet`)).frames,
          },
          {
            name: "pipeline alone",
            ops: frames,
            run: () => computeOnly(input),
          },
        ],
        comparisons: [{
          name: "dataset to Parquet, all features",
          ours: "export",
          baseline: "pipeline alone",
          workload: "simulated market from a tape, every frame, Zstandard; the pipeline alone " +
            "computes the same features and writes nothing",
        }],
        mostRuns: 7,
        mostWarmups: 1,
      }],
      readings: size.name === "full" ? [besidePandas(folder)] : [],
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

/** Taking turns; each side from the zip file on, Python without the start of its interpreter. */
function besidePandas(folder: string): Reading {
  return {
    name: "dataset, LOBSTER GOOG-10, beside pandas",
    workload: "the core group for every row: ours from zip to Parquet, labels included, books " +
      "checked; pandas from zip to a matrix in memory; values compared first; best of " +
      `${TURNS} turns each`,
    target: `≥ ${TARGET_RATIO}×`,
    async read() {
      const zip = dataPath(LOBSTER_ZIP);
      const skipped = { value: 0, met: undefined };
      if (!exists(zip)) return { ...skipped, text: "skipped: no recording" };
      if (!await hasPandas()) return { ...skipped, text: "skipped: no Python with pandas" };
      const input = fileInput("lobster", [zip]);
      await writeDataset(input, CORE, `${folder}/core.csv`);
      const { worst } = await runPandas(zip, "--check", `${folder}/core.csv`);
      if (worst === undefined || !(worst[1] < MOST_DIFFERENCE)) {
        throw new Error(`pandas comes to other values: ${worst}`);
      }
      const clock = new Clock();
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let turn = 0; turn < TURNS; turn++) {
        const startedNanos = clock.nowNanos();
        await writeDataset(input, CORE, `${folder}/core.parquet`);
        ours.push((clock.nowNanos() - startedNanos) / 1e9);
        theirs.push(...(await runPandas(zip)).seconds);
      }
      const ratio = Math.min(...theirs) / Math.min(...ours);
      const text =
        `${Math.min(...ours).toFixed(2)} s, pandas ${Math.min(...theirs).toFixed(2)} s: ` +
        `${ratio.toFixed(1)}×`;
      return { text, value: ratio, met: ratio >= TARGET_RATIO };
    },
  };
}

function writeDataset(input: Input, settings: FeatureSettings, out: string): Promise<ExportReport> {
  return exportDataset({
    input,
    settings,
    featureIndexes: chooseFeatures("all", settings),
    hasMask: false,
    everyFrames: 1,
    rule: {
      horizon: { unit: "frames", frames: 50 },
      smoothing: "mean",
      threshold: { unit: "ticks", ticks: 0 },
    },
    out,
    compression: "zstd",
  });
}

interface PandasResult {
  readonly seconds: readonly number[];
  /** The column that differs most, and by how much. */
  readonly worst?: readonly [string, number];
}

async function runPandas(...args: readonly string[]): Promise<PandasResult> {
  const { success, stdout, stderr } = await python(PANDAS_SCRIPT, ...args);
  if (!success) throw new Error(`pandas failed: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function hasPandas(): Promise<boolean> {
  try {
    return (await python("-c", "import pandas")).success;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}

function python(...args: readonly string[]): Promise<Deno.CommandOutput> {
  return new Deno.Command(PYTHON, { args: [...args], stdout: "piped", stderr: "piped" }).output();
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
