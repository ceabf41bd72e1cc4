/**
 * The topology: which stage runs where, and how idle workers wait. One table a placement.
 *
 * ```text
 *   inline   main thread: ingest book features inference
 *   fused    ingest │ book features inference
 *   split    ingest │ book │ features │ inference
 * ```
 *
 * Trading, when asked for, comes behind inference: in a worker of its own (split) or in the same
 * thread. A gateway to venues has a worker of its own, always. A recorder, when asked for, has a worker of its own (inline: the main thread). Whatever the
 * placement, results are the same; what differs is latency and throughput.
 */
import type { Role } from "../telemetry/counters.ts";
import { chooseWaitPolicy, type WaitPolicy } from "../ring/wait.ts";

export const PLACEMENTS = ["inline", "fused", "split"] as const;
export type Placement = typeof PLACEMENTS[number];

/** One thread and the stages it runs, in flow order. */
export interface Place {
  /** Names the worker's file in workers/, without its ending; "main" = the supervisor's thread. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** Owns an event loop (reads or writes files); the others block and may do nothing else. */
  readonly edge: boolean;
}

export interface Topology {
  readonly placement: Placement;
  readonly places: readonly Place[];
  readonly policy: WaitPolicy;
}

export interface TopologyOptions {
  readonly placement: Placement | "auto";
  readonly policy: WaitPolicy | "auto";
  readonly cores: number;
  readonly recording: boolean;
  /** Strategies trade behind inference; default: none do. */
  readonly trading?: boolean;
  /** The last stage, of a pipeline that ends early: split, and nobody trades. Default: all run. */
  readonly upTo?: "ingest" | "book" | "features" | "inference" | undefined;
  /** Orders go to venues; default: to the simulated exchange. */
  readonly gateway?: boolean;
}

const CORE_STAGES = ["book", "features", "inference"] as const satisfies readonly Role[];

const PLACES: Record<Placement, readonly Place[]> = {
  inline: [{ name: "main", roles: ["ingest", ...CORE_STAGES], edge: true }],
  fused: [
    { name: "1_ingest", roles: ["ingest"], edge: true },
    { name: "fused", roles: CORE_STAGES, edge: false },
  ],
  split: [
    { name: "1_ingest", roles: ["ingest"], edge: true },
    { name: "2_book", roles: ["book"], edge: false },
    { name: "3_features", roles: ["features"], edge: false },
    { name: "4_inference", roles: ["inference"], edge: false },
  ],
};
const TRADING_PLACES: Record<Placement, readonly Place[]> = {
  inline: [{ name: "main", roles: ["ingest", ...CORE_STAGES, "trading"], edge: true }],
  fused: [
    { name: "1_ingest", roles: ["ingest"], edge: true },
    { name: "fused_trading", roles: [...CORE_STAGES, "trading"], edge: false },
  ],
  split: [...PLACES.split, { name: "5_trading", roles: ["trading"], edge: false }],
};
const GATEWAY: Place = { name: "6_gateway", roles: ["gateway"], edge: true };
const RECORDER: Place = { name: "7_recorder", roles: ["recorder"], edge: true };

export function planTopology(options: TopologyOptions): Topology {
  const placement = options.upTo !== undefined
    ? "split"
    : options.placement === "auto"
    ? choosePlacement(options.cores, options.trading === true)
    : options.placement;
  const stages = options.upTo === undefined
    ? (options.trading ? TRADING_PLACES : PLACES)[placement]
    : stagesUpTo(options.upTo);
  const places = withGateway(
    options.recording ? withRecorder(placement, stages) : stages,
    options.gateway === true,
  );
  const policy = options.policy === "auto"
    ? chooseWaitPolicy(places.length, options.cores)
    : options.policy;
  return { placement, places, policy };
}

/** Index of the place that runs `role`. */
export function placeOf(topology: Topology, role: Role): number {
  return topology.places.findIndex((place) => place.roles.includes(role));
}

/** A core for each busy worker and one for everything else, or share. */
function choosePlacement(cores: number, trading: boolean): Placement {
  if (cores > (trading ? TRADING_PLACES : PLACES).split.length) return "split";
  return cores > 1 ? "fused" : "inline";
}

function stagesUpTo(last: Role): readonly Place[] {
  const stages = PLACES.split;
  return stages.slice(0, stages.findIndex(({ roles }) => roles.includes(last)) + 1);
}

function withRecorder(placement: Placement, stages: readonly Place[]): readonly Place[] {
  if (placement !== "inline") return [...stages, RECORDER];
  const [main] = stages;
  return [{ ...main, roles: [...main.roles, "recorder"] }];
}

/** Always a worker of its own: it holds keys, and reaches the network. */
function withGateway(places: readonly Place[], isWanted: boolean): readonly Place[] {
  return isWanted ? [...places, GATEWAY] : places;
}
