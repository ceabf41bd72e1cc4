/**
 * Runs agents in this thread until all are done or the board asks for a stop. The same loop serves
 * a worker with one agent, a fused worker with several, and the main thread with all (inline).
 *
 * A cycle calls every agent once, in flow order. Cycles without work lead to the wait policy: poll,
 * then arm the doorbell, look once more, and sleep.
 */
import { setImmediate } from "node:timers";
import type { Clock } from "../base/clock.ts";
import type { Doorbell } from "../ring/doorbell.ts";
import { PARK_MILLIS, pollsBeforePark, type WaitPolicy } from "../ring/wait.ts";
import {
  type Board,
  type RoleBoard,
  STATE_DONE,
  STATE_FAILED,
  STATE_RUNNING,
  STATE_STARTING,
} from "../telemetry/board.ts";
import type { Role } from "../telemetry/counters.ts";
import type { Agent } from "./agent.ts";

/** Longest time an edge worker keeps its event loop from turning. */
const YIELD_NANOS = 20e6;
/** How often a thread shows how large its heap is: asking takes some 20 µs. */
const HEAP_NANOS = 2e9;
/** How often the first stage looks whether the others are there. */
const START_POLL_MILLIS = 2;

export interface RunnerOptions {
  readonly agents: readonly Agent[];
  readonly board: Board;
  readonly clock: Clock;
  readonly policy: WaitPolicy;
  readonly doorbell: Doorbell;
  /** Edge workers and the main thread keep their event loop turning; core workers block. */
  readonly edge: boolean;
  /** Stages that must be running before the first cycle: a model that loads costs nobody latency. */
  readonly startsAfter?: readonly Role[];
  /** Which worker in succession this is: one that was replaced ends without another word. Default 0. */
  readonly term?: number;
  /** For tests: called between cycles, may dawdle. */
  readonly disturb?: () => void;
}

/** Runs to the end. Rejects with whatever an agent threw, after closing all of them. */
export async function runAgents(options: RunnerOptions): Promise<void> {
  const boards = options.agents.map((agent) => options.board.role(agent.role));
  const { term = 0 } = options;
  const show = (state: number) => {
    if (boards[0].term !== term) return;
    for (const board of boards) board.state = state;
  };
  try {
    for (const agent of options.agents) await agent.onStart();
    show(STATE_RUNNING);
    await othersRunning(options, boards);
    await dutyCycles(options, boards, term);
    show(STATE_DONE);
  } catch (thrown) {
    show(STATE_FAILED);
    throw thrown;
  } finally {
    if (boards[0].term === term) { for (const agent of options.agents) await agent.onClose(); }
  }
}

/** Edge only: looks every few milliseconds, so that signals and timers go on. */
async function othersRunning(
  { board, startsAfter = [] }: RunnerOptions,
  boards: readonly RoleBoard[],
): Promise<void> {
  const others = startsAfter.map((role) => board.role(role));
  while (!board.stopRequested && others.some(({ state }) => state === STATE_STARTING)) {
    for (const own of boards) own.beat();
    await new Promise((resolve) => setTimeout(resolve, START_POLL_MILLIS));
  }
}

async function dutyCycles(
  options: RunnerOptions,
  boards: readonly RoleBoard[],
  term: number,
): Promise<void> {
  const { agents, board, clock, doorbell, edge, disturb } = options;
  const pollLimit = pollsBeforePark(options.policy);
  let idleCycles = 0;
  let armed = false;
  let yieldedNanos = clock.nowNanos();
  let weighedNanos = yieldedNanos;
  while (!board.stopRequested && boards[0].term === term) {
    const nowNanos = clock.nowNanos();
    let work = 0;
    let live = 0;
    for (let i = 0; i < agents.length; i++) {
      const agent = agents[i];
      if (agent.done) continue;
      live++;
      const outcome = agent.doWork(nowNanos);
      work += typeof outcome === "number" ? outcome : await outcome;
      boards[i].beat();
    }
    if (live === 0) return;
    if (disturb !== undefined) disturb();
    if (nowNanos - weighedNanos > HEAP_NANOS) {
      weighedNanos = nowNanos;
      boards[0].heapBytes = Deno.memoryUsage().heapUsed;
    }
    if (edge && nowNanos - yieldedNanos > YIELD_NANOS) {
      yieldedNanos = nowNanos;
      await nextTurn();
    }
    if (work > 0) {
      if (armed) doorbell.disarm();
      armed = false;
      idleCycles = 0;
    } else if (armed) {
      armed = false;
      const sleepMillis = sleepMillisOf(agents);
      if (sleepMillis < 1) doorbell.disarm();
      else if (edge) await doorbell.waitAsync(sleepMillis);
      else doorbell.wait(sleepMillis);
    } else if (++idleCycles > pollLimit) {
      doorbell.arm();
      armed = true;
    } else {
      Atomics.pause();
    }
  }
}

/** The shortest sleep that any agent asks for. */
function sleepMillisOf(agents: readonly Agent[]): number {
  let millis = PARK_MILLIS;
  for (let i = 0; i < agents.length; i++) {
    const wanted = agents[i].sleepMillis;
    if (wanted !== undefined && wanted < millis) millis = wanted;
  }
  return millis;
}

/** Lets timers, signals and sockets have their turn; setTimeout would add a millisecond. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
