/**
 * What is written of a session beside its tape: enough to run it again, and what came of it the first
 * time. Nothing secret is in it.
 */
import { messageOf, UserError } from "../base/errors.ts";
import type { FeatureSettings } from "../features/feature_settings.ts";
import type { ScheduleOptions } from "../inference/schedule.ts";
import type { TradingReport } from "../trading/trading_report.ts";
import type { TradingJob } from "./job.ts";
import type { SessionFolder } from "./session_folder.ts";

export const RECORD_VERSION = 1;

export const SESSION_STATES = ["running", "ended", "killed", "failed"] as const;
/** "running" in a record that nobody writes any more: the whole process died. */
export type SessionState = typeof SESSION_STATES[number];

export interface SessionRecord {
  readonly version: number;
  readonly id: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly state: SessionState;
  /** Why it failed or was killed; null = it was not. */
  readonly reason: string | null;
  readonly source: string;
  readonly mode: "none" | "paper" | "trade";
  readonly placement: string;
  readonly runtime: { readonly millrace: string; readonly deno: string };
  /** "shipped", a folder, or null where none was served. */
  readonly model: { readonly from: string; readonly sha256: string } | null;
  readonly features: FeatureSettings | null;
  readonly schedule: ScheduleOptions;
  readonly trading: TradingJob | null;
  /** How often a stage was replaced: nothing is proved beyond the first time. */
  readonly restarts: number;
  /** Of every stage; null = the session did not come to its end. */
  readonly hashes: Readonly<Record<string, string>> | null;
  readonly messages: number;
  readonly frames: number;
  /** What trading came to. */
  readonly report: TradingReport | null;
  /** Session that this one goes on from. */
  readonly continues: string | null;
}

/** Writes it beside its place first, so that it is never half there. */
export function writeSessionRecord(folder: SessionFolder, record: SessionRecord): void {
  const part = `${folder.record}.part`;
  try {
    Deno.writeTextFileSync(part, `${JSON.stringify(record, undefined, 2)}\n`);
    Deno.renameSync(part, folder.record);
  } catch (thrown) {
    throw new UserError(`${folder.record}: cannot be written (${messageOf(thrown)})`);
  }
}

/** @throws UserError when there is no record, or none that this version understands */
export function readSessionRecord(folder: SessionFolder): SessionRecord {
  let value: unknown;
  try {
    value = JSON.parse(Deno.readTextFileSync(folder.record));
  } catch (thrown) {
    throw new UserError(`${folder.record}: cannot be read (${messageOf(thrown)})`);
  }
  const record = value as SessionRecord | null;
  if (typeof record !== "object" || record === null || record.version !== RECORD_VERSION) {
    throw new UserError(
      `${folder.record}: version is ${JSON.stringify(record?.version)}, must be ${RECORD_VERSION}`,
    );
  }
  if (!SESSION_STATES.includes(record.state)) {
    throw new UserError(
      `${folder.record}: state is ${JSON.stringify(record.state)}, must be one of ` +
        SESSION_STATES.join(", "),
    );
  }
  return record;
}
