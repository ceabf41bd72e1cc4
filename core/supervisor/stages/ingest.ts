/** The ingest stage: a source in, market ring out. */
import { instrumentsOf, openSource } from "../open_source.ts";
import { IngestAgent } from "../../venues/ingest_agent.ts";
import type { StageContext } from "./context.ts";

export async function buildIngest(
  { wiring, board, clock, job }: StageContext,
): Promise<IngestAgent> {
  return new IngestAgent({
    source: await openSource(job.input),
    instruments: instrumentsOf(job.input),
    market: wiring.marketProducer(),
    board: board.role("ingest"),
    clock,
    speed: job.speed,
  });
}
