/** A place beside the pipeline's thread, as plain data that is posted to the worker that takes it. */
import type { Topology } from "../core/supervisor/topology.ts";
import type { SharedSession } from "../core/supervisor/wiring.ts";

export interface Seat {
  readonly shared: SharedSession;
  readonly topology: Topology;
  /** Which row of the topology the worker is. */
  readonly place: number;
  /** `performance.timeOrigin` of the pipeline's thread. */
  readonly originMillis: number;
}

/** Everything in one thread, or its last agent in a worker of its own. */
export const LAST_HERE: Topology = {
  placement: "inline",
  places: [{ name: "main", roles: ["ingest", "book", "features", "inference"], edge: true }],
  policy: "park",
};
export const LAST_BESIDE: Topology = {
  placement: "fused",
  places: [
    { name: "main", roles: ["ingest", "book", "features"], edge: true },
    { name: "beside", roles: ["inference"], edge: false },
  ],
  policy: "park",
};
export const PLACE_BESIDE = 1;
