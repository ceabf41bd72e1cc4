/**
 * A running session as the control plane and the terminal view see it: shared memory to look at,
 * and one way to ask for something. Nothing here can hold the current up.
 */
import type { ParameterSchema } from "../trading/parameters.ts";
import type { RiskLimits } from "../trading/risk/limits.ts";
import type { Board } from "../telemetry/board.ts";
import type { InstrumentDirectory } from "../wire/directory.ts";
import type { Topology } from "./topology.ts";

/** A strategy as it was planned; instances of it (hosts) are begun as instruments come. */
export interface StrategyView {
  readonly name: string;
  readonly summary: string;
  readonly schema: ParameterSchema;
  /** Instruments that it trades together; undefined = an instance for every instrument. */
  readonly symbols?: readonly string[] | undefined;
  readonly values: Readonly<Record<string, number | string>>;
}

/** What is asked of trading; see core/wire/control.ts. */
export interface ControlRequest {
  /** CONTROL_*. */
  readonly kind: number;
  /** ACTOR_*. */
  readonly actor: number;
  /** Default −1: all. */
  readonly strategyId?: number;
  /** Default −1: all. */
  readonly instrumentId?: number;
  readonly parameter?: number;
  readonly value?: number;
}

/** A worker as the supervisor knows it. */
export interface PlaceView {
  readonly name: string;
  readonly roles: readonly string[];
  /** STATE_* of its first role. */
  readonly state: number;
  /** Milliseconds since its heart was seen to beat. */
  readonly silentMillis: number;
  readonly restarts: number;
}

export interface SessionView {
  /** Names the session's folder: 2026-01-05T14-30-00Z-7f3a. */
  readonly id: string;
  readonly mode: "live" | "replay";
  /** "paper": the simulated exchange inside trading; "trade": orders go to the venue. */
  readonly trading: "none" | "paper" | "trade";
  /** Milliseconds since 1970. */
  readonly startedMillis: number;
  /** What the market comes from, as a person would say it. */
  readonly source: string;
  /** Folder of the session; undefined = nothing is kept. */
  readonly folder: string | undefined;
  readonly topology: Topology;
  readonly board: Board;
  readonly directory: InstrumentDirectory;
  /** The frame ring and the journal ring: follow them with a LossyFollower at these numbers. */
  readonly frames: SharedArrayBuffer;
  readonly framesFollower: number;
  readonly journal: SharedArrayBuffer;
  readonly journalFollower: number;
  /** The market ring, to show how full it is; undefined = that is not shown. */
  readonly market?: SharedArrayBuffer | undefined;
  /** Followers of the market ring by number. */
  readonly marketFollowers?: readonly string[] | undefined;
  /** Limits of the risk gate; undefined = nobody trades. */
  readonly limits?: RiskLimits | undefined;
  /** What the session runs with, for people; what is secret is left out or masked. */
  readonly configuration?: Readonly<Record<string, unknown>> | undefined;
  /** See core/trading/account_board.ts. */
  readonly accounts: SharedArrayBuffer;
  readonly strategies: readonly StrategyView[];
  /** The model that is served, by its manifest; undefined = none. */
  readonly modelName: string | undefined;
  places(): readonly PlaceView[];
  /** Newest lines of the log, oldest first. */
  logLines(): readonly string[];
  /** @returns the control's id, which the journal repeats when trading has applied it */
  send(request: ControlRequest): number;
  /** Ends the session in good order; resolves when it has ended. */
  stop(): Promise<void>;
}
