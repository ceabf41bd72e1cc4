/**
 * Roles: book, features, inference (core), one after the other in one thread.
 * Reads: market ring. Writes: frame ring, their parts of the board.
 * Never: files, networks, timers.
 */
import { hostWorker } from "../core/supervisor/worker_host.ts";
import { buildBook } from "../core/supervisor/stages/book.ts";
import { buildFeatures } from "../core/supervisor/stages/features.ts";
import { buildInference } from "../core/supervisor/stages/inference.ts";

hostWorker(buildBook, buildFeatures, buildInference);
