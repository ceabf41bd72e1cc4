/** Sessions for tests: a job with nothing unusual, and a runner that returns what matters. */
import { SHIPPED_MODEL } from "../../models/shipped.ts";
import { loadModel } from "../../models/model_files.ts";
import type { FileInput, SessionJob } from "../../core/supervisor/job.ts";
import { runSession, type SessionOptions } from "../../core/supervisor/session.ts";
import type { Placement } from "../../core/supervisor/topology.ts";
import { recogniseFormat } from "../../core/venues/files/recognise.ts";
import { SPEED_MAX } from "../../core/venues/pacer.ts";

export interface RunResult {
  readonly hashes: Readonly<Record<"ingest" | "book" | "features" | "inference", string>>;
  readonly messages: number;
  readonly frames: number;
  readonly compared: number;
  readonly mismatches: number;
  readonly gaps: number;
}

/** A session of the simulated market. */
export async function simulatedJob(
  events: number,
  changes: Partial<SessionJob> = {},
): Promise<SessionJob> {
  return {
    input: { kind: "simulated", seed: 7, events, symbols: ["ALPHA-USD", "BETA-USD"] },
    speed: SPEED_MAX,
    model: await loadModel(SHIPPED_MODEL),
    schedule: { everyFrames: 64 },
    recordPath: undefined,
    disturbance: undefined,
    ...changes,
  };
}

/** A session of recordings. */
export async function fileJob(
  paths: readonly string[],
  changes: Partial<SessionJob> = {},
): Promise<SessionJob> {
  const files: FileInput["files"][number][] = [];
  for (const path of paths) files.push({ path, format: await recogniseFormat(path) });
  const input: FileInput = { kind: "files", files, symbols: undefined, scales: [] };
  return { ...await simulatedJob(0), input, ...changes };
}

export async function run(
  job: SessionJob,
  placement: Placement,
  options: Partial<SessionOptions> = {},
): Promise<RunResult> {
  const cores = navigator.hardwareConcurrency;
  const topology = { placement, policy: "auto", cores } as const;
  const { board } = await runSession({ topology, job, ...options });
  const book = board.role("book");
  return {
    hashes: {
      ingest: board.role("ingest").hash,
      book: book.hash,
      features: board.role("features").hash,
      inference: board.role("inference").hash,
    },
    messages: board.role("ingest").counter("messages"),
    frames: board.role("inference").counter("frames"),
    compared: book.counter("compared"),
    mismatches: book.counter("mismatches"),
    gaps: book.counter("gaps"),
  };
}
