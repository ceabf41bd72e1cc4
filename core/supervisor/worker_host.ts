/**
 * The inside of every worker: waits for the supervisor's one message, builds the agents, runs them,
 * and answers with what they have to tell or with why they failed.
 *
 * ```text
 *   supervisor ──Bootstrap──▶ worker            once
 *   supervisor ◀──Farewell─── worker            once, at the end
 *   supervisor ◀══ board ════ worker            all the time, through shared memory
 * ```
 */
import { Clock } from "../base/clock.ts";
import { messageOf, UserError } from "../base/errors.ts";
import { Prng } from "../base/prng.ts";
import { runAgents } from "../agent/runner.ts";
import { Board } from "../telemetry/board.ts";
import type { SessionJob } from "./job.ts";
import type { StageBuilder, StageContext } from "./stages/context.ts";
import type { Topology } from "./topology.ts";
import { type SharedSession, Wiring } from "./wiring.ts";

/** The only message a worker gets. */
export interface Bootstrap {
  readonly shared: SharedSession;
  readonly topology: Topology;
  /** Which row of the topology this worker is. */
  readonly place: number;
  readonly job: SessionJob;
  /** `performance.timeOrigin` of the supervisor. */
  readonly originMillis: number;
}

/** The only message a worker sends. */
export type Farewell =
  | { readonly kind: "done"; readonly reports: Readonly<Record<string, unknown>> }
  | { readonly kind: "failed"; readonly message: string; readonly badInput: boolean };

/** Calls of this many nanoseconds at most, when a test asks for disturbance. */
const DISTURB_NANOS = 200_000;

/** Runs one place of the topology in the calling thread. @returns the agents' reports by role */
export async function runPlace(
  bootstrap: Bootstrap,
  builders: readonly StageBuilder[],
): Promise<Record<string, unknown>> {
  const { shared, topology, place, job, originMillis } = bootstrap;
  const context: StageContext = {
    wiring: new Wiring(shared, topology),
    board: new Board(shared.board),
    clock: new Clock(originMillis),
    job,
  };
  const agents = builders.map((build) => build(context));
  await runAgents({
    agents,
    board: context.board,
    clock: context.clock,
    policy: topology.policy,
    doorbell: context.wiring.doorbell(place),
    edge: topology.places[place].edge,
    ...(job.disturbSeed === undefined
      ? {}
      : { disturb: disturbance(job.disturbSeed + place, context.clock) }),
  });
  return Object.fromEntries(agents.map((agent) => [agent.role, agent.report?.()]));
}

/** Called by each file in workers/, with the builders of its stages. */
export function hostWorker(...builders: StageBuilder[]): void {
  self.onmessage = async (event: MessageEvent<Bootstrap>) => {
    self.postMessage(await farewellOf(event.data, builders));
    self.close();
  };
}

async function farewellOf(
  bootstrap: Bootstrap,
  builders: readonly StageBuilder[],
): Promise<Farewell> {
  try {
    return { kind: "done", reports: await runPlace(bootstrap, builders) };
  } catch (thrown) {
    return {
      kind: "failed",
      message: messageOf(thrown),
      badInput: thrown instanceof UserError,
    };
  }
}

/** Dawdles now and then, from a seed: scheduling noise on demand. */
function disturbance(seed: number, clock: Clock): () => void {
  const prng = new Prng(seed);
  return () => {
    if (prng.nextBelow(8) !== 0) return;
    const untilNanos = clock.nowNanos() + prng.nextBelow(DISTURB_NANOS);
    while (clock.nowNanos() < untilNanos);
  };
}
