/**
 * Whole replays: ingest, books, features and model, in one thread, in two, and in a worker a stage,
 * beside the plain pipeline.
 *
 * ```text
 *                       Millrace reads              the plain pipeline reads
 *   simulated market    a tape from disk            JSON lines in memory
 *   LOBSTER             both files in their zip     the same
 *   Binance             the packed files            JSON lines in memory, already in sequence
 * ```
 *
 * The market is simulated beforehand, so neither side pays for it. Fused and split sessions run in
 * workers that were just started and compile as they go. Where the plain pipeline reads as many
 * records it does so too, beside them; where it reads fewer it is compiled beforehand.
 */
import type { ModelBytes } from "../core/inference/loaded_model.ts";
import { type Placement, PLACEMENTS } from "../core/supervisor/topology.ts";
import { loadModel } from "../models/model_files.ts";
import { SHIPPED_MODEL } from "../models/shipped.ts";
import { dataPath } from "../tests/real_data.ts";
import {
  type Bench,
  type Comparison,
  type Contender,
  type Match,
  opsFor,
  type Size,
} from "./harness.ts";
import { makeEventLines } from "./inputs/event_lines.ts";
import { readLobsterRows } from "./inputs/lobster_files.ts";
import { type PlainInput, PREDICT_EVERY, runPlain } from "./plain_run.ts";
import {
  fileInput,
  type Input,
  recordsOf,
  replay,
  simulatedInput,
  SIMULATION_SEED,
  sourceOf,
  sumOf,
} from "./sessions.ts";

const TARGET_RATIO = 6;
/** Records a second through separate workers: the floor. */
const TARGET_RATE = 100_000;
const PLAIN = "plain pipeline";
const FRESH_PLAIN = "plain pipeline, fresh worker";
const LOBSTER_ZIP = "lobster/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip";
const BINANCE_FILES = ["binance/spot_btcusdt_20240808.gz", "binance/spot_btcusdt_20240809.gz"];

/** What a session costs before its first record. */
const STARTS: readonly Comparison[] = PLACEMENTS.map((placement) => ({
  name: `session start, ${placement}`,
  ours: startName(placement),
  workload:
    "a session of one event: workers, modules and model are loaded, and ended; inline the " +
    "process has loaded them before",
}));

/** What the plain pipeline reads; the model is the same for all. */
type PlainData = Omit<PlainInput, "features" | "classes">;

/** A market as both sides get it. */
interface Market {
  readonly name: string;
  readonly source: string;
  readonly input: Input;
  readonly plain: PlainData;
  /** Frames that only our side has: the book that a LOBSTER file starts from. */
  readonly extraFrames?: number;
}

export const REPLAY_BENCH: Bench = {
  name: "replay",
  async prepare(size) {
    const folder = await Deno.makeTempDir({ prefix: "millrace-bench-" });
    const model = await loadModel(SHIPPED_MODEL);
    const plainRecords = opsFor(size, 10_000, 2_000);
    const markets = [
      await simulatedMarket(`${folder}/simulated.tape`, opsFor(size, 400_000, 2_000), plainRecords),
      ...size.name === "full" ? await recordedMarkets(plainRecords) : [],
    ];
    const matches: Match[] = [];
    for (const market of markets) matches.push(await placements(size, market, model));
    matches[0] = { ...matches[0], comparisons: [...matches[0].comparisons, ...STARTS] };
    return {
      matches,
      close: () => Deno.remove(folder, { recursive: true }),
    };
  },
};

/** The smallest size gives both sides the same events, so that their sums are compared. */
async function simulatedMarket(tape: string, events: number, plain: number): Promise<Market> {
  await replay(simulatedInput(events), "inline", undefined, tape);
  return {
    name: "simulated market",
    source: `seed ${SIMULATION_SEED}, 4 symbols; ours from a tape, the plain one from JSON lines`,
    input: fileInput("tape", [tape]),
    plain: await plainFromLines(simulatedInput(plain)),
  };
}

async function recordedMarkets(plainRecords: number): Promise<Market[]> {
  const markets: Market[] = [];
  const zip = dataPath(LOBSTER_ZIP);
  if (exists(zip)) {
    const { messages } = await readLobsterRows(zip, Number.POSITIVE_INFINITY);
    markets.push({
      name: "LOBSTER GOOG-10",
      source: "both unpack the zip and check every row against the book file",
      input: fileInput("lobster", [zip]),
      extraFrames: 1,
      plain: { lines: undefined, zip, records: messages.length, ticks: [0.01], lots: [1] },
    });
  }
  const chain = BINANCE_FILES.map(dataPath);
  if (chain.every(exists)) {
    const input = fileInput("binance", chain);
    markets.push({
      name: "Binance spot",
      source: "10.8 minutes of BTCUSDT; ours unpacks and puts in sequence, the plain one gets " +
        "JSON lines of that",
      input,
      plain: await plainFromLines(input, plainRecords),
    });
  }
  return markets;
}

async function plainFromLines(input: Input, mostLines?: number): Promise<PlainData> {
  const { lines, ticks, lots } = await makeEventLines(await sourceOf(input), mostLines);
  return { lines, zip: "", records: lines.length, ticks, lots };
}

async function placements(
  size: Size,
  { name, source, input, plain, extraFrames = 0 }: Market,
  model: ModelBytes,
): Promise<Match> {
  const records = recordsOf(await replay(input, "inline", model));
  const { features, classes } = model.manifest;
  const plainInput = { ...plain, features, classes: classes.length };
  const isWhole = plain.records === records;
  return {
    unit: "records",
    contenders: [
      { name: PLAIN, ops: plain.records, run: () => runPlain(plainInput) },
      ...isWhole ? [freshPlain(plainInput)] : [],
      ...PLACEMENTS.flatMap((placement): Contender[] => [
        {
          name: placement,
          ops: records,
          run: async () => sumOf(await replay(input, placement, model)) - extraFrames,
        },
        {
          name: startName(placement),
          ops: 1,
          run: async () => sumOf(await replay(simulatedInput(1), placement, model)),
        },
      ]),
    ],
    comparisons: PLACEMENTS.map((placement) => ({
      name: `replay, ${name}, ${placement}`,
      ours: placement,
      baseline: isWhole && placement !== "inline" ? FRESH_PLAIN : PLAIN,
      start: startName(placement),
      targetRatio: TARGET_RATIO,
      ...(placement === "split" ? { targetRate: TARGET_RATE } : {}),
      workload:
        `books, the core features, a prediction every ${PREDICT_EVERY} frames; ${source}; ` +
        "whole sessions less their start",
    })),
    mostRuns: size.name === "full" ? 15 : 3,
    mostWarmups: 1,
  };
}

function startName(placement: Placement): string {
  return `start ${placement}`;
}

/** As in fused and split, everything that runs was never compiled before. */
function freshPlain(input: PlainInput): Contender {
  let worker: Worker | undefined;
  return {
    name: FRESH_PLAIN,
    ops: input.records,
    async before() {
      worker?.terminate();
      worker = new Worker(new URL("./plain_worker.ts", import.meta.url), { type: "module" });
      await answerOf(worker, input);
    },
    async run() {
      const sum = await answerOf(worker!, "run");
      worker!.terminate();
      return sum;
    },
  };
}

function answerOf(worker: Worker, message: PlainInput | "run"): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<number>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(message);
  });
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
