/** `millrace replay`: recordings, a tape or the simulated market through the whole pipeline. */
import type { Command } from "commander";
import {
  EXIT_BAD_INPUT,
  EXIT_FAILED,
  EXIT_INTERRUPTED,
  EXIT_OK,
  UserError,
} from "../core/base/errors.ts";
import { RUNTIMES } from "../core/inference/runtime.ts";
import type { Board } from "../core/telemetry/board.ts";
import { WAIT_POLICIES } from "../core/ring/wait.ts";
import type { SessionJob } from "../core/supervisor/job.ts";
import { runSession } from "../core/supervisor/session.ts";
import { PLACEMENTS } from "../core/supervisor/topology.ts";
import { STRATEGIES } from "../strategies/registry.ts";
import { oneOf, scheduleOf, sessionTimeOf, speedOf, wholeNumber } from "./arguments.ts";
import { addFeatureOptions, type FeatureFlags, featureSettingsOf } from "./feature_options.ts";
import { countText, durationText } from "./format.ts";
import { addInputOptions, type InputFlags, inputOf } from "./input.ts";
import { withInterrupt } from "./interrupt.ts";
import { MODEL_HELP, servedModel } from "./model_option.ts";
import { isBadInput, printProblems } from "./problems_text.ts";
import { Progress } from "./progress.ts";
import type { ExitCodeSink } from "./exit_code.ts";
import { addServeOptions, controlOptionsOf, type ServeFlags } from "./serve_options.ts";
import { summarise } from "./replay_summary.ts";
import { renderSummary } from "./replay_text.ts";
import { WatchedReplay } from "./watched_replay.ts";
import { requireTerminal } from "./terminal/require_terminal.ts";
import { addTradingOptions, type TradingFlags, tradingJobOf } from "./trading_options.ts";
import { verifySession } from "./verify.ts";
import { writeTextFile } from "./write_out.ts";

/** About ten seconds on two cores of a laptop. */
const DEFAULT_EVENTS = 2_000_000;

const EXAMPLES = `
Examples:
  deno task replay                                  the simulated market: no data, no keys, no network
  deno task replay GOOG_2012-06-21_10.zip           a LOBSTER sample, checked against its book file
  deno task replay spot_0808.gz spot_0809.gz        raw Binance lines, a chain over midnight
  deno task replay session.jsonl.zst --speed 1x     a captured session at the pace it happened
  deno task replay AAPL_1min.csv.gz SPY_1min.csv.gz bars of two stocks, merged by time
  deno task replay --record out.tape                keep what passed through the market ring
  deno task replay out.tape --json                  the same hashes again, for a program to read
  deno task replay --verify sessions/2026-…         prove that a live session's decisions come again
  deno task replay --strategy twap:side=buy         trade on the simulated exchange behind it

Reads LOBSTER message+book pairs (also in their zip), raw Binance lines, cryptofeed-style captures of
Binance and Coinbase, NASDAQ ITCH 5.0, five-level snapshot Parquet, OHLCV bars and Millrace tapes; .gz,
.zst and .zip directly. Files of one venue form a chain; different ones are merged by time of receipt.

Bars: CSV with a header (a time, open, high, low, close, volume, in any order) or as Binance and Kraken
dump them; oldest or newest row first; symbol and length from the name: AAPL_1min.csv.gz,
BTCUSDT-1m-2024-01.zip. A bar comes when it ends. Its row's time is taken for its beginning, except
where days run like 09:31 … 16:00: --bar-label. Times without zone are UTC: --bar-zone.

Placement: inline runs all stages in one thread, fused in two, split in one worker a stage; auto
chooses by the cores of the machine. The results are the same, hash for hash.

Exit codes: 0 done; 1 a worker died, a book differed from the venue's, or a proof failed; 2 bad input; 130 interrupted.`;

interface ReplayFlags extends InputFlags, FeatureFlags, TradingFlags, ServeFlags {
  readonly from?: string;
  readonly speed?: string;
  readonly model: string;
  readonly runtime: string;
  readonly predictEvery: string;
  readonly placement: string;
  readonly wait: string;
  readonly record?: string;
  readonly out?: string;
  readonly verify?: string;
  readonly tui?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addReplay(program: Command, exit: ExitCodeSink): void {
  const command = program.command("replay")
    .description("Run recordings, a tape or the simulated market through the whole pipeline.");
  addServeOptions(addTradingOptions(addFeatureOptions(addInputOptions(command, DEFAULT_EVENTS))))
    .option("--from <time>", "first frame at this time of the first day, UTC: 14:30, 1+00:05")
    .option("--speed <factor>", "max, 1x, 10x …: pace of the recording (default: max; watched: 1x)")
    .option("--model <folder>", MODEL_HELP, "shipped")
    .option("--runtime <name>", `what evaluates the model: ${RUNTIMES.join(", ")}`, "auto")
    .option("--predict-every <n>", "frames (64) or event time (100ms) between predictions", "64")
    .option("--placement <where>", `auto, ${PLACEMENTS.join(", ")}`, "auto")
    .option("--wait <how>", `what idle workers do: auto, ${WAIT_POLICIES.join(", ")}`, "auto")
    .option("--record <tape>", "write what passed through the market ring to a tape")
    .option("--out <folder>", "write summary.json and summary.txt there")
    .option("--verify <session>", "prove that a live session's decisions come again; no files then")
    .option("--tui", "watch it on this terminal")
    .option("--json", "print one JSON object instead of the summary")
    .option("--quiet", "no progress")
    .addHelpText("after", EXAMPLES)
    .action(async (files: string[], flags: ReplayFlags) => exit(await replay(files, flags)));
}

/** @returns the exit code */
async function replay(files: readonly string[], flags: ReplayFlags): Promise<number> {
  const cores = navigator.hardwareConcurrency;
  const topology = {
    placement: oneOf("--placement", flags.placement, ["auto", ...PLACEMENTS]),
    policy: oneOf("--wait", flags.wait, ["auto", ...WAIT_POLICIES]),
    cores,
  };
  if (flags.verify !== undefined) {
    if (files.length > 0) {
      throw new UserError(`--verify ${flags.verify}: takes no other recordings`);
    }
    return await verifySession(flags.verify, topology, flags.json === true);
  }
  const job = await jobOf(files, flags);
  if (flags.out !== undefined) makeFolder(flags.out);
  const isOnTerminal = flags.tui === true;
  if (isOnTerminal) requireTerminal();
  const progress = new Progress({ quiet: flags.quiet === true || isOnTerminal });
  const control = controlOptionsOf(flags);
  const quit = new AbortController();
  const watched = control === undefined && !isOnTerminal
    ? undefined
    : new WatchedReplay({ control, isOnTerminal, onQuit: () => quit.abort() }, job, files);
  const outcome = await withInterrupt((signal) =>
    runSession({
      topology,
      job,
      strategies: STRATEGIES,
      signal: AbortSignal.any([signal, quit.signal]),
      ...(watched === undefined ? {} : { onShared: watched.start }),
      onWatch: (board) => showProgress(progress, board),
    }).finally(() => progress.end())
  ).finally(() => watched?.close());
  const summary = summarise(job, outcome, cores);
  const text = renderSummary(summary);
  const json = JSON.stringify(summary, undefined, 2);
  console.log(flags.json ? json : text);
  if (flags.out !== undefined) {
    writeTextFile(`${flags.out}/summary.json`, `${json}\n`);
    writeTextFile(`${flags.out}/summary.txt`, `${text}\n`);
  }
  printProblems(summary.problems);
  if (outcome.interrupted) return EXIT_INTERRUPTED;
  if (isBadInput(summary.problems)) return EXIT_BAD_INPUT;
  return summary.checks.mismatches > 0 ? EXIT_FAILED : EXIT_OK;
}

async function jobOf(files: readonly string[], flags: ReplayFlags): Promise<SessionJob> {
  const input = await inputOf(files, flags);
  const features = await featureSettingsOf(flags, input);
  const seed = wholeNumber("--seed", flags.seed, 0, 0xffff_ffff);
  return {
    input,
    speed: speedOf(flags.speed ?? (isWatched(flags) ? "1x" : "max")),
    features,
    trading: await tradingJobOf(flags, seed, features),
    framesFrom: flags.from === undefined ? undefined : sessionTimeOf("--from", flags.from),
    model: await servedModel(flags.model),
    runtime: oneOf("--runtime", flags.runtime, RUNTIMES),
    schedule: scheduleOf(flags.predictEvery),
    recordPath: flags.record,
    disturbance: undefined,
  };
}

/** Whoever looks on wants to see a market, not its end. */
function isWatched({ serve, tui }: ReplayFlags): boolean {
  return serve !== undefined || tui === true;
}

function showProgress(progress: Progress, board: Board): void {
  const ingest = board.role("ingest");
  const frames = board.role("inference").counter("frames");
  const { p50 } = board.role("inference").totalLatency.summary();
  const latency = frames > 0 ? `, p50 ${durationText(p50)} to prediction` : "";
  progress.show(
    ingest.counter("progress"),
    `${countText(ingest.counter("messages"))} events, ${countText(frames)} frames${latency}`,
  );
}

function makeFolder(path: string): void {
  try {
    Deno.mkdirSync(path, { recursive: true });
  } catch (thrown) {
    throw new UserError(`--out ${path}: cannot make this folder (${(thrown as Error).message})`);
  }
}
