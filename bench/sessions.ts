/** Whole sessions for benchmarks: jobs, tapes to replay, and a sum over the frames that came out. */
import type { FeatureSettings } from "../core/features/feature_settings.ts";
import { openSource } from "../core/supervisor/open_source.ts";
import type { FileInput, SessionJob } from "../core/supervisor/job.ts";
import { runSession, type SessionOutcome } from "../core/supervisor/session.ts";
import type { Placement } from "../core/supervisor/topology.ts";
import { AT_PUBLISHED, mapRing } from "../core/ring/layout.ts";
import { DEFAULT_SCHEDULE } from "../core/inference/schedule.ts";
import type { ModelBytes } from "../core/inference/loaded_model.ts";
import { SPEED_MAX } from "../core/venues/pacer.ts";
import type { Format } from "../core/venues/files/formats.ts";
import type { MarketSource } from "../core/venues/source.ts";
import { F_ASK_LOTS, F_ASK_TICKS, F_BID_LOTS, F_BID_TICKS } from "../core/wire/frame.ts";

/** Newest frames that go into the sum. */
export const SUMMED_FRAMES = 500;

export const SIMULATION_SEED = 1;
const SYMBOLS = ["MILL-USD", "RACE-USD", "WHEEL-USD", "FLUME-USD"];

/** What the plain pipeline computes: both sides do the same work. */
const CORE_FEATURES: FeatureSettings = {
  groups: ["core"],
  calibration: undefined,
  referenceSymbol: undefined,
};

export type Input = SessionJob["input"];

export function simulatedInput(events: number): Input {
  return { kind: "simulated", seed: SIMULATION_SEED, symbols: SYMBOLS, events };
}

export function fileInput(format: Format, paths: readonly string[]): FileInput {
  return {
    kind: "files",
    files: paths.map((path) => ({ path, format })),
    symbols: undefined,
    scales: [],
  };
}

export async function sourceOf(input: Input): Promise<MarketSource> {
  return await openSource(input);
}

/** Runs a session to its end, in this thread or in workers. */
export function replay(
  input: Input,
  placement: Placement,
  model: ModelBytes | undefined,
  recordPath?: string,
): Promise<SessionOutcome> {
  return runSession({
    topology: { placement, policy: "auto", cores: navigator.hardwareConcurrency },
    job: {
      input,
      speed: SPEED_MAX,
      features: CORE_FEATURES,
      model,
      schedule: DEFAULT_SCHEDULE,
      recordPath,
      disturbance: undefined,
    },
  });
}

/** Records that a session read: rows, lines, or groups of messages on a tape. */
export function recordsOf({ board }: SessionOutcome): number {
  return board.role("ingest").counter("records");
}

/** Frames counted, plus prices and quantities at the touch of the newest ones, in ticks and lots. */
export function sumOf({ board, frames }: SessionOutcome): number {
  const count = board.role("inference").counter("frames");
  const { header, words, doubles, capacity, wordsPerSlot } = mapRing(frames);
  let sum = count;
  for (let i = 1; i <= Math.min(count, SUMMED_FRAMES); i++) {
    const at = ((header[AT_PUBLISHED] - i) & (capacity - 1)) * wordsPerSlot;
    sum += words[at + F_BID_TICKS] + words[at + F_ASK_TICKS];
    sum += doubles[(at >> 1) + F_BID_LOTS] + doubles[(at >> 1) + F_ASK_LOTS];
  }
  return sum;
}
