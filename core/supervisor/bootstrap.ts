/**
 * What passes between the supervisor and a worker: one message each way. Everything else goes
 * through shared memory.
 */
import type { SessionJob } from "./job.ts";
import type { Topology } from "./topology.ts";
import type { SharedSession } from "./wiring.ts";

/** The only message a worker gets. */
export interface Bootstrap {
  readonly shared: SharedSession;
  readonly topology: Topology;
  /** Which row of the topology this worker is. */
  readonly place: number;
  readonly job: SessionJob;
  /** 0 = the first worker at this place; above: it takes over from one that died. */
  readonly attempt?: number;
  /** `performance.timeOrigin` of the supervisor. */
  readonly originMillis: number;
}

/** The only message a worker sends. */
export type Farewell =
  | { readonly kind: "done"; readonly reports: Readonly<Record<string, unknown>> }
  | { readonly kind: "failed"; readonly message: string; readonly badInput: boolean };
