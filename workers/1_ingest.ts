/**
 * Role: ingest (edge).
 * Reads: the recordings it was given, or the simulated market. Writes: market ring, its part of the board.
 * Never: networks, environment, other files.
 */
import { hostWorker } from "../core/supervisor/worker_host.ts";
import { buildIngest } from "../core/supervisor/stages/ingest.ts";

hostWorker(buildIngest);
