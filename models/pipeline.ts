/**
 * The pipeline itself, in this thread, with an agent of the caller's where inference would be: what is
 * collected behind it is what a live session would have seen. That agent may have a worker of its own.
 *
 * ```text
 *   source ─▶ ingest ─▶ book ─▶ features ─▶ the caller's agent
 * ```
 */
import type { Agent } from "../core/agent/agent.ts";
import { runAgents } from "../core/agent/runner.ts";
import { Clock } from "../core/base/clock.ts";
import { BookAgent } from "../core/book/book_agent.ts";
import { FeatureAgent } from "../core/features/feature_agent.ts";
import type { FeatureSettings } from "../core/features/feature_settings.ts";
import type { RingFollower } from "../core/ring/follower.ts";
import type { Topology } from "../core/supervisor/topology.ts";
import { createSharedSession, type SharedSession, Wiring } from "../core/supervisor/wiring.ts";
import { Board } from "../core/telemetry/board.ts";
import { IngestAgent, type IngestReport } from "../core/venues/ingest_agent.ts";
import { InstrumentRegistry } from "../core/venues/instruments.ts";
import { SPEED_MAX } from "../core/venues/pacer.ts";
import type { MarketSource } from "../core/venues/source.ts";
import type { InstrumentDirectory } from "../core/wire/directory.ts";
import { LAST_BESIDE, LAST_HERE, PLACE_BESIDE, type Seat } from "./pipeline_seat.ts";

export interface PipelineOptions {
  readonly source: MarketSource;
  /** Which symbols to let through, and scales that the source does not say; default: all. */
  readonly instruments?: InstrumentRegistry | undefined;
  readonly settings?: FeatureSettings | undefined;
  /** See SessionJob.framesFrom. */
  readonly framesFrom?: number | undefined;
  /** Asks for an early end: what was read is finished and reported. */
  readonly signal?: AbortSignal | undefined;
  /** Called about ten times a second while it runs. */
  readonly onWatch?: ((board: Board) => void) | undefined;
}

export interface PipelineOutcome {
  /** What ingest has to say: symbols, problems of the input. */
  readonly ingest: IngestReport;
  readonly board: Board;
  readonly interrupted: boolean;
}

const WATCH_MILLIS = 100;

/**
 * @param behindFeatures makes the last agent, whose role must be "inference"
 * @throws UserError when the source cannot be used
 */
export async function runPipeline(
  options: PipelineOptions,
  behindFeatures: (frames: RingFollower, directory: InstrumentDirectory) => Agent,
): Promise<PipelineOutcome> {
  const shared = createSharedSession(LAST_HERE);
  const wiring = new Wiring(shared, LAST_HERE);
  const last = behindFeatures(wiring.frameFollower("inference"), wiring.directory());
  return await runStages(options, LAST_HERE, shared, [last]);
}

/** Something that runs the last agent in a worker. */
export interface LastWorker {
  /** Settles when the agent is done; rejects when it cannot go on. */
  readonly done: Promise<unknown>;
}

/**
 * The same with the last agent in a worker, so that it works at the same time; over when that is done.
 * @param begin starts the worker
 * @throws UserError when the source cannot be used; what the worker failed of
 */
export async function runPipelineBeside(
  options: PipelineOptions,
  begin: (seat: Seat) => LastWorker,
): Promise<PipelineOutcome> {
  const shared = createSharedSession(LAST_BESIDE);
  const { done } = begin({
    shared,
    topology: LAST_BESIDE,
    place: PLACE_BESIDE,
    originMillis: performance.timeOrigin,
  });
  const board = new Board(shared.board);
  const bell = new Wiring(shared, LAST_BESIDE).doorbell(PLACE_BESIDE);
  const stop = () => {
    board.requestStop();
    bell.ring();
  };
  // Nobody would take frames out of the ring any more.
  done.catch(stop);
  try {
    const outcome = await runStages(options, LAST_BESIDE, shared, []);
    if (outcome.interrupted) stop();
    await done;
    return outcome;
  } catch (thrown) {
    stop();
    throw thrown;
  }
}

/** Runs the stages of this thread. @param last those behind features, where they are in this thread */
async function runStages(
  options: PipelineOptions,
  topology: Topology,
  shared: SharedSession,
  last: readonly Agent[],
): Promise<PipelineOutcome> {
  const { source, settings, framesFrom } = options;
  const wiring = new Wiring(shared, topology);
  const board = new Board(shared.board);
  const directory = wiring.directory();
  const clock = new Clock();
  const ingest = new IngestAgent({
    source,
    instruments: options.instruments ?? new InstrumentRegistry(),
    market: wiring.marketProducer(),
    board: board.role("ingest"),
    clock,
    speed: SPEED_MAX,
  });
  const book = new BookAgent({
    market: wiring.marketFollower("book"),
    frames: wiring.frameProducer(),
    directory,
    framesFrom,
    board: board.role("book"),
    clock,
  });
  const features = new FeatureAgent({
    frames: wiring.frameFollower("features"),
    directory,
    settings,
    board: board.role("features"),
    clock,
  });
  const { signal, onWatch } = options;
  const stop = () => board.requestStop();
  signal?.addEventListener("abort", stop, { once: true });
  const watch = setInterval(() => onWatch?.(board), WATCH_MILLIS);
  try {
    await runAgents({
      agents: [ingest, book, features, ...last],
      board,
      clock,
      policy: topology.policy,
      doorbell: wiring.doorbell(0),
      edge: true,
    });
  } finally {
    clearInterval(watch);
    signal?.removeEventListener("abort", stop);
  }
  return { ingest: ingest.report(), board, interrupted: signal?.aborted ?? false };
}
