/**
 * Role: inference (core).
 * Reads: frame ring (features). Writes: frame ring (predictions), its part of the board.
 * Never: files, networks, timers.
 */
import { hostWorker } from "../core/supervisor/worker_host.ts";
import { buildInference } from "../core/supervisor/stages/inference.ts";

hostWorker(buildInference);
