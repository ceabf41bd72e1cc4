/**
 * Roles: book, features, inference, trading (core), one after the other in one thread.
 * Reads: market ring; a user's own strategy, when one is named. Writes: frame ring, their parts of
 * the board.
 * Never: other files, networks, timers.
 */
import { hostWorker } from "../core/supervisor/worker_host.ts";
import { buildBook } from "../core/supervisor/stages/book.ts";
import { buildFeatures } from "../core/supervisor/stages/features.ts";
import { buildInference } from "../core/supervisor/stages/inference.ts";
import { tradingStage } from "../core/supervisor/stages/trading.ts";
import { STRATEGIES } from "../strategies/registry.ts";

hostWorker(buildBook, buildFeatures, buildInference, tradingStage(STRATEGIES));
