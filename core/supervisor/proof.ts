/**
 * The proof of a session: its tape is replayed, what came from outside is told again at the places that
 * the journal names, and everything that trading did must come again, word for word.
 *
 * ```text
 *   market.tape ─────▶ ingest ─▶ book ─▶ features ─▶ inference ─▶ trading ─▶ commands, reports …
 *   trading.journal ─▶ controls, reports of a real venue ──────────╯             ║ equal?
 *                  ╰──────────────────────────────────────────────────────── journal entries
 * ```
 */
import { UserError } from "../base/errors.ts";
import type { ModelBytes } from "../inference/loaded_model.ts";
import { readJournal, type RecordedJournal } from "../tape/journal_reader.ts";
import { TapeReader } from "../tape/reader.ts";
import type { JournalVerdict } from "../trading/journal/journal_comparison.ts";
import type { TradingReport } from "../trading/trading_report.ts";
import { SPEED_MAX } from "../venues/pacer.ts";
import type { ProofJob, SessionJob } from "./job.ts";
import type { SessionOutcome } from "./session.ts";
import type { SessionFolder } from "./session_folder.ts";
import type { SessionRecord } from "./session_record.ts";

/** What is needed to prove a session. */
export interface ProofPlan {
  readonly job: SessionJob;
  readonly record: SessionRecord;
  /** The tape has its end: nothing is missing. */
  readonly isWhole: boolean;
  readonly journal: RecordedJournal | undefined;
}

/** What a proof came to. */
export interface Proof {
  readonly session: string;
  readonly isProved: boolean;
  /** Stages whose hashes could be compared, and whether each was equal. */
  readonly stages: readonly {
    readonly stage: string;
    readonly expected: string;
    readonly got: string;
  }[];
  /** Of the journal; null = nobody traded. */
  readonly verdict: JournalVerdict | null;
  /** The session was interrupted, or a stage replaced: only so much of it could be proved. */
  readonly limits: readonly string[];
}

/** @throws UserError when the folder lacks what a proof needs, or a file is damaged */
export function planProof(
  folder: SessionFolder,
  record: SessionRecord,
  model: ModelBytes | undefined,
): ProofPlan {
  const path = folder.foundTape();
  const tape = new TapeReader(path);
  tape.close();
  const journalPath = folder.foundJournal();
  if (record.trading !== null && journalPath === undefined) {
    throw new UserError(`${folder.path}: its session traded, but there is no trading.journal`);
  }
  const journal = journalPath === undefined ? undefined : readJournal(journalPath);
  if (journal !== undefined && record.hashes !== null && !journal.closed) {
    throw new UserError(
      `${journal.path}: has no end, though its session ended in good order: it was cut`,
    );
  }
  const isWhole = tape.closed && (journal?.closed ?? true);
  const proof: ProofJob | undefined = journal && {
    entries: journal.words,
    isOutside: record.mode === "trade",
    untilMarket: tape.closed ? Infinity : tape.index.slots,
    isOpenEnded: !journal.closed,
  };
  const job: SessionJob = {
    input: {
      kind: "files",
      files: [{ path, format: "tape" }],
      symbols: undefined,
      scales: [],
    },
    speed: SPEED_MAX,
    features: record.features ?? undefined,
    model,
    schedule: record.schedule,
    trading: record.trading ?? undefined,
    proof,
    recordPath: undefined,
    disturbance: undefined,
  };
  return { job, record, isWhole, journal };
}

/** @param outcome of a run of the plan's job */
export function judge({ record, isWhole }: ProofPlan, { board, reports }: SessionOutcome): Proof {
  const wasReplaced = record.restarts > 0;
  const stages = wasReplaced || !isWhole ? [] : Object.entries(record.hashes ?? {})
    .map(([stage, expected]) => {
      return { stage, expected, got: board.role(stage as "ingest").hash };
    });
  const report = reports.trading as TradingReport | undefined;
  const verdict = report?.verdict ?? null;
  const limits = [
    ...(isWhole ? [] : ["the recording was interrupted: proved up to its last whole block"]),
    ...(wasReplaced ? ["a stage was replaced: proved up to there"] : []),
  ];
  const areEqual = stages.every(({ expected, got }) => expected === got);
  return {
    session: record.id,
    isProved: areEqual && verdict?.difference === undefined,
    stages,
    verdict,
    limits,
  };
}
