/**
 * The table of features of a LOBSTER day beside the same table in pandas and NumPy (bench/peers/matrix),
 * both from the zip file to a Parquet file. The values are compared first: a table that is another one
 * is no measure.
 *
 * Python is no part of the project: MILLRACE_PYTHON names one (default: python3).
 */
import { Clock } from "../core/base/clock.ts";
import { dataPath } from "../tests/real_data.ts";
import type { Reading } from "./harness.ts";

const SAMPLE = "lobster/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip";
const MATRIX = new URL("peers/matrix", import.meta.url).pathname;
const PROGRAM = new URL("../main.ts", import.meta.url).pathname;
const PYTHON = Deno.env.get("MILLRACE_PYTHON") ?? "python3";
const TARGET_RATIO = 20;
const TURNS = 3;
const RUNS_A_TURN = 3;
/** Of rows in which a column must be the same: ratios of sums that have faded differ in some. */
const LEAST_EQUAL = 0.98;

/** What bench/peers/matrix prints. */
interface MatrixResult {
  readonly rows: number;
  readonly columns: number;
  readonly seconds: readonly number[];
  readonly versions: Readonly<Record<string, string>>;
  readonly check?: {
    readonly tolerance: number;
    readonly columns: number;
    /** By column that is not the same in every row: the share of rows in which it is. */
    readonly unequal: Readonly<Record<string, number>>;
  };
}

/**
 * @param folder for files
 * @param write writes the whole table of the recording in this process
 */
export function besidePandas(
  folder: string,
  write: (path: string, out: string) => Promise<unknown>,
): Reading {
  return {
    name: "dataset, LOBSTER GOOG-10, beside pandas",
    workload:
      "the whole default table, 178 features, times and labels, of every row, from the zip " +
      "to a Parquet file on both sides; values compared first; books are checked on ours only; " +
      `best of ${
        TURNS * RUNS_A_TURN
      } runs in a process that has run before, and of ${TURNS} commands ` +
      "with their start; pandas is vectorised, with loops where it has nothing",
    target: `≥ ${TARGET_RATIO}×`,
    async read() {
      const sample = dataPath(SAMPLE);
      const skipped = { value: 0, met: undefined };
      if (!exists(sample)) return { ...skipped, text: "skipped: no recording" };
      if (!await hasPandas()) {
        return { ...skipped, text: "skipped: no Python with pandas and pyarrow" };
      }
      const ours = `${folder}/ours.parquet`;
      const theirs = `${folder}/theirs.parquet`;
      await write(sample, ours);
      const checked = await matrix(sample, theirs, "--check", ours);
      const seconds = await takeTurns(sample, ours, theirs, write);
      const ratio = seconds.theirs / seconds.ours;
      const text = [
        `${seconds.ours.toFixed(2)} s, pandas ${seconds.theirs.toFixed(2)} s: ${ratio.toFixed(1)}×`,
        `as commands ${seconds.ourCommand.toFixed(2)} s, ${seconds.theirCommand.toFixed(2)} s: ` +
        `${(seconds.theirCommand / seconds.ourCommand).toFixed(1)}×`,
      ].join("; ");
      const versions = Object.entries(checked.versions).map((parts) => parts.join(" "));
      const note = `${equalityText(checked)}; ${versions.join(", ")}`;
      return { text, value: ratio, met: ratio >= TARGET_RATIO, note };
    },
  };
}

/** The best of each, in seconds. */
interface Seconds {
  readonly ours: number;
  readonly theirs: number;
  readonly ourCommand: number;
  readonly theirCommand: number;
}

async function takeTurns(
  sample: string,
  ours: string,
  theirs: string,
  write: (path: string, out: string) => Promise<unknown>,
): Promise<Seconds> {
  const best = { ours: Infinity, theirs: Infinity, ourCommand: Infinity, theirCommand: Infinity };
  const command = ["run", "-A", PROGRAM, "data", "features", sample, "--out", ours, "--quiet"];
  for (let turn = 0; turn < TURNS; turn++) {
    for (let run = 0; run < RUNS_A_TURN; run++) {
      best.ours = Math.min(best.ours, await secondsOf(() => write(sample, ours)));
    }
    const { seconds } = await matrix(sample, theirs, "--runs", String(RUNS_A_TURN));
    best.theirs = Math.min(best.theirs, ...seconds);
    const ourCommand = await secondsOf(() => output(Deno.execPath(), command));
    best.ourCommand = Math.min(best.ourCommand, ourCommand);
    best.theirCommand = Math.min(best.theirCommand, await secondsOf(() => matrix(sample, theirs)));
  }
  return best;
}

/** @throws Error when a column is another one */
function equalityText({ check }: MatrixResult): string {
  if (check === undefined) throw new Error("pandas compared nothing");
  const unequal = Object.entries(check.unequal).sort(([, a], [, b]) => a - b);
  const [worst] = unequal;
  if (worst === undefined) return `${check.columns} columns equal in every row`;
  if (worst[1] < LEAST_EQUAL) throw new Error(`pandas comes to other values: ${worst}`);
  const few = unequal.filter(([, share]) => share < 0.999).map(([name, share]) =>
    `${name} ${(100 * share).toFixed(1)} %`
  );
  return `${check.columns - few.length} of ${check.columns} columns equal in 99.9 % of rows and ` +
    `more (within ${check.tolerance}), besides ${few.join(", ")}`;
}

async function matrix(...args: readonly string[]): Promise<MatrixResult> {
  return JSON.parse(await output(PYTHON, [MATRIX, ...args]));
}

async function hasPandas(): Promise<boolean> {
  try {
    await output(PYTHON, ["-c", "import pandas, pyarrow"]);
    return true;
  } catch {
    // No Python, or one without them: the row says so.
    return false;
  }
}

/** What a command prints. @throws Error with what it complains of */
async function output(command: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${command} ${args[0]}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const clock = new Clock();
  const startedNanos = clock.nowNanos();
  await work();
  return (clock.nowNanos() - startedNanos) / 1e9;
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
