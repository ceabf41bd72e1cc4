/** The recorder: copies the market ring to a tape. */
import { assert } from "../../base/assert.ts";
import { JournalTap } from "../../tape/journal_tap.ts";
import { RecorderAgent } from "../../tape/recorder_agent.ts";
import type { Wiring } from "../wiring.ts";
import type { StageContext } from "./context.ts";

/** Of a live session, what a crash may cost. */
const FLUSH_NANOS = 1e9;

export function buildRecorder({ wiring, board, job }: StageContext): RecorderAgent {
  assert(job.recordPath !== undefined, "a recorder has a tape to write");
  return new RecorderAgent({
    market: wiring.marketFollower("recorder"),
    path: job.recordPath,
    board: board.role("recorder"),
    journal: journalTap(wiring, job.journalPath),
    flushNanos: job.journalPath === undefined ? undefined : FLUSH_NANOS,
  });
}

function journalTap(wiring: Wiring, path: string | undefined): JournalTap | undefined {
  const journal = wiring.journalFollower();
  return journal === undefined || path === undefined
    ? undefined
    : new JournalTap({ journal, path });
}
