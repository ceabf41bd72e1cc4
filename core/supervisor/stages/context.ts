/** What a stage is built from, in whichever thread it is to run. */
import type { Clock } from "../../base/clock.ts";
import type { Agent } from "../../agent/agent.ts";
import type { Board } from "../../telemetry/board.ts";
import type { SessionJob } from "../job.ts";
import type { Wiring } from "../wiring.ts";

export interface StageContext {
  readonly wiring: Wiring;
  readonly board: Board;
  readonly clock: Clock;
  readonly job: SessionJob;
  /** 0 = the session's first; above: it takes over from one that died. */
  readonly attempt: number;
}

/** Makes one agent; a promise where files have to be looked into first. */
export type StageBuilder = (context: StageContext) => Agent | Promise<Agent>;
