/** Trading's ends towards the world, as the session has them: live, in a proof, or none. */
import { AccountBoardWriter } from "../../trading/account_board.ts";
import { Journal } from "../../trading/journal/journal.ts";
import { JournalComparison } from "../../trading/journal/journal_comparison.ts";
import { JournalRing } from "../../trading/journal/journal_ring.ts";
import { JournalScript } from "../../trading/journal/journal_script.ts";
import { AccountDisplay } from "../../trading/outside/account_display.ts";
import { Outside } from "../../trading/outside/outside.ts";
import type { RecordedVenue } from "../../trading/outside/recorded_venue.ts";
import type { ProofJob } from "../job.ts";
import type { StageContext } from "./context.ts";

/** @param recorded where reports are told again, when a session is proved whose venue was outside */
export function outsideOf(
  { wiring, clock, job, board, attempt }: StageContext,
  recorded: RecordedVenue | undefined,
): Outside | undefined {
  if (job.proof !== undefined) return proving(job.proof, recorded, clock);
  const producer = wiring.journalProducer();
  const { accounts } = wiring;
  if (producer === undefined || accounts === undefined) return undefined;
  const trading = board.role("trading");
  const ring = new JournalRing(producer, () => trading.term !== attempt);
  return new Outside({
    journal: new Journal(ring, clock),
    ring,
    controls: wiring.controlFollower(),
    accounts: new AccountDisplay(new AccountBoardWriter(accounts)),
  });
}

function proving(
  { entries, isOutside, untilMarket, isOpenEnded }: ProofJob,
  recorded: RecordedVenue | undefined,
  clock: StageContext["clock"],
): Outside {
  const comparison = new JournalComparison(entries, untilMarket, isOpenEnded);
  return new Outside({
    journal: new Journal(comparison, clock),
    script: new JournalScript(entries, isOutside),
    comparison,
    recorded,
  });
}
