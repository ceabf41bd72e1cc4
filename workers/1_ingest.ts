/**
 * Role: ingest (edge).
 * Reads: the recordings it was given, or the simulated market. Writes: market ring, its part of the board.
 * Never: networks, environment, other files.
 */
/// <reference lib="deno.worker" />
import { hostWorker } from "../core/supervisor/worker_host.ts";
import { buildIngest } from "../core/supervisor/stages/ingest.ts";

hostWorker(buildIngest);
