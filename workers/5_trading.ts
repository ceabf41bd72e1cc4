/**
 * Role: trading (core).
 * Reads: market ring, frame ring (predictions); a user's own strategy, when one is named.
 * Writes: its part of the board.
 * Never: other files, networks, timers.
 */
import { hostWorker } from "../core/supervisor/worker_host.ts";
import { tradingStage } from "../core/supervisor/stages/trading.ts";
import { STRATEGIES } from "../strategies/registry.ts";

hostWorker(tradingStage(STRATEGIES));
