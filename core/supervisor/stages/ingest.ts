/** The ingest stage: a source in, market ring out. */
import { openSource } from "../open_source.ts";
import { IngestAgent } from "../../venues/ingest_agent.ts";
import { InstrumentRegistry } from "../../venues/instruments.ts";
import type { SessionJob } from "../job.ts";
import type { StageContext } from "./context.ts";

export async function buildIngest(
  { wiring, board, clock, job }: StageContext,
): Promise<IngestAgent> {
  return new IngestAgent({
    source: await openSource(job.input),
    instruments: registryFor(job),
    market: wiring.marketProducer(),
    board: board.role("ingest"),
    clock,
    speed: job.speed,
  });
}

function registryFor({ input }: SessionJob): InstrumentRegistry {
  if (input.kind === "simulated") return new InstrumentRegistry();
  const wanted = input.symbols?.map((symbol) => symbol.toUpperCase());
  return new InstrumentRegistry(wanted && new Set(wanted), new Map(input.scales));
}
