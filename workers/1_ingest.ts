/**
 * Role: ingest (edge).
 * Reads: the recordings it was given, the simulated market, or its venues' sockets. Writes: market ring, its part of the board.
 * Never: other hosts than its venues', environment, other files.
 */
import { hostWorker } from "../core/supervisor/worker_host.ts";
import { buildIngest } from "../core/supervisor/stages/ingest.ts";

hostWorker(buildIngest);
