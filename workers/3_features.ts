/**
 * Role: features (core).
 * Reads: frame ring (books). Writes: frame ring (features), its part of the board.
 * Never: files, networks, timers.
 */
import { hostWorker } from "../core/supervisor/worker_host.ts";
import { buildFeatures } from "../core/supervisor/stages/features.ts";

hostWorker(buildFeatures);
