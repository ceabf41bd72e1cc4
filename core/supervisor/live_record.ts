/** From a live session to its record: what was asked for at the start, what came of it at the end. */
import type { SessionJob } from "./job.ts";
import type { LiveOutcome } from "./live_options.ts";
import type { LiveSession } from "./live_session.ts";
import type { TradingReport } from "../trading/trading_report.ts";
import { placeOf } from "./topology.ts";
import { RECORD_VERSION, type SessionRecord } from "./session_record.ts";

export interface RecordedJob {
  readonly job: SessionJob;
  /** Where the model came from: "shipped", or a folder. */
  readonly modelFrom: string;
  /** This build's version. */
  readonly version: string;
  readonly continues: string | null;
}

const HASHED = ["ingest", "book", "features", "inference"] as const;

/** The record of a session that has begun. */
export function startRecord(session: LiveSession, recorded: RecordedJob): SessionRecord {
  const { job, modelFrom, version, continues } = recorded;
  const { model, trading, features } = job;
  return {
    version: RECORD_VERSION,
    id: session.id,
    startedAt: new Date(session.startedMillis).toISOString(),
    endedAt: null,
    state: "running",
    reason: null,
    source: session.source,
    mode: session.trading,
    placement: session.topology.placement,
    runtime: { millrace: version, deno: Deno.version.deno },
    model: model === undefined ? null : { from: modelFrom, sha256: model.manifest.sha256 },
    features: features ?? null,
    schedule: job.schedule,
    trading: trading ?? null,
    restarts: 0,
    hashes: null,
    messages: 0,
    frames: 0,
    report: null,
    continues,
  };
}

/** The same record once the session has ended. */
export function endRecord(
  record: SessionRecord,
  session: LiveSession,
  outcome: LiveOutcome,
): SessionRecord {
  const { board } = session;
  const { failure, reports, restarts, isKilled } = outcome;
  const report = (reports.trading as TradingReport | undefined) ?? null;
  const endedMillis = session.startedMillis + outcome.wallNanos / 1e6;
  const ran = HASHED.filter((role) => placeOf(session.topology, role) >= 0);
  const trading = record.trading === null ? {} : { trading: board.role("trading").hash };
  return {
    ...record,
    endedAt: new Date(endedMillis).toISOString(),
    state: failure !== undefined ? "failed" : isKilled ? "killed" : "ended",
    reason: failure?.message ?? report?.killed ?? null,
    restarts,
    hashes: failure !== undefined ? null : {
      ...Object.fromEntries(ran.map((role) => [role, board.role(role).hash])),
      ...trading,
    },
    messages: board.role("ingest").counter("messages"),
    frames: board.role("inference").counter("frames"),
    report,
  };
}
