/**
 * Role: recorder (edge).
 * Reads: market ring. Writes: the tape it was given, its part of the board.
 * Never: networks, environment, other files.
 */
import { hostWorker } from "../core/supervisor/worker_host.ts";
import { buildRecorder } from "../core/supervisor/stages/recorder.ts";

hostWorker(buildRecorder);
