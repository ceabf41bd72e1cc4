/** What the control plane is started with. */
import type { SessionView } from "../supervisor/session_view.ts";
import type { ModelBytes } from "../inference/loaded_model.ts";
import type { RuntimeChoice } from "../inference/runtime.ts";
import type { JobProgram } from "./jobs/job_runner.ts";
import type { ModelShelf } from "./model_shelf.ts";
import type { RateOptions } from "./security/rate_limit.ts";

/** A file that is served as it is. */
export interface ServedFile {
  /** Its content-type. */
  readonly type: string;
  readonly text: string;
}

export interface ControlOptions {
  readonly view: SessionView;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0 = any that is free. */
  readonly port: number;
  /** Names beside loopback and digits that this server answers to. */
  readonly names?: readonly string[];
  /** `name:scope:token` entries, as in MILLRACE_TOKENS; undefined = see tokensFile. */
  readonly tokens?: string | undefined;
  /** A file of entries with mode 0600; undefined and no `tokens` = one is generated. */
  readonly tokensFile?: string | undefined;
  /** Paths of PEM files. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Requests of one address; stopping trading is never refused for this. */
  readonly rate?: RateOptions;
  /** Changes of one address. */
  readonly changeRate?: RateOptions;
  /** The model that is served, for single predictions. */
  readonly model?: ModelBytes | undefined;
  readonly runtime?: RuntimeChoice | undefined;
  readonly models?: ModelShelf | undefined;
  /** Folder of recorded sessions; default where this one is. */
  readonly sessions?: string | undefined;
  /** How jobs are started; undefined = there are none. */
  readonly jobs?: JobProgram | undefined;
  readonly mostStreams?: number;
  readonly mostStreamsOfOne?: number;
  /** Files of the dashboard by name; undefined = there is none. */
  readonly dashboard?: ReadonlyMap<string, ServedFile>;
}

export const DEFAULT_HOST = "127.0.0.1";
export const DEFAULT_RATE: RateOptions = { perSecond: 500, burst: 1_000 };
export const DEFAULT_CHANGE_RATE: RateOptions = { perSecond: 10, burst: 30 };
export const DEFAULT_STREAMS = 64;
export const DEFAULT_STREAMS_OF_ONE = 16;
/** Largest body of a request. */
export const MOST_BODY_BYTES = 64 * 1_024;
