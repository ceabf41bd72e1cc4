/**
 * Runs one place of the topology in the calling thread, be it a worker's or the supervisor's own.
 */
import { assert } from "../base/assert.ts";
import { Clock } from "../base/clock.ts";
import { Prng } from "../base/prng.ts";
import type { Agent } from "../agent/agent.ts";
import { runAgents } from "../agent/runner.ts";
import { Board } from "../telemetry/board.ts";
import type { Role } from "../telemetry/counters.ts";
import type { Bootstrap } from "./bootstrap.ts";
import type { Disturbance } from "./job.ts";
import type { StageBuilder, StageContext } from "./stages/context.ts";
import type { Topology } from "./topology.ts";
import { Wiring } from "./wiring.ts";

/** Longest that a disturbed place dawdles at a time. */
const DISTURB_NANOS = 200_000;

/** @returns the agents' reports by role, once all of them are done */
export async function runPlace(
  bootstrap: Bootstrap,
  builders: readonly StageBuilder[],
): Promise<Record<string, unknown>> {
  const { shared, topology, place, job, originMillis, attempt = 0 } = bootstrap;
  const context: StageContext = {
    wiring: new Wiring(shared, topology),
    board: new Board(shared.board),
    clock: new Clock(originMillis),
    job,
    attempt,
  };
  const agents: Agent[] = [];
  for (const build of builders) agents.push(await build(context));
  await runAgents({
    agents,
    board: context.board,
    clock: context.clock,
    policy: topology.policy,
    doorbell: context.wiring.doorbell(place),
    edge: topology.places[place].edge,
    term: attempt,
    startsAfter: rolesElsewhere(topology, place),
    ...(job.disturbance === undefined
      ? {}
      : { disturb: disturb(job.disturbance, place, attempt, context.clock) }),
  });
  return Object.fromEntries(agents.map((agent) => [agent.role, agent.report?.()]));
}

/** The first stage waits for all others; they need not wait for anybody. */
function rolesElsewhere({ places }: Topology, place: number): readonly Role[] {
  if (!places[place].roles.includes("ingest")) return [];
  return places.flatMap(({ roles }, index) => index === place ? [] : roles);
}

/** Dawdles now and then, and dies when told to: scheduling noise on demand. */
function disturb(
  disturbance: Disturbance,
  place: number,
  attempt: number,
  clock: Clock,
): () => void {
  const { seed, dyingPlace, dyingAfterCycles = 0, freezes, dyingTimes = Infinity } = disturbance;
  const prng = new Prng(seed + place);
  const isDying = place === dyingPlace && attempt < dyingTimes;
  let cycles = 0;
  return () => {
    cycles++;
    if (isDying && cycles > dyingAfterCycles) {
      while (freezes === true);
      assert(false, "this worker was told to die");
    }
    if (prng.nextBelow(8) !== 0) return;
    const untilNanos = clock.nowNanos() + prng.nextBelow(DISTURB_NANOS);
    while (clock.nowNanos() < untilNanos);
  };
}
