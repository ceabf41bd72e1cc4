/** The ingest stage: a source in, market ring out. */
import { instrumentsOf, openSource } from "../open_source.ts";
import { adoptListed } from "../../venues/adopt_listed.ts";
import { IngestAgent } from "../../venues/ingest_agent.ts";
import type { StageContext } from "./context.ts";

export async function buildIngest(
  { wiring, board, clock, job }: StageContext,
): Promise<IngestAgent> {
  const instruments = instrumentsOf(job.input);
  // A worker that starts again finds the instruments of the one before, under their numbers.
  adoptListed(wiring.directory(), instruments);
  return new IngestAgent({
    source: await openSource(job.input, wiring.budgets),
    instruments,
    market: wiring.marketProducer(),
    board: board.role("ingest"),
    clock,
    speed: job.speed,
    isEnding: () => board.endRequested,
  });
}
