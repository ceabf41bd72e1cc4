/** What a live session is started with, where it is recorded, and how it ended. */
import type { StrategyDefinition } from "../trading/strategy.ts";
import type { SessionJob } from "./job.ts";
import type { RestartPolicy } from "./restart_policy.ts";
import type { SessionFolder } from "./session_folder.ts";
import type { SessionView } from "./session_view.ts";
import { planTopology, type Topology, type TopologyOptions } from "./topology.ts";

export interface LiveSessionOptions {
  readonly topology: Omit<TopologyOptions, "recording" | "trading">;
  /** Where it is recorded is the folder's business. */
  readonly job: SessionJob;
  readonly mode: SessionView["trading"];
  /** What the market comes from, as a person would say it. */
  readonly source: string;
  readonly folder?: SessionFolder | undefined;
  /** What can be traded by name. */
  readonly strategies: readonly StrategyDefinition[];
  readonly modelName?: string | undefined;
  readonly configuration?: Readonly<Record<string, unknown>> | undefined;
  readonly policy?: Partial<RestartPolicy>;
}

/** How a session ended. */
export interface LiveOutcome {
  readonly reports: Readonly<Record<string, unknown>>;
  /** Undefined = in good order. */
  readonly failure: Error | undefined;
  readonly isKilled: boolean;
  readonly restarts: number;
  readonly wallNanos: number;
  readonly endedNanos: number;
}

/** Where the stages run: with one core as well, whoever looks after them must not wait for them. */
export function liveTopology({ topology, job, folder }: LiveSessionOptions): Topology {
  const { placement, cores } = topology;
  return planTopology({
    ...topology,
    placement: placement === "auto" && cores < 2 ? "fused" : placement,
    recording: folder !== undefined,
    trading: job.trading !== undefined,
    gateway: job.gateway !== undefined,
  });
}

/** @param part 0 = the first recorder's; one that takes over from a dead one begins other files */
export function recordedIn(
  folder: SessionFolder | undefined,
  job: SessionJob,
  part = 0,
): Pick<SessionJob, "recordPath" | "journalPath"> {
  if (folder === undefined) return { recordPath: undefined, journalPath: undefined };
  return {
    recordPath: folder.tape(part),
    journalPath: job.trading === undefined ? undefined : folder.journal(part),
  };
}
