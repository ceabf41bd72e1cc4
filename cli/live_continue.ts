/**
 * `live --continue SESSION`: goes on with the positions of an earlier session, also of one whose process
 * died. They are not believed but proved: its tape is replayed, and what it comes to is what counts.
 */
import { UserError } from "../core/base/errors.ts";
import type { TradingJob } from "../core/supervisor/job.ts";
import { judge, planProof } from "../core/supervisor/proof.ts";
import { runSession } from "../core/supervisor/session.ts";
import { findSessionFolder } from "../core/supervisor/session_folder.ts";
import { readSessionRecord } from "../core/supervisor/session_record.ts";
import { type OpeningPosition, openingPositions } from "../core/trading/opening_positions.ts";
import type { TradingReport } from "../core/trading/trading_report.ts";
import { J_KIND, JOURNAL_RESTARTED, JOURNAL_WORDS } from "../core/wire/journal.ts";
import { STRATEGIES } from "../strategies/registry.ts";
import { modelOf } from "./verify.ts";

/** What a session left. */
export interface Continued {
  readonly id: string;
  readonly opening: readonly OpeningPosition[];
}

/** A stage was replaced, though the session did not live to say so. */
function wasReplaced(entries: Int32Array | undefined): boolean {
  if (entries === undefined) return false;
  for (let at = 0; at < entries.length; at += JOURNAL_WORDS) {
    if ((entries[at + J_KIND] & 0xff) === JOURNAL_RESTARTED) return true;
  }
  return false;
}

/**
 * @param ref the earlier session's folder or id
 * @param sessions where sessions are kept
 * @throws UserError when it cannot be gone on from
 */
export async function continuedFrom(
  ref: string,
  sessions: string,
  trading: TradingJob | undefined,
): Promise<Continued> {
  const folder = findSessionFolder(ref, sessions);
  const record = readSessionRecord(folder);
  if (trading === undefined || record.trading === null) {
    const which = trading === undefined ? "this" : "that";
    throw new UserError(`--continue ${ref}: nobody trades in ${which} session`);
  }
  const named = (job: TradingJob) => job.strategies.map(({ ref }) => ref).join(", ");
  if (named(trading) !== named(record.trading)) {
    throw new UserError(
      `--continue ${ref}: its strategies were ${named(record.trading)}, now they are ` +
        `${named(trading)}; positions belong to strategies`,
    );
  }
  const { restarts, report: told } = record;
  // Beyond a replacement nothing can be proved: the session's own word counts, where it has one.
  if (restarts > 0 && told !== null) return { id: record.id, opening: openingPositions(told) };
  const plan = planProof(folder, record, await modelOf(folder, record));
  const topology = {
    placement: "auto",
    policy: "auto",
    cores: navigator.hardwareConcurrency,
  } as const;
  const outcome = await runSession({ topology, job: plan.job, strategies: STRATEGIES });
  const proof = judge(plan, outcome);
  if (!proof.isProved) {
    throw new UserError(
      `--continue ${ref}: it cannot be proved what it came to; see replay --verify ${folder.path}`,
    );
  }
  if (wasReplaced(plan.job.proof?.entries)) {
    throw new UserError(
      `--continue ${ref}: a stage was replaced before its process died; nothing is known of what followed`,
    );
  }
  const report = outcome.reports.trading as TradingReport | undefined;
  return { id: record.id, opening: report === undefined ? [] : openingPositions(report) };
}
