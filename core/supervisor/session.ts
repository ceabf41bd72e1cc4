/**
 * The supervisor: runs one session from start to end. It creates the shared memory, starts the
 * stages where the topology puts them, watches the board, and ends everything when the input is at
 * its end, when it is asked to stop, or when a worker dies.
 */
import { Clock } from "../base/clock.ts";
import { UserError } from "../base/errors.ts";
import { Board } from "../telemetry/board.ts";
import type { Role } from "../telemetry/counters.ts";
import type { StrategyDefinition } from "../trading/strategy.ts";
import { CrewMember, type WorkerEnd } from "./crew.ts";
import { watchSilence } from "./silence.ts";
import { runInline } from "./inline.ts";
import type { SessionJob } from "./job.ts";
import { planTopology, type Topology, type TopologyOptions } from "./topology.ts";
import type { Bootstrap } from "./bootstrap.ts";
import { createSharedSession, type SharedSession, Wiring } from "./wiring.ts";

/** How long workers may take to end once they were asked to. */
const STOP_MILLIS = 800;
const WATCH_MILLIS = 100;

export interface SessionOptions {
  readonly topology: Omit<TopologyOptions, "recording" | "trading">;
  readonly job: SessionJob;
  /** What can be traded by name when all stages run inline; workers bring their own list. */
  readonly strategies?: readonly StrategyDefinition[];
  /** Asks for an early end: what was read is finished and reported. */
  readonly signal?: AbortSignal;
  /** Called once and waited for, before any stage runs: for those who want to watch. */
  readonly onShared?: (shared: SharedSession, topology: Topology) => void | Promise<void>;
  /** Called about ten times a second while the session runs. */
  readonly onWatch?: (board: Board) => void;
}

export interface SessionOutcome {
  readonly topology: Topology;
  readonly board: Board;
  /** What each agent told at its end. */
  readonly reports: Readonly<Partial<Record<Role, unknown>>>;
  /** The frame ring, with the last frames still in it. */
  readonly frames: SharedArrayBuffer;
  readonly interrupted: boolean;
  /** From the call to the end, with the start of the workers. */
  readonly wallNanos: number;
  /** Session clock at the end. */
  readonly endedNanos: number;
}

/** A stage died; the run cannot be trusted. */
export class WorkerDied extends Error {
  override readonly name = "WorkerDied";
}

/**
 * @throws UserError when the input cannot be used
 * @throws WorkerDied when a worker failed, naming it and the reason
 */
export async function runSession(options: SessionOptions): Promise<SessionOutcome> {
  const { job, signal, onWatch } = options;
  const topology = planTopology({
    ...options.topology,
    recording: job.recordPath !== undefined,
    trading: job.trading !== undefined,
  });
  const shared = createSharedSession(topology, options.onShared !== undefined);
  const board = new Board(shared.board);
  const wiring = new Wiring(shared, topology);
  await options.onShared?.(shared, topology);
  const stop = () => {
    board.requestStop();
    topology.places.forEach((_, place) => wiring.doorbell(place).ring());
  };
  signal?.addEventListener("abort", stop, { once: true });
  const watch = setInterval(() => onWatch?.(board), WATCH_MILLIS);
  const clock = new Clock();
  const startedNanos = clock.nowNanos();
  try {
    const bootstraps = topology.places.map((_, place): Bootstrap => ({
      shared,
      topology,
      place,
      job,
      originMillis: performance.timeOrigin,
    }));
    const reports = topology.placement === "inline"
      ? await runInline(bootstraps[0], options.strategies ?? [])
      : await runCrew(bootstraps, board, stop, signal);
    return {
      topology,
      board,
      reports,
      frames: shared.frames,
      interrupted: signal?.aborted ?? false,
      wallNanos: clock.nowNanos() - startedNanos,
      endedNanos: clock.nowNanos(),
    };
  } finally {
    clearInterval(watch);
    signal?.removeEventListener("abort", stop);
  }
}

async function runCrew(
  bootstraps: readonly Bootstrap[],
  board: Board,
  stop: () => void,
  signal: AbortSignal | undefined,
): Promise<Record<string, unknown>> {
  const { topology } = bootstraps[0];
  const crew = topology.places.map((place, i) => new CrewMember(place, bootstraps[i]));
  const silence = watchSilence(board, topology);
  const ends: WorkerEnd[] = [];
  let failure: WorkerEnd | undefined;
  const endings = crew.map((member) =>
    member.ended.then((end) => {
      ends.push(end);
      if (end.farewell.kind !== "failed" || failure !== undefined) return;
      failure = end;
      stop();
    })
  );
  try {
    const everyone = Promise.all(endings);
    const cutShort = abortedOrFailed(crew, signal).then(() => delay(STOP_MILLIS));
    const silent = await Promise.race([everyone, cutShort, silence.noticed]);
    if (typeof silent === "string") throw new WorkerDied(silent);
  } finally {
    silence.cancel();
    stop();
    for (const member of crew) member.terminate();
  }
  if (failure !== undefined) throw errorOf(failure);
  return Object.assign({}, ...ends.map(reportsOf));
}

function errorOf({ place, farewell }: WorkerEnd): Error {
  if (farewell.kind !== "failed") return new WorkerDied(`worker ${place.name} ended`);
  if (farewell.badInput) return new UserError(farewell.message);
  return new WorkerDied(`worker ${place.name} died: ${farewell.message}`);
}

function reportsOf({ farewell }: WorkerEnd): Readonly<Record<string, unknown>> {
  return farewell.kind === "done" ? farewell.reports : {};
}

/** Resolves once somebody wants the session to end early. */
function abortedOrFailed(
  crew: readonly CrewMember[],
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener("abort", () => resolve(), { once: true });
    for (const member of crew) {
      member.ended.then(({ farewell }) => {
        if (farewell.kind === "failed") resolve();
      });
    }
  });
}

/** Resolves after so long. */
export function delay(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
